"""Training the reader: its loss by hand, and twenty steps from the real start weights."""

import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate, islice, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from index.models import package_folder
from qa.reader.data import Example
from qa.reader.export import export, prove
from qa.reader.groups import LONGEST, Group, Recipe, batches, contrast, group, token_spans
from qa.reader.network import FORBIDDEN, Network, averaged, padded, tokenizer
from qa.reader.reading import OnnxReader, Reading
from qa.reader.train import Trainer, _chunks, loss, train

TINY = Recipe(steps=20, questions=4, negatives=1, rate=3e-4)
THINGS = ("bell", "ferry", "bridge", "tower", "market", "quarry", "orchard", "mill")


def _example(thing: str, number: int) -> Example:
    fact = f"Title\nThe {thing} was built in {1800 + number} by the keeper."
    start = fact.index(str(1800 + number))
    others = tuple(f"Title\nNobody knows who owned the {other}." for other in THINGS[:3])
    return Example(f"When was the {thing} built?", fact, ((start, start + 4),), others, open=True)


ANSWERED = [_example(thing, number) for number, thing in enumerate(THINGS)]
UNANSWERED = [
    Example(f"Why did the {thing} sing?", None, (), ANSWERED[n].negatives, open=True)
    for n, thing in enumerate(THINGS[:4])
]


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Rows this short are not worth sharing among threads that must wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def words() -> Any:
    return tokenizer(package_folder(), LONGEST)


def _approx(value: float) -> object:
    return pytest.approx(value, abs=1e-5)


# Tokens


@pytest.mark.parametrize(
    ("spans", "tokens"),
    [
        ([], []),
        ([(0, 10)], [(5, 6)]),  # The keeper
        ([(4, 10), (11, 15)], [(6, 6), (7, 7)]),
        ([(5, 6)], [(6, 6)]),  # within a word
        ([(10, 11)], []),  # the space after it
        ([(11, 35)], [(7, 13)]),  # rang Michitaro at seven.
        ([(16, 26)], [(8, 10)]),  # Michitarō is of three word pieces
        ([(0, 35), (11, 15)], [(5, 13), (7, 7)]),
    ],
)
def test_characters_as_tokens(
    words: Any, spans: list[tuple[int, int]], tokens: list[tuple[int, int]]
) -> None:
    encoded = words.encode("Who rang?", "The keeper rang Michitarō at seven.")
    assert encoded.tokens[5:8] == ["the", "keeper", "rang"]
    assert token_spans(encoded, spans) == tokens


def test_an_answer_that_was_cut_off_is_left_out(words: Any) -> None:
    """Of 224 tokens 3 part the two, and 4 are the question's: 217 words of 5 letters are left."""
    encoded = words.encode("Who rang it?", "bell " * 300)
    last = 5 * 216
    assert token_spans(encoded, [(last, last + 4)]) == [(222, 222)]
    assert token_spans(encoded, [(last, last + 5)]) == []
    assert token_spans(encoded, [(0, last + 9), (last + 5, last + 9)]) == []
    assert token_spans(words.encode("Who?", ""), [(0, 1)]) == []


def test_a_pair_that_is_too_long(words: Any) -> None:
    """The passage is cut; a question only where it is more than half of the room."""
    kinds = Counter(words.encode("who " * 100, "bell " * 300).type_ids)
    assert kinds == {0: 102, 1: 122}
    kinds = Counter(words.encode("who " * 300, "bell " * 300).type_ids)
    assert kinds.total() == LONGEST
    assert kinds[0] in (112, 113)


def test_rows_are_filled_up() -> None:
    assert padded([[1, 2], [3], [4, 5, 6]]).tolist() == [[1, 2, 0], [3, 0, 0], [4, 5, 6]]


# Groups and batches


def _always(number: float) -> random.Random:
    """Chance that never comes (1.0) or always does (0.0), where it is asked for a share."""
    made = random.Random(1)
    made.random = lambda: number  # type: ignore[method-assign]
    return made


def _decoded(words: Any, row: tuple[list[int], list[int]]) -> tuple[str, str]:
    parts = ([i for i, kind in zip(*row, strict=True) if kind == side] for side in (0, 1))
    question, passage = (words.decode(part) for part in parts)
    return question, passage


def test_the_passage_that_answers_comes_first(words: Any) -> None:
    found = group(ANSWERED[0], replace(TINY, negatives=2), words, _always(0.999))
    assert found.target == 0
    ((first, last),) = found.spans
    assert words.decode(found.rows[0][0][first : last + 1]) == "1800"
    asked, read = zip(*(_decoded(words, row) for row in found.rows), strict=True)
    assert set(asked) == {"when was the bell built?"}
    assert read[0] == "title the bell was built in 1800 by the keeper."
    assert len(read) == 3
    assert all(text.startswith("title nobody knows") for text in read[1:])


def test_an_orphan_is_asked_of_other_passages_alone(words: Any) -> None:
    """One passage more then, and nothing to find; not where the question names no document."""
    recipe = replace(TINY, negatives=2, orphans=1.0)
    found = group(ANSWERED[0], recipe, words, _always(0.999))
    assert (len(found.rows), found.target, found.spans) == (3, None, [])
    closed = group(replace(ANSWERED[0], open=False), recipe, words, _always(0.999))
    assert (len(closed.rows), closed.target) == (3, 0)
    never = group(ANSWERED[0], replace(recipe, orphans=0.0), words, _always(0.0))
    assert never.target == 0


def test_a_question_that_nothing_answers(words: Any) -> None:
    found = group(UNANSWERED[0], TINY, words, random.Random(1))
    assert (len(found.rows), found.target, found.spans) == (2, None, [])
    alone = group(replace(UNANSWERED[0], negatives=()), TINY, words, random.Random(1))
    assert (alone.rows, alone.target, alone.spans) == ([], None, [])


def test_the_share_of_orphans_and_of_the_nearest(words: Any) -> None:
    chance = random.Random(3)
    found = [group(ANSWERED[0], replace(TINY, orphans=0.25), words, chance) for _ in range(1000)]
    orphans = [one for one in found if one.target is None]
    assert len(orphans) / 1000 == pytest.approx(0.25, abs=0.04)
    taken = Counter(
        _decoded(words, row)[1] for one in found if one.target == 0 for row in one.rows[1:]
    )
    near = [f"title nobody knows who owned the {thing}." for thing in THINGS[:3]]
    assert [text for text, _ in taken.most_common()] == near


def test_batches_are_the_same_for_a_seed(words: Any) -> None:
    def first(seed: int) -> list[list[Group]]:
        recipe = replace(TINY, seed=seed)
        return list(islice(batches([ANSWERED, UNANSWERED], recipe, words), 10))

    assert first(1) == first(1) != first(2)
    assert all(len(step) == TINY.questions for step in first(1))


def test_a_question_comes_again_changed_with_the_passage_that_answered_it(words: Any) -> None:
    example = replace(ANSWERED[0], question="When was the bell built by the keeper in 1800?")
    (found,) = contrast(example, words, _always(0.999))
    assert (found.target, found.spans, len(found.rows)) == (None, [], 1)
    question, passage = _decoded(words, found.rows[0])
    assert passage == "title the bell was built in 1800 by the keeper."
    assert question.startswith("when was the bell built by the keeper in 1")
    assert "1800" not in question
    assert contrast(replace(example, question="Who rang?"), words, random.Random(1)) == []
    assert contrast(UNANSWERED[0], words, random.Random(1)) == []


def test_the_share_of_questions_that_come_again(words: Any) -> None:
    example = replace(ANSWERED[0], question="When was the bell built in 1800?")
    recipe = replace(TINY, questions=100, contrasts=0.3, orphans=0.0)
    steps = list(islice(batches([[example]], recipe, words), 10))
    changed = [one for step in steps for one in step if one.target is None]
    assert sum(map(len, steps)) == 1000 + len(changed)
    assert len(changed) / 1000 == pytest.approx(0.3, abs=0.04)


def test_more_passages_where_there_is_room(words: Any) -> None:
    def found(room: int) -> Group:
        return group(ANSWERED[0], replace(TINY, room=room), words, _always(0.999))

    everything = found(10_000)
    sizes = list(accumulate(len(ids) for ids, _ in everything.rows))
    assert len(sizes) == 4
    for room, count in ((0, 2), (sizes[2] - 1, 2), (sizes[2], 3), (sizes[3], 4)):
        assert (len(found(room).rows), found(room).target) == (count, 0)


def test_the_share_of_rows_that_are_looked_up_besides(words: Any) -> None:
    rows = [f"Fleet\nShip: {name}; Built: {1900 + n}" for n, name in enumerate(THINGS)]
    example = Example("Who built it?", rows[0], ((12, 16),), tuple(rows[1:]), open=False)
    recipe = replace(TINY, questions=100, lookups=0.3, negatives=2)
    steps = list(islice(batches([[example]], recipe, words), 10))
    assert (sum(map(len, steps)) - 1000) / 1000 == pytest.approx(0.3, abs=0.04)
    assert {len(one.rows) for step in steps for one in step} == {3}
    prose = list(islice(batches([ANSWERED], recipe, words), 10))
    assert sum(map(len, prose)) == 1000


def test_the_share_of_questions_in_other_words(words: Any) -> None:
    """Also of those that come again changed; a question that has no variants stays."""
    example = replace(ANSWERED[0], question="When was the bell built in 1800?")
    variants = {example.question: ["In what year was the bell of 1800 made?"]}
    recipe = replace(TINY, questions=100, contrasts=0.5, orphans=0.0, rewords=0.3)
    steps = list(islice(batches([[example]], recipe, words, variants), 10))
    made = [one for step in steps for one in step]
    for which in (0, None):
        asked = [_decoded(words, one.rows[0])[0] for one in made if one.target == which]
        share = sum("bell of" in text or "made" in text for text in asked) / len(asked)
        assert share == pytest.approx(0.3, abs=0.06)
    plain = [list(islice(batches([ANSWERED], recipe, words, given), 3)) for given in ({}, variants)]
    assert plain[0] == plain[1]


def test_every_question_of_a_set_comes_before_one_comes_again(words: Any) -> None:
    recipe = replace(TINY, orphans=0.0)
    groups = [one for step in islice(batches([ANSWERED], recipe, words), 4) for one in step]
    for deck in (groups[:8], groups[8:]):
        read = {_decoded(words, one.rows[0])[1] for one in deck}
        assert read == {f"title {example.positive[6:].lower()}" for example in ANSWERED}  # type: ignore[index]


def test_small_sets_come_more_often_than_their_size_says(words: Any) -> None:
    """Of sets of 200 and 2 questions the small one is 2^0.6 of 2^0.6 + 200^0.6, not 1 of 101."""
    large = [replace(UNANSWERED[0], question=f"large {n}") for n in range(200)]
    small = [replace(UNANSWERED[0], question=f"small {n}") for n in range(2)]
    stream = batches([large, small], replace(TINY, questions=10), words)
    asked = [_decoded(words, one.rows[0])[0] for step in islice(stream, 200) for one in step]
    share = sum("sm" in text for text in asked) / len(asked)
    assert share == pytest.approx(2**0.6 / (2**0.6 + 200**0.6), abs=0.015)
    even = batches([large, small], replace(TINY, questions=100, evenness=0.0), words)
    asked = [_decoded(words, one.rows[0])[0] for step in islice(even, 20) for one in step]
    assert sum("sm" in text for text in asked) / len(asked) == pytest.approx(0.5, abs=0.04)


# The loss, by hand


class _Given(nn.Module):
    """Gives each row the log odds and the logits that belong to its first token."""

    def __init__(
        self, odds: dict[int, float], places: dict[int, list[tuple[float, float]]]
    ) -> None:
        super().__init__()
        self.odds, self.places = odds, places
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        relevance = torch.tensor([self.odds[int(row[0])] for row in ids])
        spans = torch.full((*ids.shape, 2), FORBIDDEN)
        for n, row in enumerate(ids):
            for at, logits in enumerate(self.places.get(int(row[0]), [])):
                spans[n, at] = torch.tensor(logits)
        return self.scale * relevance, self.scale * spans


def _row(key: int, length: int) -> tuple[list[int], list[int]]:
    return [key] * length, [1] * length


THREE = _Given(
    {1: math.log(3), 2: math.log(2), 3: 0.0},
    {1: [(0.0, 0.0)] * 4, 2: [(math.log(7), 0.0), (0.0, math.log(3))]},
)


@pytest.mark.parametrize(
    ("rows", "target", "spans", "choice", "place"),
    [
        # "no answer" has the weight 1, the passages 3 and 2.
        ([1, 2], 0, [], math.log(6 / 3), 0.0),
        ([1, 2], 1, [], math.log(6 / 2), 0.0),
        ([1, 2], None, [], math.log(6), 0.0),
        ([3], 0, [], math.log(2), 0.0),
        ([], None, [], 0.0, 0.0),
        # Four tokens alike: a place is 1/16, one of two 1/8.
        ([1], 0, [(0, 0)], math.log(4 / 3), math.log(16)),
        ([1], 0, [(0, 3), (2, 2)], math.log(4 / 3), math.log(8)),
        # 7/8 to begin with the first of two, 3/4 to end with the second.
        ([2, 1], 0, [(0, 1)], math.log(6 / 2), math.log(32 / 21)),
        ([2], 0, [(0, 0), (1, 1)], math.log(3 / 2), math.log(32 / 10)),
    ],
)
def test_the_loss_of_one_question(
    rows: list[int],
    target: int | None,
    spans: list[tuple[int, int]],
    choice: float,
    place: float,
) -> None:
    made = Group([_row(key, {1: 4, 2: 2, 3: 9}[key]) for key in rows], target, spans)
    found = loss(THREE, [made])
    assert [value.item() for value in found] == [_approx(choice), _approx(place)]


def test_the_loss_of_several_is_their_mean() -> None:
    """Rows of any length and order; of the place only those that have one."""
    groups = [
        Group([_row(3, 9), _row(1, 4)], 1, [(0, 0)]),
        Group([_row(2, 2)], 0, [(0, 1)]),
        Group([], None, []),
        Group([_row(1, 4), _row(2, 2)], None, []),
    ]
    choice, place = loss(THREE, groups)
    assert choice.item() == _approx(math.log(5 / 3 * 3 / 2 * 6) / 4)
    assert place.item() == _approx(math.log(16 * 32 / 21) / 2)
    (choice + place).backward()  # type: ignore[no-untyped-call]
    assert THREE.scale.grad is not None


@given(st.lists(st.integers(1, 224), max_size=80))
def test_rows_go_through_in_chunks_of_like_length(lengths: list[int]) -> None:
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    chunks = list(_chunks(order, lengths))
    assert [i for chunk in chunks for i in chunk] == order
    sizes = [len(chunk) * max(lengths[i] for i in chunk) for chunk in chunks]
    assert all(size <= 4096 for size in sizes)
    for chunk, after in pairwise(chunks):
        assert (len(chunk) + 1) * lengths[after[0]] > 4096


# The steps


@pytest.mark.parametrize(
    ("steps", "step", "share"),
    [
        (100, 0, 1 / 6),
        (100, 2, 1 / 2),
        (100, 5, 1.0),
        (100, 52, 0.5 + 1e-3),
        (100, 99, 1e-3),
        (1, 0, 1e-3),
        (10, 0, 0.9 / 0.94 + 1e-3),
    ],
)
def test_the_learning_rate_goes_up_and_down(steps: int, step: int, share: float) -> None:
    trainer = SimpleNamespace(step=step, recipe=Recipe(steps=steps))
    assert Trainer._share(trainer) == _approx(share)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Run:
    """A run of twenty steps: its trainer, its folder and the loss of each step."""

    trainer: Trainer
    work: Path
    losses: list[float]


def _train(work: Path, stop: int, every: int) -> Run:
    """Train until done, or until the step after ``stop`` is interrupted."""
    work.mkdir(exist_ok=True)
    losses: list[float] = []
    learn = Trainer.learn

    def recorded(self: Trainer, groups: Sequence[Group]) -> tuple[float, float]:
        if self.step == stop:
            raise KeyboardInterrupt
        choice, place = learn(self, groups)
        losses.append(choice + 0.5 * place)
        return choice, place

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.cuda, "is_available", lambda: False)
        patch.setattr(Trainer, "learn", recorded)
        trainer = train([ANSWERED, UNANSWERED], TINY, work, every)
    return Run(trainer, work, losses)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return _train(tmp_path_factory.mktemp("trained"), -1, 200)


def _curve(work: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (work / "reader-curve.jsonl").read_text().splitlines()]


@pytest.mark.slow
def test_the_loss_falls(trained: Run) -> None:
    assert len(trained.losses) == 20
    assert sum(trained.losses[-5:]) < 0.6 * sum(trained.losses[:5])


@pytest.mark.slow
def test_the_curve(trained: Run) -> None:
    (row,) = _curve(trained.work)
    assert row.keys() == {"step", "choice", "place", "seconds"}
    assert row["step"] == 20
    mean = sum(trained.losses) / 20
    assert row["choice"] + 0.5 * row["place"] == pytest.approx(mean, abs=2e-4)
    assert row["seconds"] > 0


@pytest.mark.slow
def test_the_word_embeddings_stay_and_all_else_moves(trained: Run) -> None:
    torch.manual_seed(TINY.seed)
    before = Network(package_folder()).state_dict()
    same = [
        name
        for name, value in trained.trainer.master.state_dict().items()
        if torch.equal(value, before[name])
    ]
    assert same == ["encoder.embeddings.word_embeddings.weight"]


@pytest.mark.slow
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(trained: Run, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _train(tmp_path, 11, 10)
    resumed = _train(tmp_path, -1, 10)
    assert resumed.losses == trained.losses[10:]
    assert resumed.trainer.step == 20
    expected = trained.trainer.master.state_dict()
    for name, value in resumed.trainer.master.state_dict().items():
        assert torch.equal(value, expected[name]), name
    assert not list(tmp_path.glob("*.part"))
    again = _train(tmp_path, -1, 10)
    assert again.losses == []


@pytest.mark.slow
def test_a_run_goes_on_for_more_steps_than_were_meant(trained: Run, tmp_path: Path) -> None:
    longer = Trainer(package_folder(), replace(TINY, steps=TINY.steps + 2), "cpu")
    longer.resume(trained.work / "reader.pt")
    assert longer.step == trained.trainer.step
    for name, value in longer.master.state_dict().items():
        assert torch.equal(value, trained.trainer.master.state_dict()[name]), name


@pytest.mark.slow
def test_a_run_that_begins_with_anothers_weights(trained: Run, tmp_path: Path) -> None:
    """How they came about goes with them."""
    begun = Trainer(package_folder(), replace(TINY, contrasts=0.5), "cpu")
    begun.begin_with([trained.work / "reader.pt"])
    assert begun.step == 0
    assert begun.before == [{"recipe": asdict(TINY), "steps_done": 20, "before": []}]
    for network in (begun.master, begun.fast.float()):
        weights = network.state_dict()
        expected = trained.trainer.master.state_dict()
        assert all(torch.allclose(weights[name], expected[name], rtol=8e-3) for name in expected)
    begun.save(tmp_path / "reader.pt")
    assert torch.load(tmp_path / "reader.pt", weights_only=True)["before"] == begun.before


@pytest.mark.slow
def test_a_run_that_begins_with_the_mean_of_several(trained: Run, tmp_path: Path) -> None:
    file = trained.work / "reader.pt"
    state = torch.load(file, weights_only=True)
    halved = {name: value / 2 for name, value in state["network"].items()}
    torch.save(state | {"network": halved, "step": 7}, tmp_path / "half.pt")
    begun = Trainer(package_folder(), TINY, "cpu")
    begun.begin_with([file, tmp_path / "half.pt"])
    assert [each["steps_done"] for each in begun.before] == [20, 7]
    for name, value in begun.master.state_dict().items():
        assert torch.allclose(value, 0.75 * state["network"][name]), name


@pytest.mark.slow
def test_a_checkpoint_of_another_recipe_is_refused(trained: Run) -> None:
    file = trained.work / "reader.pt"
    trained.trainer.resume(file)
    other = SimpleNamespace(recipe=replace(TINY, rate=1e-4))
    with pytest.raises(
        ValueError, match=r"reader\.pt was made by another recipe: .*'rate': 0\.0003"
    ):
        Trainer.resume(other, file)  # type: ignore[arg-type]


# The file


def test_an_average() -> None:
    one = {"a": torch.tensor([1.0, 3.0]), "n": torch.tensor(7)}
    other = {"a": torch.tensor([2.0, -3.0]), "n": torch.tensor(8)}
    made = averaged([one, other])
    assert made["a"].tolist() == [1.5, 0.0]
    assert int(made["n"]) == 7
    assert averaged([one])["a"].tolist() == [1.0, 3.0]


PAIRS = [
    (example.question, text)
    for example in (*ANSWERED[:5], *UNANSWERED[:2])
    for text in (example.positive, *example.negatives[:1])
    if text is not None
]


@pytest.fixture(scope="module")
def reader(trained: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnnxReader]:
    folder = tmp_path_factory.mktemp("exported-reader")
    model, card = folder / "reader.onnx", folder / "reader.json"
    export(trained.trainer.master, package_folder(), PAIRS, model, card, {"steps": 20})
    written = json.loads(card.read_text())
    assert written.keys() == {"sha256", "longest", "steps"}
    assert (written["longest"], written["steps"]) == (LONGEST, 20)
    yield OnnxReader(model, card)


@pytest.mark.slow
def test_the_file_says_what_the_network_says(trained: Run, reader: OnnxReader) -> None:
    found = prove(trained.trainer.master, package_folder(), PAIRS, reader)
    assert found.keys() == {"difference", "correlation", "same_start"}
    assert 0 < found["difference"] < 0.35
    assert 0.98 <= found["correlation"] <= 1
    assert found["same_start"] >= 0.8


@pytest.mark.slow
def test_the_file_reads_what_was_learnt(reader: OnnxReader) -> None:
    example = ANSWERED[3]
    assert example.positive is not None
    given = [(text, len("Title\n")) for text in (example.positive, example.negatives[0])]
    right, wrong = reader.read(example.question, given)
    assert right.relevance > wrong.relevance
    best = right.best(0, len(example.positive))
    assert best is not None
    assert example.positive[6:][best.start : best.end] == "1803"
    assert reader.knows(example.question)


@pytest.mark.slow
def test_a_file_that_says_something_else_is_refused(trained: Run, reader: OnnxReader) -> None:
    class Biased:
        def read(self, question: str, passages: Sequence[tuple[str, int]]) -> list[Reading]:
            return [
                replace(found, relevance=found.relevance + 1)
                for found in reader.read(question, passages)
            ]

    with pytest.raises(ValueError, match=r"^the int8 file is too far from the network: \{'diff"):
        prove(trained.trainer.master, package_folder(), PAIRS, Biased())  # type: ignore[arg-type]

"""Fitting the numbers: on a set made up here, and by hand on signals made up here."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from eval.cases import Case
from index.encoder import Floats
from qa import confidence, fit
from qa.confidence import Logistic, signal_names, trust_names
from qa.gather import Asked, Gathering
from qa.learning import Example, best_threshold, calibrated, examples, fit_logistic, fit_rank
from qa.pipeline import READ
from qa.signals import SIGNALS
from tests.asking import dev_article, window_of
from tests.conftest import StubEncoder, StubReader
from tests.samples import document, write

ANIMALS = ("goat", "hen", "cow", "horse", "duck", "sheep", "donkey", "goose", "pig", "dog")
PLACES = (
    "harbour",
    "mill",
    "bridge",
    "tower",
    "market",
    "meadow",
    "quarry",
    "orchard",
    "inn",
    "ford",
)


def _dev(name: str) -> str:
    """An id of the part that is fitted on."""
    tried = (Case(f"{name}{suffix}", "?", "k", ()) for suffix in count())
    return next(case.id for case in tried if case.split == "dev")


def _write_set(folder: Path, things: tuple[str, ...], verb: str) -> Path:
    """Twenty questions: how many of ten things there are, and ten without an answer."""
    corpus, questions = [], []
    title = dev_article(f"About {verb}")
    for number, (thing, place) in enumerate(zip(things, PLACES, strict=True)):
        facts = (
            f"Nobody had {verb} them for years. On that day {number + 20} {thing}s were {verb} at"
            f" the {place}. The weather was fine and the river lay still. Later they all left."
        )
        corpus.append({"id": f"{thing}-{verb}", "title": title, "text": facts})
        questions.append(
            {
                "id": _dev(f"{verb}-{number}"),
                "question": f"How many {thing}s were {verb} at the {place}?",
                "relevant": [f"{thing}-{verb}"],
                "answers": [f"{number + 20} {thing}s"],
                "answerable": True,
            }
        )
        questions.append(
            {
                "id": _dev(f"{verb}-{number}-none"),
                "question": f"Which painter lived in colony {number} beyond mountain {thing}?",
                "relevant": [],
                "answers": [],
                "answerable": False,
            }
        )
    write(
        folder,
        {
            "corpus.jsonl": "".join(json.dumps(row) + "\n" for row in corpus),
            "questions.jsonl": "".join(json.dumps(row) + "\n" for row in questions),
        },
    )
    return folder


@pytest.fixture
def sets(tmp_path: Path, stub: StubEncoder) -> list[Path]:
    return [
        _write_set(tmp_path / "counted", ANIMALS, "counted"),
        _write_set(tmp_path / "painted", ANIMALS, "painted"),
    ]


@pytest.mark.parametrize("reader", [None, StubReader()])
def test_a_fit_writes_every_number(
    sets: list[Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    reader: StubReader | None,
) -> None:
    output = tmp_path / "weights.json"
    fit.fit(sets, tmp_path / "work", 20, output, reader)
    content = json.loads(output.read_text())
    assert content.keys() == {"read" if reader else "unread"}
    (values,) = content.values()
    assert values["fitted_on"] == ["counted", "painted"]
    assert values["rank"].keys() == {"bias", *signal_names(reader is not None)}
    assert values["trust"].keys() == {"bias", *trust_names(reader is not None)}
    numbers = [*values["rank"].values(), *values["trust"].values()]
    assert np.isfinite(numbers).all()
    assert 0.05 <= values["threshold"] <= 0.95
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == ["counted", "painted"]
    assert all("AUROC" in line and "ECE" in line for line in told)


@pytest.mark.parametrize(("reader", "part"), [("none", "unread"), ("own", "read")])
def test_the_command_line(
    sets: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str, part: str
) -> None:
    """One part is written and the other left as it was."""
    output = tmp_path / "weights.json"
    output.write_text('{"read": 1, "unread": 2}')
    monkeypatch.setattr(fit, "OnnxReader", StubReader)
    options = ["--questions", "20", "--output", str(output), "--reader", reader]
    monkeypatch.setattr("sys.argv", ["fit", *map(str, sets), *options])
    fit.main()
    content = json.loads(output.read_text())
    assert content.pop(part)["rank"].keys() == {"bias", *signal_names(part == "read")}
    assert content in ({"read": 1}, {"unread": 2})


def test_the_numbers_that_are_written_are_the_ones_that_are_read(
    sets: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "weights.json"
    fit.fit(sets, tmp_path / "work", 20, output, None)
    monkeypatch.setattr(confidence, "FILE", output)
    read = confidence.weights.__wrapped__(False)
    values = json.loads(output.read_text())["unread"]
    assert read.rank.weights.tolist() == pytest.approx([values["rank"][n] for n in SIGNALS])
    assert read.threshold == values["threshold"]


def test_fitted_weights_put_right_windows_first(sets: list[Path], tmp_path: Path) -> None:
    gathering = Gathering(sets[0], tmp_path / "work", None)
    asked = gathering.asked(gathering.cases)
    assert len(asked) == 20
    weights = fit_rank(asked)
    assert weights.shape == (len(SIGNALS),)
    answerable = [item for item in asked if item.answerable]
    assert len(answerable) == 10
    for item in answerable:
        assert item.right[np.argmax(item.signals @ weights)]


# By hand


def _asked(signals: list[list[float]], right: list[int], *, answerable: bool = True) -> Asked:
    """Windows that do not overlap, of one document each."""
    windows = [
        replace(window_of(document(f"{n}.txt", f"text {n} of its own"), f"text {n}"), signals=row)
        for n, row in enumerate(map(_padded, signals))
    ]
    marks = np.array([n in right for n in range(len(signals))])
    rows = np.stack([window.signals for window in windows])
    return Asked("?", windows, rows, marks, marks, answerable, scoped=False)


def _padded(values: list[float]) -> Floats:
    return np.array([*values, *[0.0] * (len(SIGNALS) - len(values))], dtype=np.float32)


def _unread(logits: list[float], right: list[int]) -> Asked:
    """As `_asked`, a passage a window, ranked by ``logits`` before it was read; read, each has its
    number as its only signal."""
    item = _asked([[float(n)] for n in range(len(logits))], right)
    hits = [replace(window.hit, id=n) for n, window in enumerate(item.windows)]
    found = [replace(each, hit=hit) for each, hit in zip(item.windows, hits, strict=True)]
    return replace(item, windows=found, unread=np.array(logits, dtype=np.float32))


def test_only_what_would_be_read_is_ranked_by_what_reading_tells() -> None:
    item = _unread([9, 8, 7, 6, 5, 4, 3, 2.5], [])
    all_there = np.ones(8, dtype=np.bool_)
    assert item.read(all_there).tolist() == [True] * READ + [False] * (8 - READ)
    rank = Logistic(0.0, np.array(_padded([1.0])))
    ranked = item.ranked(rank, all_there)
    assert [window.hit.id for window, _ in ranked] == [3, 2, 1, 0, 4, 5, 6, 7]
    assert [logit for _, logit in ranked] == [3, 2, 1, 0, 0, -1, -2, -2.5]
    without = np.array([n not in (1, 3) for n in range(8)])
    assert np.flatnonzero(item.read(without)).tolist() == [0, 2, 4, 5]
    assert [window.hit.id for window, _ in item.ranked(rank, without)] == [5, 4, 2, 0, 6, 7]


def test_a_right_window_that_would_not_be_read_teaches_no_ranking() -> None:
    read, unread = _unread([9, 8, 7, 6, 5, 4, 3], [3]), _unread([9, 8, 7, 6, 5, 4, 3], [6])
    assert fit_rank([read])[0] > 0
    np.testing.assert_array_equal(fit_rank([read, unread]), fit_rank([read]))


def test_a_signal_that_tells_outweighs_one_that_does_not() -> None:
    """The first signal is 1 for right windows, the second is the opposite, the third is noise."""
    noise = np.random.default_rng(1)
    asked = [
        _asked([[1, 0, noise.random()], [0, 1, noise.random()], [0, 1, noise.random()]], [0])
        for _ in range(30)
    ]
    weights = fit_rank(asked)
    assert weights[0] > 1
    assert weights[1] < -1
    assert abs(weights[2]) < weights[0] / 3
    assert np.abs(weights[3:]).max() < 1e-6


def _rank(weight: float) -> Logistic:
    return Logistic(0.0, np.array(_padded([weight]), dtype=np.float32))


def test_an_example_is_the_first_quote_of_a_reply() -> None:
    item = _asked([[0.2], [0.9], [0.4]], [1])
    (example,) = examples([item], _rank(2.0), 0.0)
    assert (example.right, example.answerable, example.weight) == (True, True, 1.0)
    assert example.signals[0] == pytest.approx(0.9)
    assert example.signals[-4:].tolist() == pytest.approx([1.8, 1.0, 0.0, 0.0])


def test_a_share_is_asked_again_without_its_documents() -> None:
    items = [_asked([[0.2], [0.9]], [1]) for _ in range(10)]
    found = list(examples(items, _rank(1.0), 0.3))
    without = [example for example in found if not example.answerable]
    assert (len(found), len(without)) == (13, 3)
    assert all(not example.right for example in without)
    assert all(example.signals[0] == pytest.approx(0.2) for example in without)


def _learned(pairs: list[tuple[float, bool]]) -> Iterator[Example]:
    for value, right in pairs:
        signals = np.zeros(len(trust_names(is_read=False)), dtype=np.float32)
        signals[0] = value
        yield Example(signals, right, right, 1.0)


def test_probabilities_are_calibrated_on_what_was_learned() -> None:
    """Where the signal is 0, one in four is right, where it is 1, three in four."""
    pairs = [(0.0, n < 25) for n in range(100)] + [(1.0, n < 75) for n in range(100)]
    learned = list(_learned(pairs))
    fitted = fit_logistic(learned, [example.right for example in learned])
    low, high = (
        confidence.probability(float(fitted.logits(learned[n].signals[None, :])[0]))
        for n in (0, 199)
    )
    assert (low, high) == (pytest.approx(0.25, abs=0.02), pytest.approx(0.75, abs=0.02))


def test_the_threshold_parts_what_can_be_parted() -> None:
    weights = np.zeros(len(trust_names(is_read=False)), dtype=np.float32)
    weights[0] = 1.0
    learned = list(_learned([(-2.0, False), (-1.0, False), (1.0, True), (2.0, True)]))
    threshold = best_threshold([learned], Logistic(0.0, weights))
    assert threshold == 0.5  # the middle between the two probabilities


def test_a_rank_that_is_stretched_keeps_its_order() -> None:
    """The higher logit is right in nine of ten questions, the lower in one of ten."""
    high, low = (1.0, range(9)), (-1.0, range(1))
    asked = [
        _asked([[level]], [0] if n in right else [])
        for level, right in (high, low)
        for n in range(10)
    ]
    stretched = calibrated(_rank(0.1), [asked], [0.0])
    chances = [
        confidence.probability(float(stretched.logits(item.signals)[0])) for item in asked[::10]
    ]
    assert chances == pytest.approx([0.9, 0.1], abs=0.03)

"""The order of windows, of passages that were read and of others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import confidence
from qa.answer import shown
from qa.ask import Asker
from qa.pipeline import CLOSEST, READ, closest
from qa.reader.reading import Reading
from qa.rerank import Matched
from qa.select import Scored, by_reading, first_passages, together
from qa.signals import SIGNALS, Window
from tests.asking import window_of, write_weights
from tests.conftest import StubEncoder
from tests.samples import document, update, write

FERRY = document("a.txt", "The ferry left at noon. It carried nine goats.")


def _window(passage: int, sentence: str = "The ferry left at noon.") -> Window:
    window = window_of(FERRY, sentence)
    return replace(window, hit=replace(window.hit, id=passage))


def _reading(relevance: float) -> Reading:
    nothing = np.zeros(0, dtype=np.float32)
    return Reading(relevance, nothing, nothing, np.zeros((0, 2), dtype=np.int32))


def _found(ranked: list[Scored]) -> list[tuple[int, float]]:
    return [(window.hit.id, logit) for window, logit in ranked]


@pytest.fixture
def by_relevance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was read is ranked by its relevance alone."""
    file = write_weights(tmp_path / "weights.json", {}, {})
    text = file.read_text(encoding="utf-8").replace('"relevance": 0.0', '"relevance": 1.0', 1)
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(confidence, "FILE", file)
    confidence.weights.cache_clear()
    yield
    confidence.weights.cache_clear()


def test_the_passages_whose_windows_come_first() -> None:
    ranked = [(_window(n), 0.0) for n in (7, 3, 7, 9, 3, 1)]
    assert [hit.id for hit in first_passages(ranked, 3)] == [7, 3, 9]
    assert [hit.id for hit in first_passages(ranked, 9)] == [7, 3, 9, 1]
    assert first_passages([], 3) == []


@pytest.mark.usefixtures("by_relevance")
def test_what_was_read_is_ranked_anew_and_the_rest_moved_below_it() -> None:
    ranked = [(_window(1), 3.0), (_window(2), 2.0), (_window(3), 1.5), (_window(4), -1.0)]
    found = by_reading(ranked, {1: _reading(0.25), 2: _reading(2.5)})
    assert _found(found) == [(2, 2.5), (1, 0.25), (3, 0.25), (4, -2.25)]
    assert [len(window.signals) - len(SIGNALS) for window, _ in found] == [2, 2, 0, 0]


@pytest.mark.usefixtures("by_relevance")
def test_what_stands_below_is_not_moved() -> None:
    ranked = [(_window(1), 3.0), (_window(2), -1.0)]
    assert _found(by_reading(ranked, {1: _reading(0.5)})) == [(1, 0.5), (2, -1.0)]


@pytest.mark.usefixtures("by_relevance")
def test_where_all_or_nothing_was_read() -> None:
    ranked = [(_window(1), 3.0), (_window(2), -1.0)]
    assert _found(by_reading(ranked, {})) == [(1, 3.0), (2, -1.0)]
    assert _found(by_reading(ranked, {1: _reading(-3.0), 2: _reading(4.0)})) == [
        (2, 4.0),
        (1, -3.0),
    ]
    assert by_reading([], {}) == []


def test_only_the_best_window_of_a_passage_that_was_read_holds_others_down() -> None:
    sentences = "The ferry left at noon.", "It carried nine goats."
    read = [
        (_window(1, sentence), logit)
        for sentence, logit in zip(sentences, (2.0, -4.0), strict=True)
    ]
    assert _found(together(read, [(_window(2), 1.0)])) == [(1, 2.0), (2, 1.0), (1, -4.0)]


LOGITS = st.lists(st.tuples(st.integers(0, 9), st.floats(-9, 9).map(lambda x: round(x, 4))))


@given(LOGITS, LOGITS)
def test_none_comes_before_a_passage_that_was_read(
    read: list[tuple[int, float]], unread: list[tuple[int, float]]
) -> None:
    others = [(_window(n + 10), logit) for n, logit in unread]
    found = _found(together([(_window(n), logit) for n, logit in read], others))
    assert [logit for _, logit in found] == sorted((logit for _, logit in found), reverse=True)
    assert sorted(pair for pair in found if pair[0] < 10) == sorted(read)
    first = {n: i for i, (n, _) in reversed([*enumerate(found)])}
    reads, rest = ([i for n, i in first.items() if (n < 10) == side] for side in (True, False))
    assert not reads or not rest or max(reads) < min(rest)
    gaps = sorted(logit for n, logit in found if n >= 10)
    assert np.diff(gaps) == pytest.approx(np.diff(sorted(logit for _, logit in unread)), abs=2e-4)


# In the pipeline


def test_what_is_closest_or_was_found_first_may_be_quoted() -> None:
    nothing = np.zeros((0, 0), dtype=np.float32)
    empty = np.zeros((0, 2), dtype=np.intp)
    maxsims = [0.2, 0.95, 0.1, 0.15, *(0.3 + n / 100 for n in range(CLOSEST))]
    matched = [
        Matched(_window(n).hit, nothing, nothing, nothing, empty, maxsim)
        for n, maxsim in enumerate(maxsims)
    ]
    found = [item.hit.id for item in closest(matched)]
    assert found == [1, *range(CLOSEST + 3, 4, -1), 0, 2]
    assert [item.hit.id for item in closest(matched[:2])] == [1, 0]


@pytest.fixture
def ships(tmp_path: Path, stub: StubEncoder, plain_weights: None) -> Path:
    names = "heron otter raven viper bison moose llama tapir gecko koala lemur okapi stork zebra"
    texts = [
        f"# The {name}\n\nThe ship {name} carried goats to port {n}.\n"
        for n, name in enumerate(names.split())
    ]
    write(tmp_path / "docs", {f"{n}.md": text for n, text in enumerate(texts)})
    update(tmp_path, tmp_path / "docs")
    return tmp_path


def test_the_quotes_that_were_not_read_to_rank_are_read_for_their_answers(
    ships: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = Asker.open(ships / ".qa")
    asked: list[int] = []

    def read(self: object, text: str, passages: list[tuple[str, int]]) -> list[Reading]:
        asked.append(len(passages))
        sure = np.zeros(1, dtype=np.float32)
        return [Reading(1.0, sure, sure, np.array([[0, 8]], dtype=np.int32)) for _ in passages]

    monkeypatch.setattr(type(asker._pipeline.reader), "read", read)
    few = asker.tell("Which ship carried goats?", k=2)
    assert asked == [READ]
    asked.clear()
    told = asker.tell("Which ship carried goats?", k=10)
    assert asked == [READ, 10 - READ]
    assert len(told.ranked.readings or ()) == READ < 10 < CLOSEST
    assert shown(told.reply)[:2] == shown(few.reply)
    spans = [(quote.answer, quote.place) for quote in shown(told.reply)]
    assert [answer and answer.of(place.document.text) for answer, place in spans] == [
        "The ship"
    ] * 10
    asker.close()


@pytest.mark.usefixtures("stub", "plain_weights")
def test_what_a_question_names_exactly_comes_before_what_is_like_it(tmp_path: Path) -> None:
    texts = {
        "a.md": "# A\n\nIt is in /var/tmp.\n",
        "b.md": "# B\n\nGoats and pianos are kept for a day or two in /tmp.\n",
    }
    write(tmp_path, texts)
    update(tmp_path, tmp_path)
    asker = Asker.open(tmp_path / ".qa", "late")
    found = [shown(asker.ask(f"What is in {where}?"))[0] for where in ("tmp", "/tmp")]
    asker.close()
    assert [quote.place.document.path for quote in found] == ["a.md", "b.md"]


@pytest.mark.usefixtures("stub", "plain_weights")
@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is there of the goat pension plan?", "Pianos pay for the goat pension plan."),
        ("Is there a goat pension plan?", "Goat pension plan."),
        ("A goat pension plan or what?", "Goat pension plan."),
    ],
)
def test_what_only_says_the_question_again_answers_none_but_a_choice(
    tmp_path: Path, question: str, first: str
) -> None:
    texts = {
        "a.md": "# A\n\nGoat pension plan.\n",
        "b.md": "# B\n\nPianos pay for the goat pension plan.\n",
    }
    write(tmp_path, texts)
    update(tmp_path, tmp_path)
    asker = Asker.open(tmp_path / ".qa", "late")
    found = shown(asker.ask(question))
    asker.close()
    assert len(found) == 2
    assert found[0].text == first

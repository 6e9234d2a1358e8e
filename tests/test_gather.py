"""What is gathered from a question set to learn ranking and trust from."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.cases import Case, Gold
from qa import gather
from qa.gather import Gathering
from qa.signals import SIGNALS, Window
from tests.asking import dev_article, window_of
from tests.conftest import StubEncoder
from tests.samples import document, write

SHIPS = ("Olga", "Aurora", "Bertha", "Maren", "Ida", "Freja", "Thyra", "Dagmar")


@pytest.fixture
def ships(tmp_path: Path, stub: StubEncoder) -> Path:
    """Eight questions with an answer and one without."""
    title, corpus, questions = dev_article("ships"), [], []
    for number, ship in enumerate(SHIPS):
        text = f"Nobody wept. The ferry {ship} sank in {1900 + number}. All were saved by boats."
        corpus.append({"id": ship, "title": title, "text": text})
        asked = {"id": ship, "question": f"When in {1900 + number} did {ship} sink?"}
        golds = {"relevant": [ship], "answers": [f"{ship} sank"], "answerable": True}
        questions.append({**asked, **golds})
    none = {"id": "none", "question": "Who wept?", "relevant": [], "near_miss": "Olga"}
    questions.append({**none, "answers": [], "answerable": False})
    folder = tmp_path / "ships"
    write(
        folder,
        {
            "corpus.jsonl": "".join(json.dumps(row) + "\n" for row in corpus),
            "questions.jsonl": "".join(json.dumps(row) + "\n" for row in questions),
        },
    )
    return folder


def _gathering(ships: Path) -> Gathering:
    return Gathering(ships, ships.parent / "work", None)


def test_what_is_gathered(ships: Path) -> None:
    gathering = _gathering(ships)
    found = gathering.asked(gathering.cases)
    assert [item.question for item in found] == [case.question for case in gathering.cases]
    assert sum(item.answerable for item in found) == 8
    for item in found:
        assert item.signals.shape == (len(item.windows), len(SIGNALS))
        assert item.right.any() == item.own.any() == item.answerable
        assert not (item.right & ~item.own).any()
        for window, right in zip(item.windows, item.right, strict=True):
            text = window.span.of(window.hit.passage.document.text)
            assert not right or " sank in " in text


def test_counts_of_rows_are_not_learned_from(ships: Path) -> None:
    file = ships / "questions.jsonl"
    with file.open("a", encoding="utf-8") as rows:
        for number, (text, answer, scope) in enumerate(
            (
                ("How many ferries are told of?", "19", "Olga"),
                ("How many ferries are told of?", "1900", "Olga"),
                ("How many ferries are told of?", "19", None),
                ("When did it sink?", "19", "Olga"),
            )
        ):
            row = {"id": f"n{number}", "question": text, "relevant": ["Olga"]}
            row |= {"answers": [answer], "answerable": True} | ({"scope": scope} if scope else {})
            rows.write(json.dumps(row) + "\n")
    assert [case.id for case in _gathering(ships).cases if case.id[0] == "n"] == [
        "none",
        "n1",
        "n2",
        "n3",
    ]


def test_a_set_is_indexed_once(ships: Path, stub: StubEncoder) -> None:
    gathering = _gathering(ships)
    first = gathering.asked(gathering.cases)
    stub.calls = 0
    again = _gathering(ships).asked(gathering.cases)
    assert stub.calls == 0
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.signals, other.signals)


def test_changed_questions_have_no_answer(ships: Path) -> None:
    """Each names another year or another ship."""
    gathering = _gathering(ships)
    asked = gathering.asked(gathering.cases)
    found = gathering.changed(asked, 1.0)
    assert len(found) == 8
    assert not {item.question for item in found} & {item.question for item in asked}
    assert not any(item.answerable or item.right.any() for item in found)
    assert [item.question for item in gathering.changed(asked, 1.0)] == [
        item.question for item in found
    ]
    assert gathering.changed(asked, 0.0) == []


def test_strangers_have_no_answer(ships: Path) -> None:
    gathering = _gathering(ships)
    found = gathering.strangers(gathering, 3)
    assert len(found) == 3
    assert not any(item.answerable or item.own.any() for item in found)


def test_a_window_is_judged_by_what_stands_in_it() -> None:
    """A window of five words within a longer answer is right too; fewer are not."""
    doc = document("a.txt", "one two three four five six seven")
    case = Case("1", "?", "k", (Gold("a.txt", doc.text),))

    def judged(text: str, words: int) -> tuple[bool, bool]:
        window: Window = replace(window_of(doc, text), words=words)
        return gather._judge(window, case)

    assert judged("one two three four five", 5) == (True, True)
    assert judged("one two three four", 4) == (False, True)
    assert judged(doc.text, 7) == (True, True)
    assert gather._judge(window_of(document("b.txt", doc.text), doc.text), case) == (False, False)

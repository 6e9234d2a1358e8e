"""What the reader learns from, gathered from a set made up here."""

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from eval.cases import Case, Gold
from index.document import Kind
from qa.reader import data
from qa.reader.data import Example, gather, load
from tests.asking import passage_of
from tests.conftest import StubEncoder
from tests.samples import write


def _title(part: str, name: str) -> str:
    """A title of that part."""
    tried = (Case("", "?", "k", (), article=f"{name} {suffix}") for suffix in count())
    return next(case.article for case in tried if case.article and case.split == part)


BELL, LOSSES, SIEGE, BRIDGE = (_title("train", name) for name in ("Bell", "Losses", "Siege", "Tay"))
DEV = _title("dev", "Ferry")

RANG = (
    "The keeper rang the bell at seven. Nobody heard the bell in the fog. "
    "At nine the keeper rang the bell once more."
)
ROWS = "Year\tType\tLost\n1912\tI-16 fighter\t95 aircraft\n1939\tI-15 biplane\t12 aircraft\n"
LINES = [
    f"On day {n} of the siege the garrison of the tower ate {n} loaves and counted {n} arrows."
    for n in range(1, 25)
]
OPENED = "The bridge over the river was opened in 1887 by the queen. It is still in use."


def _question(name: str, text: str, document: str, answers: list[str], **more: object) -> object:
    return {
        "id": name,
        "question": text,
        "relevant": [document],
        "answers": answers,
        "answerable": True,
    } | more


CORPUS = [
    {"id": "bell", "title": BELL, "text": RANG},
    {"id": "losses", "title": LOSSES, "text": ROWS},
    {"id": "siege", "title": SIEGE, "text": " ".join(LINES)},
    {"id": "bridge", "title": BRIDGE, "text": OPENED},
    {"id": "ferry", "title": DEV, "text": "The ferry sank in 1912. Nobody drowned."},
]
QUESTIONS = [
    _question("bell", "When did the keeper first ring the bell?", "bell", ["at seven"]),
    _question("both", "Who rang the bell?", "bell", ["The keeper", "keeper", "the keeper"]),
    _question("type", "Which fighter was lost in 1912?", "losses", ["I-16 fighter"]),
    _question("lost", "How many biplanes of 1939 were lost?", "losses", ["12", "12 aircraft"]),
    _question("row", "What was lost?", "losses", ["1912\tI-16 fighter"]),
    _question("siege", "What did the garrison eat in the siege?", "siege", [" ".join(LINES[2:20])]),
    _question("scope", "When was it opened?", "bridge", ["1887"], scope="bridge"),
    _question("dev", "When did the ferry sink?", "ferry", ["1912"]),
    {
        "id": "none",
        "question": "Who painted the bell?",
        "relevant": [],
        "answers": [],
        "answerable": False,
        "near_miss": ["bell"],
    },
]


@pytest.fixture
def folder(tmp_path: Path, stub: StubEncoder) -> Path:
    made = tmp_path / "made"
    rows = {"corpus": CORPUS, "questions": QUESTIONS}
    write(
        made,
        {
            f"{name}.jsonl": "".join(json.dumps(row) + "\n" for row in content)
            for name, content in rows.items()
        },
    )
    return made


@pytest.fixture
def examples(folder: Path, tmp_path: Path) -> dict[str, Example]:
    """Those of the part "train" by their question."""
    return {item.question: item for item in gather(folder, tmp_path / "work", "train")}


def _spans(example: Example) -> list[str]:
    assert example.positive is not None
    return [example.positive[start:end] for start, end in example.spans]


def test_the_parts_are_by_article(folder: Path, tmp_path: Path) -> None:
    """The answer of "row" stands in no passage as it is read, so that nothing is learnt of it."""
    parts = {
        part: [item.question for item in gather(folder, tmp_path / "work", part)]
        for part in ("train", "dev", "test")
    }
    asked = {row["id"]: row["question"] for row in QUESTIONS}  # type: ignore[index]
    kept = ("bell", "both", "type", "lost", "siege", "scope", "none")
    assert parts == {
        "train": [asked[name] for name in kept],
        "dev": [asked["dev"]],
        "test": [],
    }


def test_the_passage_that_answers_and_where(examples: dict[str, Example]) -> None:
    found = examples["When did the keeper first ring the bell?"]
    assert found.positive == f"{BELL}\n{RANG}"
    assert _spans(found) == ["at seven"]
    assert found.spans[0][0] == len(BELL) + 1 + RANG.index("at seven")
    assert found.open


def test_every_place_of_every_answer(examples: dict[str, Example]) -> None:
    found = examples["Who rang the bell?"]
    assert _spans(found) == ["The keeper", "keeper", "the keeper", "keeper"]
    assert list(found.spans) == sorted(found.spans)


def test_a_row_is_read_by_its_cells(examples: dict[str, Example]) -> None:
    found = examples["Which fighter was lost in 1912?"]
    assert found.positive == f"{LOSSES}\nYear: 1912; Type: I-16 fighter; Lost: 95 aircraft"
    assert _spans(found) == ["I-16 fighter"]
    assert f"{LOSSES}\nYear: 1939; Type: I-15 biplane; Lost: 12 aircraft" in found.negatives


def test_of_the_rows_with_an_answer_the_one_like_the_question(
    examples: dict[str, Example],
) -> None:
    """ "12" stands in 1912 too; the row of 1939 shares more words with the question."""
    found = examples["How many biplanes of 1939 were lost?"]
    assert found.positive == f"{LOSSES}\nYear: 1939; Type: I-15 biplane; Lost: 12 aircraft"
    assert _spans(found) == ["12", "12 aircraft"]
    assert not any("Year: 1912" in text for text in found.negatives)


def test_an_answer_longer_than_a_passage(examples: dict[str, Example]) -> None:
    """The sentences of the passage that are within it."""
    found = examples["What did the garrison eat in the siege?"]
    (words,) = _spans(found)
    assert words in " ".join(LINES[2:20])
    assert words.startswith("On day ")
    assert words.endswith(" arrows.")
    assert not any(line in text for line in LINES[2:20] for text in found.negatives)


def test_a_question_that_nothing_answers(examples: dict[str, Example]) -> None:
    found = examples["Who painted the bell?"]
    assert (found.positive, found.spans, found.open) == (None, (), True)
    assert f"{BELL}\n{RANG}" in found.negatives


def test_a_question_within_one_document(examples: dict[str, Example]) -> None:
    found = examples["When was it opened?"]
    assert found == Example(found.question, f"{BRIDGE}\n{OPENED}", found.spans, (), open=False)
    assert _spans(found) == ["1887"]


def test_what_is_not_to_be_learnt(examples: dict[str, Example]) -> None:
    golds = {row["question"]: row["answers"] for row in QUESTIONS}  # type: ignore[index]
    titles = {row["question"]: row["relevant"] for row in QUESTIONS}  # type: ignore[index]
    by_id = {row["id"]: row["title"] for row in CORPUS}
    for example in examples.values():
        assert example.positive not in example.negatives
        assert len(set(example.negatives)) == len(example.negatives) <= data._NEGATIVES
        above = {f"{by_id[name]}\n" for name in titles[example.question]}
        for text in example.negatives:
            if text.startswith(tuple(above)):
                assert not any(gold in text for gold in golds[example.question])


def test_what_was_gathered_is_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    first = load(folder, work, "train")
    assert first == list(gather(folder, work, "train"))
    assert len((work / "made" / "reader-train.jsonl").read_text().split("\n")) == len(first) == 7

    def refuse(*_: object) -> None:
        raise AssertionError("gathered again")

    monkeypatch.setattr(data, "gather", refuse)
    assert load(folder, work, "train") == first
    assert load(folder, work, "train", 3) == first[:3]
    assert load(folder, work, "train", 0) == []
    assert load(folder, work, "train", 99) == first


def test_a_part_without_questions(folder: Path, tmp_path: Path) -> None:
    assert load(folder, tmp_path / "work", "test", 5) == []
    assert not (tmp_path / "work" / folder.name / "reader-test.jsonl").exists()
    assert load(folder, tmp_path / "work", "test") == []
    assert load(folder, tmp_path / "work", "test") == []


# By hand


def _case(*golds: str) -> Case:
    return Case("1", "?", "k", tuple(Gold("a.txt", gold) for gold in golds))


@pytest.mark.parametrize(
    ("golds", "spans"),
    [
        ([], []),
        (["nowhere"], []),
        (["one"], [(2, 5)]),
        (["o"], [(2, 3), (8, 9)]),
        (["one two", "one", "two"], [(2, 5), (2, 9), (6, 9)]),
        (["T"], []),
    ],
)
def test_spans_count_from_the_preamble(golds: list[str], spans: list[tuple[int, int]]) -> None:
    passage = passage_of("one two", ["one two"], title="T")
    assert data._spans(passage, _case(*golds)) == spans


def test_no_spans_in_another_document() -> None:
    passage = passage_of("one two", ["one two"], path="b.txt")
    assert data._spans(passage, _case("one")) == []


def test_the_part_of_a_longer_answer() -> None:
    """Whole sentences of five words or more; a row has no part."""
    text = "Zero. One two three four five. Six. One two three four six. Seven eight."
    units = ["Zero.", "One two three four five.", "Six.", "One two three four six.", "Seven eight."]
    gold = text[text.index("One") :] + " And so on."
    passage = passage_of(text, units)
    assert data._spans(passage, _case(gold)) == [(6, 59)]
    assert text[6:59] == "One two three four five. Six. One two three four six."
    assert data._spans(passage, _case("One two three four five. Six. And so on.")) == [(6, 30)]
    assert data._spans(passage, _case("Six. And so on.")) == []
    row = replace(passage, kind=Kind.ROW, reading="Number: zero")
    assert data._spans(row, _case(gold)) == []

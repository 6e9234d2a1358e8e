"""The numbers of items are told where a quote stands in them: at its beginning, or as its place."""

import doctest
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import qa.labels
from index.chunking import passages
from index.document import Block
from index.formats.canonical import Canonical
from index.formats.html import parse
from qa.cli import app
from qa.labels import labelled, path
from qa.signals import SIGNALS, Window
from tests.asking import hit_of, holding, span_of
from tests.samples import document, update, write
from tests.test_items import ACT, RULES


def _told(
    text: str, words: str, path: str = "a.md", cut: Sequence[Block] | None = None
) -> tuple[str, tuple[str, ...]]:
    """How a quote of the words begins, and the numbers that it is told to stand under."""
    doc = document(path, text)
    found = dict(enumerate(passages(doc, cut), start=1))
    span = span_of(text, words)
    key, passage = holding(found, span)
    signals = np.zeros(len(SIGNALS), dtype=np.float32)
    window = Window(hit_of(passage, key=key), span, 1, signals)
    start, above, own = labelled(window, span.start, found)
    return text[start : span.start], (*above, *own)


def test_the_examples_hold() -> None:
    assert doctest.testmod(qa.labels).failed == 0


@pytest.mark.parametrize(
    ("heading", "labels", "quote", "told"),
    [
        (["3."], ["3.", "3."], "Goats", ("3.", "3.")),
        (["3."], [], "Goats", ("3.",)),
        (["30."], ["3."], "3. Goats", ("30.", "3.")),
        ([], ["3."], "Goats", ("3.",)),
    ],
)
def test_a_number_is_told_once(
    heading: list[str], labels: list[str], quote: str, told: tuple[str, ...]
) -> None:
    assert path(heading, labels, quote) == told


@pytest.mark.parametrize("is_flat", [False, True])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("No harbour dues shall be payable", ("(2) ", ())),
        ("any vessel belonging to Her Majesty;", ("(a) ", ("(2)",))),
        ("any lifeboat, or vessel employed in the saving of life.", ("(b) ", ("(2)",))),
        ("It may lie at any quay;", ("", ("(2)", "(b)"))),
        ("she neither loads nor discharges cargo; and", ("(i) ", ("(2)", "(c)"))),
        ("she departs within two days after", ("(ii) ", ("(2)", "(c)"))),
        ("any fishing vessel registered at the port.", ("(d) ", ("(2)",))),
        ("Harbour dues shall be paid within", ("(3) ", ())),
        ("Dues shall be payable by the owner", ("", ())),
    ],
)
def test_an_item_of_a_statute(words: str, told: tuple[str, tuple[str, ...]], is_flat: bool) -> None:
    text = "\n".join(line.strip() for line in ACT.splitlines()) if is_flat else ACT
    start, numbers = _told(text, words, "act.txt")
    assert (start, numbers) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("lorries;", ("", ())),
        ("They are locked.", ("1. ", ())),
        ("They are dry.", ("2. ", ())),
        ("A horse may stay.", ("", ())),
        ("A list that nothing announces.", ("", ())),
    ],
)
def test_an_item_of_markdown(words: str, told: tuple[str, tuple[str, ...]]) -> None:
    assert _told(RULES, words) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1. One\n   - two\n     a) three\n", ("a) ", ("1. One",))),
        ("1. One\n   - two\n     - three\n", ("", ("1. One", "two"))),
        ("- One. It is.\n  - three\n", ("", ("One.",))),
        ("1. One\n- two\n- three\n2. Four\n", ("", ("1. One",))),
        ("1. One\n- two\n- three\n", ("", ())),
        ("> 1. two\n> 2. three\n", ("2. ", ())),
        # What does not announce them does not hold them, unless they are set in.
        ("(c) One.\n\n1. two\n\n2. three\n", ("2. ", ())),
        ("(g) one:\n\n(h) two:\n\n(i) three\n", ("(i) ", ())),
        ("1. One\n\nA line by itself.\n\n- three\n", ("", ())),
        ("The division numbered about\n12. three\n", ("", ())),
    ],
)
def test_which_item_holds_another(text: str, told: tuple[str, tuple[str, ...]]) -> None:
    assert _told(text, "three") == told


ORDER = """\
# Order

(a) The ferry carries nine goats at most. A piano is carried on Mondays alone, and none on others.

(b) The keeper writes down the weather.
"""


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.usefixtures("stub", "plain_weights")
def test_a_quote_holds_the_number_and_its_marks_fit(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"seeds/a.md": ORDER})
    monkeypatch.chdir(tmp_path)
    update(tmp_path, tmp_path / "seeds")
    result = CliRunner().invoke(app, [command, "nine goats ferry carries", "-k", "1", "--json"])
    told = json.loads(result.stdout)
    (quote,) = told["quotes"] or told["nearest"]
    assert quote["text"] == ORDER[quote["start"] : quote["end"]]
    assert quote["text"].startswith("(a) The ferry carries nine goats at most.")
    assert quote["heading"] == ["Order"]
    marked = {quote["text"][first:last] for first, last in quote["highlights"]}
    assert marked == {
        "ferry",
        "carries",
        "nine",
        "goats",
        *["carried"] * ("piano" in quote["text"]),
    }


STEPS = (
    b"<p>Do this:<ol><li>Open the valve.<li><p>Turn the key.<p>Wait an hour.<p>Look at the dial."
    b"<ul><li>Note the pressure.</ul><li>Close the lid.</ol>"
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Open the valve.", ("1. ", ())),
        ("Turn the key.", ("2. ", ())),
        ("Wait an hour.", ("", ("2. Turn the key.",))),
        ("Look at the dial.", ("", ("2. Turn the key.",))),
        ("Note the pressure.", ("", ("2. Turn the key.",))),
        ("Close the lid.", ("3. ", ())),
    ],
)
def test_an_item_that_a_browser_numbers(words: str, told: tuple[str, tuple[str, ...]]) -> None:
    page = parse(STEPS)
    assert _told(page.text, words, "a.html", page.blocks) == told


@pytest.mark.parametrize(
    ("words", "told"), [("(a) Open it.", ()), ("(b) Turn it.", ()), ("Wait an hour.", ("(b)",))]
)
def test_a_number_of_a_paragraph_stands_in_the_quote(words: str, told: tuple[str, ...]) -> None:
    made = Canonical()
    for line in ("Do this:", "(a) Open it.", "(b) Turn it. Wait an hour."):
        made.paragraph(line)
    page = made.done("docx")
    assert _told(page.text, words, "a.docx", page.blocks) == ("", told)


def test_an_item_has_its_number_in_each_passage_of_it() -> None:
    long = " ".join(
        f"The {n}th of the ferries was laid up for the whole winter." for n in range(20)
    )
    text = f"1. Boats were sold.\n\n2. Ferries were kept. {long}\n\n   Nobody bought the last.\n"
    *_, last = passages(document("a.md", text))
    assert "Ferries were kept" not in last.text
    assert _told(text, "Nobody bought the last.") == ("", ("2.",))

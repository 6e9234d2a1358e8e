"""Codes, models and versions, which mean themselves alone."""

import pytest

from index.build import index
from index.codes import codes
from qa.answer import Answer, NoAnswer
from qa.ask import Asker

CHANGES = """\
# Changes of the bridge

## 4.6.0

Added: printers can be grouped.

## 4.5.1

Fixed: webhooks were sent twice.

## 4.5.0

The first release of the new bridge, and what changed in it, is told in the guide.
"""
ERRORS = """\
# Errors of the bridge

| Code | What it means | What to do |
|---|---|---|
| E-1041 | The ribbon is empty. | Load another. |
| E-1042 | The hub has no certificate. | Ask for one. |
| E-1421 | The lid of the printer is open. | Close it, then print. |
"""


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    folder = tmp_path_factory.mktemp("bridge")
    (folder / "changes.md").write_text(CHANGES, encoding="utf-8")
    (folder / "errors.md").write_text(ERRORS, encoding="utf-8")
    index(folder / ".qa", [folder])
    return Asker.open(folder / ".qa")


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("printer shows e1042, not LP-200x", ["e1042", "LP-200x"]),
        ("Is RB-07 of v4.5.1 or 10.0.0.1?", ["RB-07", "v4.5.1", "10.0.0.1"]),
        ("WW1 and CO2 in mid-1980, FY2019, on 12.05.1916, BT-5, a 24-year K-12, 9/11, 4.5", []),
        ("mid-1400s, pre-1066, AD800, c1850, top-100, Dec-07, GMT-05, EUR500, 2024.01.10", []),
        ("CVE-2023-43796, ghsa-mp92-3jfm-3575", ["CVE-2023-43796", "ghsa-mp92-3jfm-3575"]),
        ("a mid-19th-20th century state-of-the-art 2023-10-05 covid-19-like may-2023-12", []),
        ("clause 4.2.1, § 4.2.1 and Section 1.2.3", []),
    ],
)
def test_codes_of_a_question(question: str, typed: list[str]) -> None:
    assert [one.typed for one in codes(question)] == typed


def test_a_version_chooses_what_stands_below_it(asker: Asker) -> None:
    reply = asker.ask("What changed in the bridge 4.5.1?")
    shown = reply.quotes if isinstance(reply, Answer) else reply.nearest
    assert shown[0].text == "Fixed: webhooks were sent twice."
    assert shown[0].heading[-1] == "4.5.1"


@pytest.mark.parametrize("question", ["E-1042", "e1042?", "What is E 1042?", "Error e‑1042"])
def test_a_code_is_found_however_it_is_written(asker: Asker, question: str) -> None:
    reply = asker.ask(question)
    shown = reply.quotes if isinstance(reply, Answer) else reply.nearest
    assert "E-1042" in shown[0].text


def test_a_code_alone_is_answered_where_it_stands(asker: Asker) -> None:
    reply = asker.ask("E-1042")
    assert isinstance(reply, Answer)
    assert reply.confidence == pytest.approx(0.95)


def test_a_code_that_stands_nowhere_is_told_and_not_answered(asker: Asker) -> None:
    reply = asker.ask("What does E-1999 on the printer mean in 4.5.1?")
    assert isinstance(reply, NoAnswer)
    assert reply.confidence == pytest.approx(0.05)
    assert "E-1999 stands in no document" in reply.notices


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Codes that are written in other ways than they may be typed."""
    folder = tmp_path_factory.mktemp("other")
    told = {
        "v.md": "# Changes\n\n## v4.5.1\n\nFixed a crash on empty input.\n\n## v4.4.0\n\nNothing.\n",
        "air.md": "The A320 first flew on 22 February 1987, and the Boeing 747 on 9 February 1969.\n",
        "road.md": "Interstate 405 was opened to traffic in 1964.\n",
        "E-2077.md": "# A fault\n\nThe belt has slipped from its wheel and must be put back.\n",
    }
    for name, text in told.items():
        (folder / name).write_text(text, encoding="utf-8")
    index(folder / ".qa", [folder])
    return Asker.open(folder / ".qa")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was fixed in 4.5.1?", "Fixed a crash on empty input."),
        ("When did the A-320 first fly?", "The A320 first flew on 22 February 1987"),
        ("When was the I-405 opened to traffic?", "Interstate 405 was opened to traffic in 1964."),
    ],
)
def test_a_code_may_be_written_otherwise(other: Asker, question: str, text: str) -> None:
    reply = other.ask(question)
    assert isinstance(reply, Answer)
    assert reply.quotes[0].text.startswith(text)


def test_a_code_that_a_file_is_called_by_stands_there(other: Asker) -> None:
    reply = other.ask("What does E-2077 mean?")
    assert not any("stands in no document" in notice for notice in reply.notices)
    assert reply.confidence != pytest.approx(0.05)


def test_more_than_what_a_code_is_must_be_found(asker: Asker) -> None:
    reply = asker.ask("Who was E-1042?")
    assert reply.confidence != pytest.approx(0.95)

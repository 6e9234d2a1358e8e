"""Items of lists and what announces them."""

import numpy as np
import pytest

from index.chunking import passages
from index.document import Passage, Span
from index.formats.canonical import Canonical
from qa.items import above, is_lead, led
from qa.signals import SIGNALS, Window
from tests.asking import hit_of, holding, span_of
from tests.samples import document

ACT = """\
HARBOUR DUES

Dues shall be payable by the owner of every vessel which enters the limits of a harbour.

    (2) No harbour dues shall be payable in respect of—

    (a) any vessel belonging to Her Majesty;

    (b) any lifeboat, or vessel employed in the saving of life. It may lie at any quay;

    (c) any vessel entering the harbour solely by reason of stress of weather, provided that—

        (i) she neither loads nor discharges cargo; and

        (ii) she departs within two days after the weather moderates; or

    (d) any fishing vessel registered at the port.

    (3) Harbour dues shall be paid within twenty-one days after demand.

    (4) Dues not paid within the time limited may be recovered as a civil debt.
"""
RULES = """\
# The yard

These must not be parked here:

- lorries;
- caravans.

Bicycles are kept in the shed:

1. They are locked.
2. They are dry.

A horse may stay.

- A list that nothing announces.
"""


def _led(text: str, words: str, path: str = "a.md") -> list[str]:
    """The first lines of what a window of the words is led by."""
    found = dict(enumerate(passages(document(path, text)), start=1))
    span = span_of(text, words)
    key, passage = holding(found, span)
    return [part.of(text) for part in led(_window(passage, span, key), found)]


def _window(passage: Passage, span: Span, key: int) -> Window:
    return Window(hit_of(passage, key=key), span, 1, np.zeros(len(SIGNALS), dtype=np.float32))


DUES = "No harbour dues shall be payable in respect of—"
MAJESTY = "any vessel belonging to Her Majesty;"
LIFEBOAT = "any lifeboat, or vessel employed in the saving of life. It may lie at any quay;"
WEATHER = "any vessel entering the harbour solely by reason of stress of weather, provided that—"
LOADS = "she neither loads nor discharges cargo; and"
DEPARTS = "she departs within two days after the weather moderates; or"


@pytest.mark.parametrize(
    ("words", "before"),
    [
        (MAJESTY, [DUES]),
        ("any lifeboat, or vessel employed in the saving of life.", [DUES, MAJESTY]),
        (LOADS, [WEATHER]),
        (DEPARTS, [WEATHER, LOADS]),
        (
            "any fishing vessel registered at the port.",
            [DUES, MAJESTY, LIFEBOAT, WEATHER, LOADS, DEPARTS],
        ),
        # What begins anew as far out as the lead, or counts on from it, is not under it.
        ("Harbour dues shall be paid within twenty-one days after demand.", []),
        ("Dues not paid within the time limited may be recovered as a civil debt.", []),
        (DUES, []),
        ("Dues shall be payable by the owner", []),
    ],
)
def test_an_item_of_a_statute(words: str, before: list[str]) -> None:
    assert _led(ACT, words, "act.txt") == before


def test_where_all_stand_at_the_margin_the_marks_tell_the_levels() -> None:
    flat = "\n".join(line.strip() for line in ACT.splitlines())
    assert _led(flat, MAJESTY, "act.txt") == [DUES]
    assert _led(flat, "any lifeboat, or vessel employed", "act.txt") == [DUES, MAJESTY]
    assert _led(flat, "Harbour dues shall be paid within", "act.txt") == []


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("lorries;", ["These must not be parked here:"]),
        ("caravans.", ["These must not be parked here:", "lorries;"]),
        ("They are locked.", ["Bicycles are kept in the shed:"]),
        ("They are dry.", ["Bicycles are kept in the shed:", "They are locked."]),
        ("A horse may stay.", []),
        ("A list that nothing announces.", []),
    ],
)
def test_an_item_of_markdown(words: str, before: list[str]) -> None:
    assert _led(RULES, words) == before


def test_a_lead_under_another_heading_announces_nothing() -> None:
    text = "# One\n\nThese are red:\n\n# Two\n\n- apples\n- pears\n"
    assert _led(text, "apples") == []


def test_a_list_of_many_passages_is_followed_up_to_its_lead() -> None:
    items = "".join(
        f"- the {n} is made of oak and stands in the hall since then;\n" for n in range(12)
    )
    text = f"# Hall\n\nThese may not be sold:\n\n{items}"
    found = list(passages(document("a.md", text)))
    assert len(found) > 1
    assert _led(text, "the 11 is made of oak")[0] == "These may not be sold:"
    hits = [hit_of(passage, key=10 * n) for n, passage in enumerate(found, start=1)]
    assert above(hits) == [
        hit.id - step for hit in hits if hit.passage.kind == "item" for step in (1, 2, 3)
    ]


@pytest.mark.parametrize("text", ["", " ", "No.", "he came – late", "a: b"])
def test_what_announces_nothing(text: str) -> None:
    assert not is_lead(text)


def test_a_sentence_that_goes_on_in_a_list_announces_it() -> None:
    text = "# Boats\n\nWe let no boats to people who\n\n- cannot swim;\n- are late.\n\nWe sell rope.\n\n"
    assert _led(text, "cannot swim") == ["We let no boats to people who"]
    assert _led(text, "are late") == ["We let no boats to people who", "cannot swim;"]
    assert _led(text.replace("people who", "no people."), "cannot swim") == []
    assert _led(text.replace("We let no boats to people who", "Our rules"), "cannot swim") == []


def test_items_whose_numbers_are_of_their_paragraphs() -> None:
    made = Canonical()
    for told in (DUES, f"(a) {MAJESTY}", "(b) any lifeboat;", "Dues are paid within a week."):
        made.paragraph(told)
    parsed = made.done("docx")
    text, found = (
        parsed.text,
        dict(enumerate(passages(document("a.docx", parsed.text), parsed.blocks))),
    )
    for words, before in (("(a) any", [DUES]), ("(b) any", [DUES, f"(a) {MAJESTY}"]), ("Dues", [])):
        span = span_of(text, words)
        unit = next(unit for unit in found[0].units if unit.span.start == span.start)
        assert [part.of(text) for part in led(_window(found[0], unit.span, 0), found)] == before
    assert above([hit_of(found[0], key=9)]) == []

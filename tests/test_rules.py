"""What rules say of a window, whatever its signals are."""

import pytest

from index.document import Kind
from index.words import terms
from qa.question import question, stems
from qa.rules import Rules
from tests.asking import passage_of, query_of
from tests.samples import unit

SAIL = "The sail is small."


def _log_odds(asked: str, text: str, **more: object) -> float:
    passage = passage_of(text, [text], **more)  # type: ignore[arg-type]
    query = query_of(asked, dict.fromkeys(terms(asked), 1), [((0, 1), unit(1))])
    read = [passage.reading or text]
    return Rules(question(query), passage, read).log_odds(0, 0, stems(read[0]))


@pytest.mark.parametrize(
    ("asked", "heading", "expected"),
    [
        ("What is sail_area for?", ("Rig", "`sail_area` (number)"), 1.5),
        ("What is sail_area for?", ("Rig",), -2.5),
        ("What is sail_area for?", ("How to set sail_area in a gale",), 0.0),
        ("What is the sail for?", ("Sail",), 0.0),
        ("Where do --sail and --mast stand?", ("-s, --sail",), 0.25),  # it lacks the other
    ],
)
def test_what_stands_below_the_name_that_is_asked_for(
    asked: str, heading: tuple[str, ...], expected: float
) -> None:
    assert _log_odds(asked, SAIL, heading=heading) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.ITEM, "`sail_area`: of one sail", 1.5),
        (Kind.ROW, "| rig | sail_area | of one sail |", 1.5),
        (Kind.ROW, f"| {'the rig of the boat, ' * 2} | sail_area |", 0.0),
        (Kind.PARAGRAPH, "sail_area is of one sail", 0.0),
    ],
)
def test_an_item_that_begins_with_the_name(kind: Kind, text: str, expected: float) -> None:
    assert _log_odds("What is sail_area for?", text, kind=kind) == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("How large is a sail by default?", "The sail: 9 m²", -2.5),
        ("How large is a sail by default?", "Sails are of 9 m² by default.", 0.0),
        ("How large is a sail by default?", "The sail defaults to 9 m².", 0.0),
        ("the default sail", "The default-sail is 9 m².", -2.5),
        ("How large is a sail?", "The sail: 9 m²", 0.0),
    ],
)
def test_what_tells_of_no_default_where_one_is_asked_for(
    asked: str, text: str, expected: float
) -> None:
    assert _log_odds(asked, text) == expected


def test_defaults_may_be_told_above_or_by_the_name_of_a_document() -> None:
    asked = "How large is a sail by default?"
    assert _log_odds(asked, "The sail: 9 m²", heading=("Default sizes",)) == 0.0
    assert _log_odds(asked, "The sail: 9 m²", path="boat-defaults.ini") == 0.0
    name = "What is default_sail for?"  # a name, not a question for a default
    assert _log_odds(name, "The sail: 9 m²", heading=("default_sail",)) == 1.5


def test_what_only_says_the_question_again() -> None:
    assert _log_odds("How large is the small sail?", "The small sail") == -4.0
    assert _log_odds("Is the sail small?", "The small sail") == 0.0


@pytest.mark.parametrize(
    ("asked", "text", "heading", "expected"),
    [
        ("How do I enable the pump?", "Run pumpctl to disable the pump.", (), -1.5),
        ("How do I enable the pump?", "Run pumpctl to enable or disable it.", (), 0.0),
        ("How do I enable the pump?", "Disabled pumps stay dry.", ("Enabling the pump",), 0.0),
        ("How do I turn the pump on?", "Turning off the pump takes a minute.", (), -1.5),
        ("How do I turn the pump on?", "Turn it on at the wall.", ("Turning it off",), 0.0),
        ("How do I start and stop the pump?", "Stop it at the wall.", (), 0.0),
        ("When did the pump start?", "It stopped in May.", (), 0.0),
        ("Can we share a pump?", "To unshare a pump, unplug it.", (), -1.5),
    ],
)
def test_what_tells_to_do_the_opposite(
    asked: str, text: str, heading: tuple[str, ...], expected: float
) -> None:
    assert _log_odds(asked, text, heading=heading) == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("What is MaxSailArea for?", SAIL, -2.5),
        ("What is MaxSailArea for?", "Set MaxSailArea in knots.", 0.0),
        ("What is the default of SailArea?", "SailAreaPerMast defaults to 9.", -2.5),
        ("Who makes SailArea?", SAIL, 0.0),  # it may be a brand
    ],
)
def test_settings_that_are_written_without_a_gap(asked: str, text: str, expected: float) -> None:
    assert _log_odds(asked, text) == expected

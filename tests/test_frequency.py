"""How often something is done, in other words the same or not."""

import pytest

from qa.frequency import Often, often
from qa.same import same, whole

YEAR = 365.25
ASKED = "How often is the ladder inspected?"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("annual", YEAR),
        ("Annually, in May", YEAR),
        ("each year", YEAR),
        ("at least once a year", YEAR),
        ("half-yearly", YEAR / 2),
        ("twice per year", YEAR / 2),
        ("4 times a year", YEAR / 4),
        ("every three months", YEAR / 4),
        ("quarterly", YEAR / 4),
        ("every other day", 2),
        ("every 2 days", 2),
        ("once every 2 days", 2),
        ("twice daily", 0.5),
        ("every 12 hours", 0.5),
        ("three times every two weeks", 14 / 3),
        ("hourly", 1 / 24),
    ],
)
def test_days_from_one_time_to_the_next(text: str, days: float) -> None:
    found = often(text)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(days), pytest.approx(days))


def test_a_range() -> None:
    assert often("every 4-6 weeks") == Often(28, 42)
    assert often("every two to three days") == Often(2, 3)


@pytest.mark.parametrize("text", ["", "once", "each of them", "every ladder", "biweekly", "in May"])
def test_what_says_no_frequency(text: str) -> None:
    assert often(text) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("annually", "once a year", True),
        ("every 12 months", "yearly", True),
        ("2 times a day", "every 12 hours", True),
        ("every 4-6 weeks", "monthly", True),
        ("annually", "every two years", False),
        ("daily", "weekly", False),
        ("weekly", "when it rains", None),
    ],
)
def test_answers_to_how_often(one: str, other: str, expected: bool | None) -> None:
    assert same(None, whole(one), whole(other), ASKED) is expected


def test_other_questions_leave_it_open() -> None:
    assert same(None, whole("daily"), whole("weekly"), "Which paper does he read?") is None

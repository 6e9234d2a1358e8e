"""What tells to do the opposite."""

import doctest

import pytest

from qa import opposites as module
from qa.opposites import acts, opposites


def test_the_worked_examples() -> None:
    assert doctest.testmod(module) == (0, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set()),
        ("Enabling and disables", {"enabl", "disabl"}),
        ("switch it on", {"turn on"}),
        ("turn on the very large old pump, off the coast", {"turn on"}),
        ("a turn that is for the worse on Monday", set()),
    ],
)
def test_acts(text: str, found: set[str]) -> None:
    assert acts(text) == found


def test_an_opposite_is_one_of_the_other() -> None:
    asked = acts("Lock, mount, import and turn off")
    assert opposites(opposites(asked)) == asked

"""Documents that say of themselves that they hold no longer."""

import pytest

from qa.outdated import outdated, outdated_quotes
from tests.asking import quote_of
from tests.samples import document


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("POLICY\n*** SUPERSEDED - see v7 ***\n", "*** SUPERSEDED - see v7 ***"),
        ("# NEP 9\n\n:Status: Superseded\n", ":Status: Superseded"),
        ("Status: **Withdrawn**\n", "Status: **Withdrawn**"),
        ("RFC 1\nObsoleted by: 9110\n", "Obsoleted by: 9110"),
        (
            "A\n\nThis page has been replaced by another.\n",
            "This page has been replaced by another.",
        ),
        ("This guide is no longer maintained.\n", "This guide is no longer maintained."),
        ("RFC 2\nObsoletes: 2616\n", ""),
        ("This act replaces the act of 1901.\n", ""),
        ("# Orders\n\nCancelled orders are kept for a year.\n", ""),
        ("Status: Active\n\nThe superseded edition is kept.\n", ""),
        ("word\n" * 40 + "SUPERSEDED\n", ""),
    ],
)
def test_what_a_document_says_of_itself(text: str, line: str) -> None:
    assert outdated(document("a.txt", text, "")) == line


def test_each_document_is_told_once_with_its_first_quote() -> None:
    new = document("new.txt", "The dose is 2 g.\n", "")
    old = document("old.txt", "SUPERSEDED\nThe dose is 1 g.\nIt is taken at noon.\n", "")
    quotes = [
        quote_of(new, "The dose is 2 g."),
        quote_of(old, "The dose is 1 g."),
        quote_of(old, "It is taken at noon."),
    ]
    assert outdated_quotes(quotes) == ("quote 2 is from a document that says “SUPERSEDED”",)
    assert outdated_quotes([quote_of(old, "SUPERSEDED")]) == ()

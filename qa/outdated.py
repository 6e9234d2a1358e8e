"""A document → the line at its head that says that it holds no longer."""

import re
from collections.abc import Iterable

from index.document import Document
from index.lines import clip
from qa.answer import Quote
from qa.plain import plain

_HEAD = 1_500  # characters
_LINES = 15
_GONE = "superseded|obsoleted?|withdrawn|revoked|rescinded|repealed|retired|discontinued|cancelled"
_NO_LONGER = r"no longer (?:valid|in force|in effect|current|maintained|applicable|applies)"
_OUTDATED = re.compile(
    # A field: "Status: Superseded", "Obsoleted by: 9110".
    rf"^\W*status\W+(?:\w+\W+)?(?:{_GONE}|replaced|rejected|archived|expired)\b"
    rf"|^\W*(?:superseded|obsoleted|replaced)[ -]by\b"
    # A stamp, and nothing before it: "*** SUPERSEDED - see v7 ***".
    rf"|^\W*(?-i:{_GONE.upper()})(?!\w)"
    r"|\bthis (?:document|policy|page|version|edition|guide|guideline|standard|procedure|article|text"
    r"|notice|act|regulation|rule|agreement|proposal|specification|rfc|release)\s+(?:is|was|has been)\s+"
    rf"(?:now\s+|since\s+|been\s+)?(?:{_GONE}|replaced by|{_NO_LONGER})",
    re.IGNORECASE | re.MULTILINE,
)


def outdated(document: Document) -> str:
    """What a document says at its head of itself that it holds no longer: that line; else nothing."""
    lines = document.text[:_HEAD].splitlines()[:_LINES]
    return next((clip(line.strip()) for line in lines if _OUTDATED.search(line)), "")


def outdated_quotes(quotes: Iterable[Quote]) -> tuple[str, ...]:
    """What to tell of quotes from documents that hold no longer, each document once."""
    found: dict[str, str] = {}
    for number, quote in enumerate(quotes, start=1):
        line = outdated(quote.place.document)
        if line and line not in quote.text:
            told = f"quote {number} is from a document that says “{plain(line)}”"
            found.setdefault(quote.place.document.cited, told)
    return tuple(found.values())

"""Whether a citation is right: whether the writer put the words where they are said to stand."""

import csv
import re
from collections.abc import Iterable
from dataclasses import replace

from eval.corpora.spots import Spot
from index.document import Document, MarkKind, Span

_OPENING = 40
_LEAST = 10
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def folded(text: str, path: str = "") -> str:
    """Words as any format tells them: one space between, no tags, and none of what parts cells;
    ``path`` tells what that is.

    >>> folded("| 22 June | 95 |"), folded("22 June\\t95"), folded('"22 June",95', "a.csv")
    ('22 June 95', '22 June 95', '22 June 95')
    """
    if path.endswith(".csv"):
        text = " ".join(cell for record in csv.reader(text.splitlines()) for cell in record)
    return " ".join(_TAG.sub(" ", text).replace("|", " ").split())


def cited(document: Document, span: Span, heading: tuple[str, ...]) -> Spot:
    """What a quote of this span is cited as, with the words that it begins with."""
    on = {kind: document.mark(kind, span.start) for kind in MarkKind}
    numbers = {kind: mark.number if mark else 0 for kind, mark in on.items()}
    names = {kind: mark.name if mark else "" for kind, mark in on.items()}
    return Spot(
        document.path.rpartition("/")[2],
        folded(span.of(document.text), document.path)[:_OPENING],
        heading,
        numbers[MarkKind.PAGE],
        names[MarkKind.PAGE],
        numbers[MarkKind.SLIDE],
        names[MarkKind.SHEET],
        numbers[MarkKind.ROW],
        names[MarkKind.ANCHOR],
    )


def is_right(told: Spot, spots: Iterable[Spot]) -> bool:
    """Whether one of the spots is where ``told`` says, and its words begin there. The headings of a
    sheet's row may end in the row above that names it, which is written as a row like any."""
    return any(
        replace(spot, text=told.text, heading=told.heading) == told
        and spot.heading == (told.heading[: len(spot.heading)] if told.row else told.heading)
        and _holds(folded(spot.text), told.text)
        for spot in spots
    )


def _holds(text: str, opening: str) -> bool:
    # What runs over the end of a page goes on in another spot.
    ends = (opening[:length] for length in range(len(opening), _LEAST - 1, -1))
    return opening in text or any(text.endswith(end) for end in ends)

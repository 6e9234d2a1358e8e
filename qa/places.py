"""A place of a document as it is cited → its words: "a.md:9–11", "a.pdf, page 2", "t.xlsx, sheet
Ships, row 7". Which document it is: see qa.finding."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from index.document import Document, Mark, MarkKind, Span
from index.errors import PathError

_LINES = r"(?::|, lines? )(?P<line>\d{1,9})(?:[-–](?P<last>\d{1,9}))?"
_CHARACTERS = r",?\s+characters (?P<start>\d{1,12})[-–](?P<end>\d{1,12})"
_NUMBERED = r", (?P<kind>page|pp?\.|slides?|rows?|messages?|records?) (?P<one>[^\s,–]+)(?:–(?P<to>[^\s,]+))?"
_LABEL = r"(?: \([^()]*\))?"
_TIME = r", at (?P<time>\d[\d:.]*)(?:–[\d:.]+)?"
_SHEET = r", sheet (?P<sheet>.+?)(?=, rows? \S+|\s{2}|$)"
_ANCHOR = r"(?:, at )?#(?:page=(?P<page>\d{1,9})|(?P<anchor>\S+))"
_PIECE = re.compile(
    "|".join((_LINES, _CHARACTERS, _NUMBERED + _LABEL, _TIME, _SHEET, _ANCHOR)),
)
_KINDS = {
    **dict.fromkeys(("pa", "p.", "pp"), MarkKind.PAGE),
    "sl": MarkKind.SLIDE,
    "ro": MarkKind.ROW,
    "me": MarkKind.MESSAGE,
    "re": MarkKind.RECORD,
}

Words = Callable[[Document], Span]
"""Where the words of a place stand in a document. Raises PathError where it has no such place."""


@dataclass(frozen=True, slots=True)
class Where:
    """What stands behind a document's path; ``line`` is the one line that is meant, where it is
    one."""

    words: Words
    line: int | None = None


def parted(asked: str) -> Iterator[tuple[str, Where | None]]:
    """Each way to take what was typed for a path and a place in it, the longest path first."""
    yield asked, None
    for at in range(len(asked) - 1, 0, -1):
        if asked[at] in ":,# \t" and (where := _where(asked[at:], more=True)):
            yield asked[:at], where


def path_of(asked: str) -> str:
    """What was typed without the place behind it."""
    ends = (at for at in range(1, len(asked)) if asked[at] in ":,# \t")
    return next((asked[:at] for at in ends if _where(asked[at:], more=False)), asked)


def _where(told: str, *, more: bool) -> Where | None:
    """A place, None where it is none; ``more`` may stand behind it, as headings do."""
    pieces = []
    at = 0
    while found := _PIECE.match(told, at):
        pieces.append(found)
        at = found.end()
    is_all = at == len(told) or (more and told[at].isspace())
    if not pieces or not is_all:
        return None
    given = {name: value for piece in pieces for name, value in piece.groupdict().items() if value}
    if "start" in given:
        return Where(partial(_characters, start=int(given["start"]), end=int(given["end"])))
    if "line" in given:
        first = int(given["line"])
        last = int(given.get("last", first))
        return Where(partial(_lines, first=first, last=last), first if first == last else None)
    return Where(partial(_marked, given=given))


def _characters(document: Document, start: int, end: int) -> Span:
    if not start < end <= len(document.text):
        raise PathError(
            f"{document.path} has {len(document.text)} characters, so none are {start}–{end}"
        )
    return Span(start, end)


def _lines(document: Document, first: int, last: int) -> Span:
    """The words of lines, or all of a line that has none."""
    for number in (first, last):
        if not 1 <= number <= document.line_count:
            raise PathError(
                f"{document.path} has {document.line_count} lines, so none is number {number}"
            )
    if last < first:
        raise PathError(f"line {last} of {document.path} does not follow line {first}")
    start, end = document.line(first)[0], document.line(last)[1]
    return _stripped(document.text, start, end) or Span(start, end + 1)


def _marked(document: Document, given: dict[str, str]) -> Span:
    """All that stands on a page, a slide, …: up to the next."""
    start, end = 0, len(document.text)
    if "sheet" in given:
        start, end = _stretch(document, MarkKind.SHEET, given["sheet"], "", start, end)
    if "page" in given:
        start, end = _stretch(document, MarkKind.PAGE, given["page"], "", start, end)
    if "kind" in given:
        kind, to = _KINDS[given["kind"][:2]], given.get("to", "")
        by_label = given["kind"].endswith(".")  # as "p. 1" has it, which may be page 3
        start, end = _stretch(document, kind, given["one"], to, start, end, by_label)
    if "time" in given:
        start, end = _stretch(document, MarkKind.TIME, given["time"], "", start, end)
    elif "anchor" in given:
        name = unquote(given["anchor"])
        start, end = _stretch(document, MarkKind.ANCHOR, name, "", start, end)
    return _stripped(document.text, start, end) or Span(start, min(start + 1, end))


def _stretch(
    document: Document,
    kind: MarkKind,
    one: str,
    to: str,
    start: int,
    end: int,
    by_label: bool = False,
) -> tuple[int, int]:
    """From a mark, within some of the text, to the one behind it, or behind another."""
    marks = [mark for mark in document.marks if mark.kind is kind and start <= mark.start < end]
    first = _meant(marks, one, by_label)
    last = _meant(marks, to, by_label) if to else first
    if first is None or last is None:
        raise PathError(f"{document.path} has no {kind} {one if first is None else to}")
    after = (mark.start for mark in marks[marks.index(last) + 1 :] if mark.start > last.start)
    return first.start, next(after, end)


def _meant(marks: Sequence[Mark], told: str, by_label: bool) -> Mark | None:
    """The mark of a number or a name; behind that of a sheet a heading may stand."""
    labelled = [mark for mark in marks if told == mark.name]
    numbered = [mark for mark in marks if mark.number and told == str(mark.number)]
    begun = [mark for mark in marks if mark.name and told.startswith(f"{mark.name} ")]
    order = (labelled, numbered, begun) if by_label else (numbered, labelled, begun)
    return next((found[0] for found in order if found), None)


def _stripped(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    if not words.strip():
        return None
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))

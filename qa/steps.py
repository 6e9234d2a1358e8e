"""A step of a numbered list → the whole list with the line that leads into it, where a question asks
how something is done, or in what order, and all is short; else what to tell of the other steps. Lists
are told by their numbers in the text."""

import re
from collections.abc import Iterator

from index.document import Document, Kind, Span
from index.sentences import count_words, sentences
from qa.signals import MOST_WORDS, Window

_ASKS_HOW = re.compile(
    r"\bhow\s+(?:do|does|can|could|should|would|to)\b|\b(?:what|which)\s+(?:(?:are|is)\s+)?(?:the\s+)?"
    r"(?:order|sequence|steps|stages|procedure)\b|\b(?:steps|stages|procedure)\s+(?:for|to|of|in)\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"([ \t]*)(\d{1,2})[.)][ \t]+(?=\S)")
_KINDS = (Kind.ITEM, Kind.PARAGRAPH)  # steps of few words stand in a passage with other blocks
_FARTHEST = 30  # lines
_FARTHEST_TOLD = 300
_AROUND = "#= \t\r"  # a heading


def steps(question: str, window: Window) -> tuple[Span, ...]:
    """The lead and each step of the list of which a window begins a step; none where the question
    does not ask how, or the list holds a fence, is too long for a quote, or has neither a lead nor
    stands right below a heading, which is told beside the quote."""
    listed = _listed(question, window, _FARTHEST)
    if not listed:
        return ()
    passage = window.hit.passage
    document, text = passage.document, passage.document.text
    above = _above(document, listed[0])
    lead = _lead(document, above)
    items = [*_items(document, listed)]
    found = (*lead, *items)
    words = sum(count_words(part.of(text)) for part in found)
    has_fence = any(fence in part.of(text) for part in found for fence in ("```", "~~~"))
    whole = bool(lead) or _is_heading(document, above, passage.heading)
    is_step = any(part.start <= window.span.start < window.span.end <= part.end for part in found)
    return found if whole and is_step and words <= MOST_WORDS and not has_fence else ()


def remaining(question: str, window: Window, quoted: Span) -> tuple[str, ...]:
    """What to tell where a quote begins with a step of a list, and has not all steps."""
    listed = _listed(question, window, _FARTHEST_TOLD)
    if not listed:
        return ()
    document = window.hit.passage.document
    first, *_, last = _items(document, listed)
    if quoted.start <= first.start and last.end <= quoted.end:
        return ()
    lines = " to ".join(map(str, document.lines_of(Span(first.start, last.end))))
    return (f"the first quote has not all of the {len(listed)} steps at lines {lines}",)


def _listed(question: str, window: Window, farthest: int) -> list[int]:
    """The lines on which the steps begin of the list of which a window begins a step, if there are
    several and the question asks how."""
    passage = window.hit.passage
    if passage.kind not in _KINDS or _ASKS_HOW.search(question) is None:
        return []
    document = passage.document
    line = document.line_of(window.span.start)
    own = _STEP.match(_told(document, line))
    if own is None or document.line(line)[0] + own.end() != window.span.start:
        return []
    starts = [*reversed([*_others(document, line, own, -1, farthest)]), line]
    if len(starts) != int(own[2]):
        return []
    found = [*starts, *_others(document, line, own, 1, farthest)]
    return found if len(found) > 1 else []


def _told(document: Document, line: int) -> str:
    return document.text[slice(*document.line(line))]


def _others(
    document: Document, line: int, own: re.Match[str], way: int, farthest: int
) -> Iterator[int]:
    """The lines on which the steps before or after one begin, nearest first."""
    due = int(own[2]) + way
    for near in range(line + way, line + way * farthest, way):
        if due == 0 or not 1 <= near <= document.line_count:
            return
        told = _told(document, near)
        step = _STEP.match(told)
        if step is not None and step[1] == own[1]:
            if int(step[2]) != due:
                return
            yield near
            due += way
        elif told.strip() and _indent(told) <= len(own[1]):
            return


def _indent(told: str) -> int:
    return len(told) - len(told.lstrip())


def _above(document: Document, first: int) -> int:
    """The line above one, an empty line apart; 0 where there is none."""
    last = first - 1
    return last - 1 if last > 1 and not _told(document, last).strip() else last


def _is_heading(document: Document, line: int, heading: tuple[str, ...]) -> bool:
    return line > 0 and bool(heading) and _told(document, line).strip(_AROUND) == heading[-1]


def _lead(document: Document, last: int) -> tuple[Span, ...]:
    """The last sentence of what ends on a line, if it ends in a colon."""
    top = last
    while top > 1 and last - top < _FARTHEST and _told(document, top - 1).strip():
        top -= 1
    if last < 1 or not _told(document, last).rstrip("*_ \t\r").endswith(":"):
        return ()
    told = sentences(document.text, Span(document.line(top)[0], document.line(last)[1]))
    return tuple(told[-1:])


def _items(document: Document, starts: list[int]) -> Iterator[Span]:
    """The steps that begin on some lines, each to its last line that is not empty."""
    indent = _indent(_told(document, starts[0]))
    for line, after in zip(starts, [*starts[1:], document.line_count + 1], strict=True):
        last = line
        for near in range(line + 1, min(after, line + _FARTHEST)):
            told = _told(document, near)
            if told.strip() and _indent(told) <= indent:
                break
            last = near if told.strip() else last
        step = _STEP.match(_told(document, line))
        start, end = document.line(line)[0] + (step.end() if step else 0), document.line(last)[1]
        yield Span(start, start + len(document.text[start:end].rstrip()))

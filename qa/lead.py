"""A window → the parts of its quote: to one that announces something, as by a colon, that too, to an
item what announces it, and to an answer its question. Code is taken line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from index.asked import asks, is_question
from index.code import closes, opened
from index.document import Kind, Passage, Span, Unit
from index.lines import is_sentence, lines_of
from index.search import Hit
from index.sentences import count_words
from qa.items import is_lead, is_open, item_of, last_item, led
from qa.signals import MOST_WORDS, Window

_LINE = re.compile(r"[^\r\n]+")
# A list is cut into passages where one is within another.
_MOST_PASSAGES = 6
_MOST_MARKING = 4  # words, as a list's beginning and its marker may have
_MORE_ROOM = 20  # words, for what announces an item that says nothing by itself
_MOST_BETWEEN = 20  # words of other items; more hide the one that answers
_LONGEST_TITLE, _SHORTEST_SENTENCE = 14, 3  # words
_END = 80  # characters
_CODE_PASSAGES = 2  # as many tell whether code is cut
_AROUND = "*_. "  # a title
_CLOSING = "*_`'\"”’)] "
_POINTS_BELOW = re.compile(r"\b(?:following|follows|below)\b[^.!?]*[.!?]?$", re.IGNORECASE)
_WANTS_CODE = re.compile(
    r"\b(?:runs?|type|enter|execute|call|use|do|add|with|by|is|are|like|via|commands?|example|code)"
    r"[,;]?$",
    re.IGNORECASE,
)


def announcing(hits: Sequence[Hit]) -> list[int]:
    """The ids of the passages that may hold what others announce."""
    found: list[int] = []
    for hit in hits:
        reach = _MOST_PASSAGES if _may_lead(hit.passage) else 0
        if not reach and _may_lead_to_code(hit.passage, hit.passage.span):
            reach = _CODE_PASSAGES
        found += range(hit.id + 1, hit.id + 1 + reach)
    return found


def parts(window: Window, around: Mapping[int, Passage]) -> tuple[Span, ...]:
    """A window's span, and before it, if there is room, what announces the list of which it is an
    item, or the question that it is of the answer to. Where it ends in a colon or a dash, or goes
    on in a list, also what follows: of items or sentences as many as a quote has room for, of code
    all or nothing; where it is a line like a title, the paragraph below it. Code may be announced
    otherwise: "To stop it, run". ``around`` are passages by id."""
    passage = window.hit.passage
    text = passage.document.text
    if passage.kind is Kind.CODE:
        return code_lines(text, window.span)
    room = MOST_WORDS - window.words
    announced = led(window, around)
    before = announced or _asking(window)
    taken = [count_words(span.of(text)) for span in before]
    is_near = sum(taken) <= room + _MORE_ROOM * bool(announced) and sum(taken[1:]) <= _MOST_BETWEEN
    is_near = is_near and all(_is_next(text, *pair) for pair in pairwise([*before, window.span]))
    found = [*before, window.span] if is_near else [window.span]
    room -= sum(taken) if is_near else 0
    leads = _leads(window, around) or _is_title(window, around)
    if not leads and not _may_lead_to_code(passage, window.span):
        return (*found,)
    block = -1
    for kind, number, span in _following(window, around):
        room -= count_words(span.of(text))
        if not _is_next(text, found[-1], span):
            break
        if room < 0 or not (leads or kind is Kind.CODE):
            break
        if kind is Kind.CODE:
            above = Span(found[-1].end, span.start)
            found += (*code_lines(text, span), *_closing(text, above, span.end))
        elif number == block:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
        block = number
    return (*found,)


def _is_next(text: str, one: Span, other: Span) -> bool:
    """Whether nothing stands between two parts but what marks them: no comment, no running head."""
    return count_words(text[one.end : other.start]) <= _MOST_MARKING


def blocks(passage: Passage) -> tuple[Span, ...]:
    """The parts of a whole passage."""
    if passage.kind is Kind.CODE:
        return code_lines(passage.document.text, passage.span)
    each = (list(units) for _, units in groupby(passage.units, key=lambda unit: unit.block))
    return tuple(Span(units[0].span.start, units[-1].span.end) for units in each)


def breaks(text: str, quoted: Sequence[Span]) -> tuple[int, ...]:
    """Where lines begin from one part of a quote to the next, as offsets into the quote."""
    found = []
    for one, other in pairwise(quoted):
        start = text.find("\n", one.end, other.start) + 1
        while start:
            end = text.find("\n", start, other.start)
            if end == -1 or text[start:end].strip():
                found.append(start - quoted[0].start)
            start = end + 1
    return tuple(found)


def _may_lead(passage: Passage) -> bool:
    told = passage.text
    if passage.kind not in (Kind.PARAGRAPH, Kind.ITEM):
        return False
    return is_lead(told) or (is_open(told) and not _may_lead_to_code(passage, passage.span))


def _leads(window: Window, around: Mapping[int, Passage]) -> bool:
    """Whether a window ends in words that announce what follows it, or go on in a list."""
    passage = window.hit.passage
    if passage.kind not in (Kind.PARAGRAPH, Kind.ITEM):
        return False
    told = window.span.of(passage.document.text)
    if is_lead(told) or not is_open(told):
        return is_lead(told)
    following = next(below(window, around), None)
    if following is None:
        return False
    item = item_of(*following)
    if item.is_item:
        return not _may_lead_to_code(passage, window.span)
    return item.indent > last_item(window).indent  # a command may be set in with no other mark


def _asking(window: Window) -> tuple[Span, ...]:
    """What stands before a window in its block, where that begins with a question marked as one;
    before the first of a block, the block above it that is only a question."""
    passage, start = window.hit.passage, window.span.start
    text, units = passage.document.text, passage.units
    at = next(at for at, unit in enumerate(units) if unit.span.start == start)
    first = at
    while first and units[first - 1].block == units[at].block:
        first -= 1
    if first < at:
        asked = asks(units[first].span.of(text))
        return (Span(units[first].span.start, units[at - 1].span.end),) if asked else ()
    above = units[max(at - 2, 0) : at]
    is_alone = len({unit.block for unit in above}) == len(above) > 0
    if (
        passage.kind is not Kind.PARAGRAPH
        or not is_alone
        or not is_question(above[-1].span.of(text))
    ):
        return ()
    return (above[-1].span,)


def _is_title(window: Window, around: Mapping[int, Passage]) -> bool:
    """Whether a window is a short line by itself, no sentence, above a paragraph of sentences: the
    date of an entry, the name of a meeting; or the title with which a paragraph begins."""
    passage, span = window.hit.passage, window.span
    text = passage.document.text
    if passage.heading and span.of(text).strip(_AROUND) == passage.heading[-1].strip(_AROUND):
        return True
    if passage.kind is not Kind.PARAGRAPH or window.words > _LONGEST_TITLE:
        return False
    line = Span(text.rfind("\n", 0, span.start) + 1, span.end)
    if line.of(text).strip() != span.of(text) or "\n" in span.of(text):
        return False
    if text[span.end : span.end + 1] not in ("\r", "\n") or is_sentence(span.of(text)):
        return False
    following = next(below(window, around), None)
    if following is None or following[0].kind is not Kind.PARAGRAPH:
        return False
    told = following[1].span.of(text)
    return is_sentence(told) and count_words(told) >= _SHORTEST_SENTENCE


def _may_lead_to_code(passage: Passage, span: Span) -> bool:
    """Whether words without a colon lead into code, if that comes next: a paragraph that is no
    whole sentence, or any that says so."""
    if passage.kind not in (Kind.PARAGRAPH, Kind.ITEM) or span.end != passage.span.end:
        return False
    end = span.of(passage.document.text)[-_END:].rstrip(_CLOSING)
    if _POINTS_BELOW.search(end) is not None:
        return True
    if is_sentence(end):
        return False
    return passage.kind is Kind.PARAGRAPH or _WANTS_CODE.search(end) is not None


def _following(window: Window, around: Mapping[int, Passage]) -> Iterator[tuple[Kind, int, Span]]:
    """The units of the block that a window announces, or of all blocks of a list, with their kind
    and block. A list whose items are marked ends at one that is not, as a term with its
    definition, and one below an item at the next such item."""
    first: int | None = None
    is_list = is_marked_list = False
    own = last_item(window)
    for there, unit in below(window, around):
        kind, item = there.kind, item_of(there, unit)
        if own.mark and item.mark and (item.level == own.level or item.indent < own.indent):
            return
        is_marked = bool(item.mark)
        is_item = kind is Kind.ITEM or is_marked
        if first is None:
            first, is_list, is_marked_list = unit.block, is_item, is_marked
        elif unit.block != first and not (is_list and is_item and is_marked >= is_marked_list):
            return
        yield kind, unit.block, unit.span


def below(window: Window, around: Mapping[int, Passage]) -> Iterator[tuple[Passage, Unit]]:
    """The units after a window, of its passage and of those that follow under its heading."""
    passage = window.hit.passage
    yield from ((passage, u) for u in passage.units if u.span.start >= window.span.end)
    for key in range(window.hit.id + 1, window.hit.id + 1 + _MOST_PASSAGES):
        following = around.get(key)
        if following is None or not _goes_on(passage, following):
            return
        yield from ((following, unit) for unit in following.units)
        passage = following


def _goes_on(passage: Passage, following: Passage) -> bool:
    """Whether one passage stands below another, in the same version of a document."""
    one, other = passage.document, following.document
    return (
        (one.cited, one.sha256) == (other.cited, other.sha256)
        and following.heading == passage.heading
        and following.kind is not Kind.ROW
        and following.span.start >= passage.span.end
    )


def _closing(text: str, above: Span, end: int) -> Iterator[Span]:
    """The line that closes the fence that was opened above code, if code ends right above it."""
    fence = next(filter(None, map(opened, lines_of(above.of(text), []))), None)
    if fence is None:
        return
    below = next((line for line in lines_of(text[end:], []) if line.text), None)
    if below is not None and closes(below, fence):
        yield Span(end + below.start, end + below.end)


def code_lines(text: str, span: Span) -> tuple[Span, ...]:
    """The lines of code, each a part of a quote, but those that are indented below one."""
    found = _LINE.finditer(text, span.start, span.end)
    lines = tuple(Span(*line.span()) for line in found if not line[0].isspace())
    return lines or (span,)

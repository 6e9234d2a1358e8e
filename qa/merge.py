"""Ranked windows → quotes that do not repeat each other."""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from index.document import Span
from index.tags import without_markup
from index.words import is_stop_word, terms
from qa.expect import NUMBER_WORDS
from qa.question import has_digit, stems
from qa.signals import Window

# Share of the shorter text's word pairs that the longer must hold, for the two to be compared word
# by word: versions of one article lie above 0.7, sentences that merely share a subject below 0.4.
_SAME = 0.65
_LEAST_WORDS = 5
_MUCH_LONGER = 1.5
# At an end of a text so many words may be a sentence more, in its midst a clause more; fewer may
# make it say something else.
_SENTENCE, _CLAUSE = 6, 3
_NEGATIONS = frozenset(
    {"no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "t"}
    | {"without", "except", "unless", "only", "but"}
    | {"hardly", "scarcely", "barely", "rarely", "seldom"}
)
# Words in whose place another says the opposite, though they tell little by themselves.
_TURNS = frozenset(
    {"above", "below", "under", "over", "before", "after", "on", "off", "up", "down", "out"}
    | {"most", "few", "all", "some", "more", "less", "he", "she", "his", "her"}
)
# Signs that make a figure another one: what they are compared as, as a part of the figure where
# one follows. A ">" alone that begins a line quotes it.
_SIGNED = re.compile(
    r"(?<![\w-])(?P<minus>[-−–])(?=\d)|(?<![\w+])(?P<plus>\+)(?=\d)|(?<=\d)(?P<ormore>\+)(?![\w+])"
    r"|(?P<plusminus>±)\s*|(?P<percent>%)|(?P<circa>[~≈∼])\s*(?=\d)"
    r"|(?<![-=<>])(?:(?P<atmost><=|[≤⩽≦])|(?P<atleast>>=|[≥⩾≧])|(?P<lessthan><)|(?P<morethan>>))"
    r"(?![-=<>])\s*(?=[\d$€£.])"
)
# Of a link in Markdown, which nobody reads.
_TARGET = re.compile(r"(?<=\])\((?:[^()\s]*[/.#][^()\s]*|\{\{[^(){}]*\}\})\)")
_EDGE = re.compile(r"(?<=[.!?:;])(?:\[[^\]\n]{1,30}\])*[\"'”’)\]]*\s+|\n\s*(?=[^\W\d_a-z])")
# Share of a quote's words that a place must have to be told as one where the quote stands too.
_HELD = 0.8
# How many windows are looked at for copies once there are quotes enough.
_LATE = 60

_End = Literal["apart", "part"] | None
_Parts = Callable[[Window], Sequence[Span]]


@dataclass(slots=True)
class Merged:
    """A window with its rank score, the parts of its quote, and where else the words of the quote
    stand, each a window with that place for its span."""

    window: Window
    logit: float
    parts: Sequence[Span]
    copies: list[Window] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """What is quoted."""
        return Span(self.parts[0].start, self.parts[-1].end)


@dataclass(frozen=True, slots=True)
class _Shape:
    words: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    figures: frozenset[str]
    edges: frozenset[int]
    """How many words stand before each sentence."""


def merge(
    ranked: Iterable[tuple[Window, float]],
    limit: int,
    parts: _Parts = lambda window: (window.span,),
) -> list[Merged]:
    """The first ``limit`` windows that neither overlap nor repeat one before them, each of its
    ``parts`` where no better one has any of them.

    A near-duplicate in another place joins the one it repeats: it has the same words in the same
    order, but for inflections, function words, and what it says beside. One that says much more
    beside waits, since a closer window of the same place may follow, and joins in the end if none
    has. One that says less adds nothing and is passed over: the quote does not stand there.
    """
    kept: list[Merged] = []
    shapes: list[_Shape] = []
    waiting: list[tuple[Window, Merged]] = []
    late = 0
    for window, logit in ranked:
        late += len(kept) == limit
        if late > _LATE:
            break
        if _is_taken(window, window.span, kept):
            continue
        shape = _shape(window.span.of(window.hit.passage.document.text))
        twin = next((i for i, other in enumerate(shapes) if _same(shape, other)), None)
        if twin is None:
            if len(kept) < limit:
                item = Merged(window, logit, parts(window))
                if _is_taken(window, item.span, kept):
                    item.parts = (window.span,)
                kept.append(item)
                shapes.append(shape)
        elif len(shape.words) <= _MUCH_LONGER * len(shapes[twin].words):
            _list(window, kept[twin], kept, parts)
        else:
            waiting.append((window, kept[twin]))
    for window, item in waiting:
        if not _is_taken(window, window.span, kept):
            _list(window, item, kept, parts)
    return kept


def _list(window: Window, item: Merged, kept: Iterable[Merged], parts: _Parts) -> None:
    """Add to a quote's copies the place of a window like it, or of what would be quoted with that
    window, if all that the quote says stands there."""
    quoted = _shape(item.span.of(item.window.hit.passage.document.text))
    more = parts(window)
    for span in (window.span, Span(more[0].start, more[-1].end)):
        there = _shape(span.of(window.hit.passage.document.text))
        if _holds(there, quoted) and not _is_taken(window, span, kept):
            item.copies.append(replace(window, span=span))
            return


def _is_taken(window: Window, span: Span, kept: Iterable[Merged]) -> bool:
    """Whether one of those kept, or a copy of one, has some of a span of the window's document."""
    cited = window.hit.passage.document.cited
    places = (
        place
        for item in kept
        for place in ((item.window, item.span), *((copy, copy.span) for copy in item.copies))
    )
    return any(
        other.hit.passage.document.cited == cited and quoted.overlaps(span)
        for other, quoted in places
    )


@lru_cache(maxsize=1_000)  # what was glanced at is read a moment later
def _shape(text: str) -> _Shape:
    text = _SIGNED.sub(_told, without_markup(_TARGET.sub("", text), " "))
    words = tuple(terms(text))
    figures = (w for w in words if w in NUMBER_WORDS or has_digit(w))
    counts = [len(terms(part)) for part in _EDGE.split(text)]
    edges = frozenset(itertools.accumulate(counts))
    return _Shape(words, frozenset(itertools.pairwise(words)), frozenset(figures), edges)


def _told(sign: re.Match[str]) -> str:
    """A sign as a word."""
    name = sign.lastgroup or ""
    if name == "morethan":
        line = sign.string.rfind("\n", 0, sign.start()) + 1
        if not sign.string[line : sign.start()].strip(" >"):
            return sign[0]
    return f" {name} " if name in ("percent", "ormore") else f" {name}"


def _same(one: _Shape, other: _Shape) -> bool:
    short, long = sorted((one, other), key=lambda shape: len(shape.words))
    if len(short.words) < _LEAST_WORDS:
        return one.words == other.words
    if not short.figures <= long.figures:
        return False
    if len(short.pairs & long.pairs) < _SAME * len(short.pairs):
        return False
    return one.words == other.words or _says_the_same(one, other)


def _holds(there: _Shape, quoted: _Shape) -> bool:
    """Whether the words of a quote stand in a text, its figures all, and of the others no more
    missing than two versions of one text differ in."""
    if not quoted.figures <= there.figures:
        return False
    matcher = SequenceMatcher(None, quoted.words, there.words, autojunk=False)
    missing = [end - start for kind, start, end, *_ in matcher.get_opcodes() if kind != "equal"]
    return max(missing, default=0) < _SENTENCE and sum(missing) <= (1 - _HELD) * len(quoted.words)


def _says_the_same(one: _Shape, other: _Shape) -> bool:
    """Whether two texts differ in nothing that makes them say different things: not in a negation,
    nor in a word for another, nor in a word or two more, but in what is a clause or a sentence."""
    only_one = only_other = False
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            continue
        here, there = one.words[start:end], other.words[begin:stop]
        told_here = _beside(here, there, _end(one, start, end))
        told_there = _beside(there, here, _end(other, begin, stop))
        if told_here is None or told_there is None:
            return False
        only_one |= bool(told_here)
        only_other |= bool(told_there)
    return not (only_one and only_other)


def _end(shape: _Shape, start: int, end: int) -> _End:
    """What words are at an end of a text: sentences of their own, or a part of one, as what stands
    before "decide" in "Together with the board, decide"."""
    if start > 0 and end < len(shape.words):
        return None
    return "apart" if (end if start == 0 else start) in shape.edges else "part"


def _beside(run: Sequence[str], instead: Sequence[str], end: _End) -> frozenset[str] | None:
    """The stems of what a run of words says and those in its place do not; none for a sentence
    more. None where it may turn what is said: few words, or a part of the sentence at an end."""
    if end == "apart" and len(run) >= _SENTENCE:
        return frozenset()
    if _is_turned(run, instead):
        return None
    told = _content(run) - _content(instead)
    turns = bool(told) and (len(run) < _CLAUSE or end == "part")
    return None if turns or not _NEGATIONS.isdisjoint(run) else told


def _is_turned(run: Sequence[str], instead: Sequence[str]) -> bool:
    """Whether words stand in each other's place of which each has one that the other has not."""
    here, there = _TURNS.intersection(run), _TURNS.intersection(instead)
    return bool(here - there) and bool(there - here)


def _content(run: Sequence[str]) -> frozenset[str]:
    return stems(" ".join(word for word in run if not is_stop_word(word)))

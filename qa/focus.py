"""A question → what of a collection it names itself: documents, and numbered places in them."""

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from index.document import Span
from index.lexical import having
from index.search import Hit
from index.store import Store
from index.words import is_stop_word
from qa.called import Titled, called_by, unversioned, words_in
from qa.naming import Named, may_name, named
from qa.numbered import Region, called, numbered
from qa.question import stems
from qa.references import CONTAINERS, FLOATS, Number, Reference, references
from qa.signals import Window

SURE = 0.95
"""How far the numbers of places are read rightly."""
_MOST_DOCUMENTS = 12
_MOST_TOLD = 3
_FEWEST_LEFT = 2  # words
_LONGEST = 5_000_000  # characters of a text in which places are looked for: a second's work
_CONTENT = re.compile(r"[^\W_]+(?:\.\d+)*")
# What is asked of a place as a whole.
_WHOLE = stems(
    "say said state provide deal describe cover tell read mean contain write written stand content"
    " contents text show quote stipulate regulate require exactly wording give hold list discuss treat"
)


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question names, told as ``name``.

    ``passages`` are the ids of what is there; ``spans``, by a document's path, what may be quoted
    of it, all where none is given. ``is_named`` where documents are named, not a place alone, and
    ``is_bound`` where nothing else can be meant. ``is_whole`` where a place itself is asked for, not
    something in it; ``missing`` is the place that was not found in the documents, "" for none.
    ``rest`` is the question without what only cites documents, "" where nothing does;
    ``is_several`` where there are several documents.
    """

    name: str
    passages: tuple[int, ...]
    spans: Mapping[str, Sequence[Span]]
    is_named: bool
    is_bound: bool
    is_whole: bool = False
    missing: str = ""
    rest: str = ""
    is_several: bool = False

    def within(self, ranked: Sequence[tuple[Window, float]]) -> list[tuple[Window, float]]:
        """The windows that may be quoted; of a place itself in the order in which they stand there,
        those of one document after those of another, but first that with which each begins."""
        found = [pair for pair in ranked if self._has(pair[0])]
        found = found or [pair for pair in ranked if self._has(pair[0], some=True)]
        if not self.is_whole or not found:
            return found
        odds = math.log(SURE / (1 - SURE))
        windows = [window for window, _ in found]
        paths = _newest_first(window.hit.passage.document.path for window in windows)
        first: dict[str, tuple[int, int]] = {}
        for window in windows:
            path, span = window.hit.passage.document.path, window.span
            at = span.start, -span.end
            first[path] = min(at, first.get(path, at))

        def place(window: Window) -> tuple[bool, int, tuple[int, int]]:
            path, at = window.hit.passage.document.path, (window.span.start, -window.span.end)
            return at != first[path], paths.index(path), at

        return [(window, odds) for window in sorted(windows, key=place)]

    def _has(self, window: Window, some: bool = False) -> bool:
        """Whether all of a window, or ``some`` of it, may be quoted."""
        if not self.spans:
            return True
        span = window.span
        spans = self.spans.get(window.hit.passage.document.path, ())
        if some:
            return any(one.overlaps(span) for one in spans)
        return any(one.start <= span.start and span.end <= one.end for one in spans)


def focus(
    question: str,
    store: Store,
    search: Callable[[], Sequence[Hit]],
    allowed: Collection[int] | None,
) -> Focus | None:
    """What a question names of a store; None where it names nothing that is there. ``search`` finds
    what tells where a place is looked for without a name; of other passages than those ``allowed``
    nothing is named."""
    places = references(question)
    known = [Titled(*row) for row in store.titles()] if places or may_name(question) else []
    names = named(question, known)
    documents = {one.id: one for one in known}
    chosen = sorted({key for one in names for key in one.documents})
    left = _left(question, names, places)
    spans: dict[str, list[Span]] = {}
    if places:
        looked = [documents[key] for key in chosen or _likely(store, places, search(), known)]
        spans = _found(store, looked, places, is_named=bool(chosen))
        there = [one for one in looked if one.path in spans]
        if left and (so_called := [one for one in there if left <= called_by(one)]):
            there, left = so_called, frozenset()  # "clause 5.3, storage lease"
            spans = {one.path: spans[one.path] for one in there}
        chosen = [one.id for one in there] or chosen
    passages = _passages(store, [documents[key] for key in chosen], spans)
    if allowed is not None:
        passages = sorted(set(passages).intersection(allowed))
    if not passages:
        return None
    place = question[places[0].start : places[-1].end].strip() if places else ""
    return Focus(
        (f"{place} of " if spans else "")
        + _told(_newest_first(documents[key].path for key in chosen)),
        tuple(passages),
        spans,
        is_named=bool(names),
        is_bound=bool(names) and all(one.is_file for one in names),
        is_whole=bool(places) and not left and not all(one.is_loose for one in places),
        missing="" if spans else place,
        rest=_rest(question, names),
        is_several=len(chosen) > 1,
    )


def _rest(question: str, names: Sequence[Named]) -> str:
    """A question without its citations, which no passage of what they cite repeats."""
    if not any(one.is_citation for one in names):
        return ""
    rest = question
    for one in sorted(names, key=lambda one: -one.start):
        rest = f"{rest[: one.start]} {rest[one.end :]}" if one.is_citation else rest
    rest = " ".join(rest.split()).replace(" ?", "?").lstrip(",:;–— ")
    content = [word for word in re.findall(r"\w+", rest) if not is_stop_word(word)]
    return rest if len(content) >= _FEWEST_LEFT else ""


def _newest_first(paths: Iterable[str]) -> list[str]:
    """Paths, each once, those last that have a name of the others with a version or a date beside:
    of a text and its former versions the one that holds is called by its name alone."""
    once = list(dict.fromkeys(paths))
    bare = {words for words, has_number in map(unversioned, once) if not has_number}

    def is_former(path: str) -> bool:
        words, has_number = unversioned(path)
        return has_number and words in bare

    return sorted(once, key=is_former)


def _told(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_TOLD} more" if len(paths) > _MOST_TOLD else ""
    return ", ".join(paths[:_MOST_TOLD]) + more


def _found(
    store: Store, documents: Iterable[Titled], places: Sequence[Reference], is_named: bool
) -> dict[str, list[Span]]:
    """Where the places stand in some documents, by path."""
    found: dict[str, list[Span]] = {}
    for path in (one.path for one in documents):
        document = store.document(path)
        if document is None or len(document.text) > _LONGEST:
            continue
        headings = {heading for one in store.headings([path]) for heading in one}
        there = numbered(document.text, headings)
        for numbers in _numbers(places):
            meant = [
                one.span
                for number in numbers
                for one in called(there, number)
                if is_named or _is_meant(one, places)
            ]
            if meant:
                found[path] = meant
                break
    return found


def _numbers(places: Sequence[Reference]) -> Iterator[list[Number]]:
    """What to look for, the first that is found: "section 8 of article 1" is 1.8, or else two
    places; a chapter may be headed by its bare number."""
    own = [place.number for place in places]
    if 1 < len(own) < 4:
        for order in permutations(own):
            yield [tuple(part for number in order for part in number)]
    yield own
    yield [number[1:] if number[0] in CONTAINERS else number for number in own]


def _is_meant(region: Region, places: Sequence[Reference]) -> bool:
    """Whether a place is, where no document is named: of articles only what is called so."""
    words = {place.word for place in places if not place.is_loose}
    if not region.certainty or not words:
        return False
    return region.word in words or (
        not region.word and not words & {"article", *CONTAINERS, *FLOATS}
    )


def _likely(
    store: Store, places: Sequence[Reference], hits: Sequence[Hit], known: Sequence[Titled]
) -> list[int]:
    """The documents to look for a place in: where its number stands, and where the search led."""
    ids = {one.path: one.id for one in known}
    found = [ids[hit.passage.document.path] for hit in hits if hit.passage.document.path in ids]
    numbers = [place.number for place in places if len(place.number) > 1]
    found += [key for number in numbers for key in having(store, number)]
    return list(dict.fromkeys(found))[:_MOST_DOCUMENTS]


def _passages(
    store: Store, documents: Sequence[Titled], spans: Mapping[str, Sequence[Span]]
) -> list[int]:
    if not spans:
        return store.passage_ids(one.id for one in documents)
    return [key for one in documents for key in store.passages_in(one.id, spans[one.path])]


def _left(question: str, names: Sequence[Named], places: Sequence[Reference]) -> frozenset[str]:
    """The stems of what a question says beside what it names and that this is asked for."""
    cuts = [*((one.start, one.end) for one in names), *((one.start, one.end) for one in places)]
    left = question
    for start, end in sorted(cuts, reverse=True):
        left = f"{left[:start]} {left[end:]}"
    content = (word for word in _CONTENT.findall(left) if not is_stop_word(word))
    return words_in(" ".join(content)) - _WHOLE

"""What a message quotes of another → that other message, where it is in the collection too: whoever
asks is to be told the words of those who wrote them."""

from collections.abc import Iterable, Iterator, Sequence

from index.document import Passage
from index.words import terms
from qa.rerank import Matched
from qa.select import Scored
from qa.signals import Window

_Words = tuple[str, ...]


def own_first(ranked: Sequence[Scored]) -> list[Scored]:
    """Ranked windows, of those that say the same word for word first what is handed on through the
    fewest messages: they change places, and with their places their log odds. The first of all, by
    which a reply is judged, is of a passage that was read, if any was."""
    through = [_through(window) for window, _ in ranked]
    if not any(through):
        return [*ranked]
    groups: dict[_Words, list[int]] = {}
    for at, (window, _) in enumerate(ranked):
        words = tuple(terms(window.span.of(window.hit.passage.document.text)))
        groups.setdefault(words, []).append(at)
    found = [*ranked]
    for places in groups.values():
        order = sorted(places, key=through.__getitem__)
        if places[0] == 0:
            order.sort(key=lambda at: ranked[at][0].relevance is None)
        for place, at in zip(places, order, strict=True):
            found[place] = ranked[at][0], ranked[place][1]
    return found


def with_sources(chosen: Sequence[Matched], matched: Iterable[Matched]) -> list[Matched]:
    """Those chosen, and of the others the ones in which something stands word for word that one of
    those chosen has from them, through more messages."""
    quoted: dict[_Words, int] = {}
    for item in chosen:
        quoted |= {words: through for words, through in _told(item.hit.passage) if through}
    if not quoted:
        return [*chosen]
    known = {item.hit.id for item in chosen}
    others = (item for item in matched if item.hit.id not in known)
    return [
        *chosen,
        *(
            item
            for item in others
            if any(through < quoted.get(words, 0) for words, through in _told(item.hit.passage))
        ),
    ]


def _through(window: Window) -> int:
    return window.hit.passage.document.handed_on(window.span.start)


def _told(passage: Passage) -> Iterator[tuple[_Words, int]]:
    """The words of each unit of a passage, and through how many messages they are handed on."""
    document = passage.document
    for unit in passage.units:
        words = tuple(terms(unit.span.of(document.text)))
        yield words, document.handed_on(unit.span.start)

"""Words that messages hand on are cited to the message that says them."""

from dataclasses import replace

import numpy as np

from index.document import Document, Mark, MarkKind
from index.search import Hit
from qa.own import own_first, with_sources
from qa.rerank import Matched
from qa.signals import READ_SIGNALS, Window
from tests.asking import window_of
from tests.samples import document

SAID, OTHER = "The ferry left at noon.", "It carried nine goats."


def _document(path: str, through: int, text: str = f"{SAID}\n\n{OTHER}") -> Document:
    return replace(document(path, text), marks=(Mark(0, MarkKind.QUOTED, through),))


def _window(doc: Document, words: str = SAID, *, is_read: bool = False) -> Window:
    window = window_of(doc, words)
    more = np.zeros(len(READ_SIGNALS) * is_read, dtype=np.float32)
    return replace(window, signals=np.append(window.signals, more))


def _order(*windows: Window) -> list[tuple[str, str, float]]:
    found = own_first([(window, -float(n)) for n, window in enumerate(windows)])
    return [
        (w.hit.passage.document.path, w.span.of(w.hit.passage.document.text), logit)
        for w, logit in found
    ]


OWN = document("own", f"The ferry\nleft at noon.\n\n{OTHER}")
ONCE, TWICE = _document("once", 1), _document("twice", 2)


def test_what_is_handed_on_the_least_takes_the_first_of_their_places() -> None:
    windows = [_window(TWICE), _window(TWICE, OTHER), _window(ONCE)]
    assert _order(*windows, _window(OWN, "The ferry\nleft at noon.")) == [
        ("own", "The ferry\nleft at noon.", 0.0),
        ("twice", OTHER, -1.0),
        ("once", SAID, -2.0),
        ("twice", SAID, -3.0),
    ]
    assert [path for path, *_ in _order(_window(document("b", SAID)), _window(OWN, OTHER))] == [
        "b",
        "own",
    ]


def test_the_first_of_all_stays_one_that_was_read() -> None:
    own, once = _window(OWN, OTHER), _window(ONCE, OTHER, is_read=True)
    assert [path for path, *_ in _order(once, own)] == ["once", "own"]
    read = _window(TWICE, is_read=True)
    assert [path for path, *_ in _order(read, once, own)] == ["twice", "own", "once"]
    assert [path for path, *_ in _order(once, replace(own, signals=once.signals))] == [
        "own",
        "once",
    ]


def test_what_is_quoted_may_be_quoted_from_where_it_was_said() -> None:
    nothing = np.zeros((0, 0), dtype=np.float32)
    runs = np.zeros((0, 2), dtype=np.intp)

    def matched(key: int, doc: Document, words: str) -> Matched:
        hit: Hit = replace(window_of(doc, words).hit, id=key)
        return Matched(hit, nothing, nothing, nothing, runs, 0.0)

    own = matched(1, OWN, "The ferry\nleft at noon.")
    twice, once = matched(2, TWICE, SAID), matched(3, ONCE, SAID)
    goats = matched(4, document("goats", "Nine goats."), "Nine goats.")
    everything = [own, twice, once, goats]

    def found(*chosen: Matched) -> list[int]:
        return [item.hit.id for item in with_sources(chosen, everything)]

    assert found(twice) == [2, 1, 3]
    assert found(once) == [3, 1]
    assert found(own) == [1]
    assert found(goats) == [4]

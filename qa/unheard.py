"""The words of a question that stand in no document, where the answer has none like them either."""

from collections.abc import Collection

import numpy as np

from index.words import is_stop_word, terms
from qa.plain import plain
from qa.question import stems
from qa.ranked import Ranked
from qa.rerank import pieces_of
from qa.signals import Window

_LIKE = 0.5  # cosine with the likest word of the passage
_MOST = 3
# They join what is asked for and are no part of it, or name it no closer.
_JOINING = frozenset(
    terms(
        "acc altogether alongside amid anybody anyone apart aside beside besides concerning etc"
        " everybody everyone incl instead kind nobody per regarding rid somebody someone something"
        " sort till toward towards unless unlike versus via vs within without"
    )
)
_SHORTEST = 3  # letters: "w/" is with, "pt" a patient


def unheard(
    ranked: Ranked, window: Window, told: Collection[str] = (), known: Collection[str] = ()
) -> tuple[str, ...]:
    """What to tell with an answer of words that no document has: it may be on something else. Those
    ``told`` otherwise are left out, and what has the stems ``known`` from its document's name; the
    words for a place that is asked for need not stand in it."""
    if ranked.focus is not None and ranked.focus.is_whole:
        return ()
    part = ranked.of(window.hit.passage.document.collection)
    matched = next((one for one in part.matched if one.hit.id == window.hit.id), None)
    if matched is None:
        return ()
    best = np.maximum(matched.preamble, matched.units.max(axis=1, initial=0.0))
    asked = [each.query.terms.frequency for each in (ranked.parts.values() or [ranked])]
    found: dict[str, None] = {}
    for (start, end), pieces in pieces_of(part.query).items():
        word = part.query.text[start:end]
        said = [term for term in terms(word) if not is_stop_word(term) and term not in _JOINING]
        is_absent = bool(said) and all(each.get(t) == 0 for each in asked for t in said)
        is_absent = is_absent and not stems(word) <= frozenset(known)
        is_word = word.isalpha() and len(word) >= _SHORTEST
        if is_absent and is_word and word not in told and best[pieces].mean() < _LIKE:
            found[word] = None
    words = " or ".join(f"“{plain(word)}”" for word in list(found)[:_MOST])
    return (f"no document has {words}",) if words else ()

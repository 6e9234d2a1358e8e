"""Ranked windows → quotes, and whether they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from qa.agreement import agreement
from qa.answer import Answer, NoAnswer, Passages, Place, Quote, Reply
from qa.confidence import probability, trust_signals
from qa.highlight import highlights
from qa.merge import Merged, merge
from qa.pinpoint import answer_in
from qa.pipeline import Ranked, Timings
from qa.signals import Question, Window

Kind = TypeVar("Kind", bound=Reply | Passages)


@dataclass(frozen=True, slots=True)
class Told(Generic[Kind]):
    """A reply and how it came about; ``merged`` are the windows of its quotes, in their order."""

    reply: Kind
    ranked: Ranked
    merged: Sequence[Merged]
    timings: Timings


def answered(ranked: Ranked, k: int, notices: tuple[str, ...], timings: Timings) -> Told[Reply]:
    """Up to ``k`` quotes as an answer, or where they cannot be trusted as what came closest."""
    with timings.of("quotes"):
        merged = merge(ranked.windows, max(k, 2))
        reply = _reply(ranked, merged, k, notices + ranked.notices)
    return Told(reply, ranked, merged[:k], timings)


def _reply(ranked: Ranked, merged: Sequence[Merged], k: int, notices: tuple[str, ...]) -> Reply:
    asked, fitted = ranked.asked, ranked.fitted
    if not merged:
        return NoAnswer(asked.text, 0.0, (), notices)
    second = merged[1].logit if len(merged) > 1 else None
    trust = fitted.confidence(trust_signals(merged[0].window, merged[0].logit, second))
    quotes = tuple(_quote(asked, item) for item in merged[:k])
    if trust < fitted.threshold:
        return NoAnswer(asked.text, trust, quotes, notices)
    return Answer(asked.text, trust, quotes, notices, agreement(asked.text, quotes))


def found(ranked: Ranked, k: int, notices: tuple[str, ...], timings: Timings) -> Told[Passages]:
    """Up to ``k`` whole passages in the order of their best windows; none is judged."""
    with timings.of("quotes"):
        best: dict[tuple[str, int], tuple[Window, float]] = {}
        for window, logit in ranked.windows:
            hit = window.hit  # ids are of one index
            best.setdefault((hit.passage.document.collection, hit.id), (window, logit))
        merged = merge(best.values(), k)
        quotes = tuple(_passage(ranked.asked, item) for item in merged)
        reply = Passages(ranked.asked.text, quotes, notices + ranked.notices)
    return Told(reply, ranked, merged, timings)


def _passage(asked: Question, item: Merged) -> Quote:
    passage = item.window.hit.passage
    return Quote(
        Place(passage.document, passage.span),
        probability(item.logit),
        passage.heading,
        highlights(asked, passage.text),
        tuple(Place(copy.hit.passage.document, copy.hit.passage.span) for copy in item.copies),
        passage.reading,
    )


def _quote(asked: Question, item: Merged) -> Quote:
    passage, span = item.window.hit.passage, item.window.span
    answer = answer_in(item.window)
    if answer is None:
        marked = highlights(asked, span.of(passage.document.text))
    else:
        marked = ((answer.start - span.start, answer.end - span.start),)
    return Quote(
        Place(passage.document, span),
        probability(item.logit),
        passage.heading,
        marked,
        tuple(Place(copy.hit.passage.document, copy.span) for copy in item.copies),
        passage.reading,
        answer,
    )

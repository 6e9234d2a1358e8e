"""Ranked windows → quotes, and whether they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from index.document import Kind, Passage, Span
from index.encoder import Floats
from index.lines import clip_start
from index.words import terms
from qa.agreement import agreement
from qa.answer import Answer, NoAnswer, Passages, Place, Quote, Reply
from qa.confidence import probability, trust_signals
from qa.defined import DEFINED, is_defined
from qa.focus import SURE
from qa.headed import is_headed, onward
from qa.highlight import highlights
from qa.items import led
from qa.labels import labelled, path
from qa.lead import blocks, breaks, parts
from qa.merge import Merged, merge
from qa.outdated import outdated_quotes
from qa.pinpoint import answer_in
from qa.pipeline import read
from qa.ranked import Ranked, Timings
from qa.reader.reading import Reading
from qa.remarks import absent, is_nowhere, lacking, looked, remarks
from qa.remedy import explained, is_repeated
from qa.signals import Window
from qa.steps import remaining, steps
from qa.wording import nowhere

_ABOUT = frozenset(("what", "is", "are", "the", "a"))

Of = TypeVar("Of", bound=Reply | Passages)


@dataclass(frozen=True, slots=True)
class Told(Generic[Of]):
    """A reply and how it came about; ``merged`` are the windows of its quotes, in their order, and
    ``trust`` are the signals of its confidence, None where nothing was judged."""

    reply: Of
    ranked: Ranked
    merged: Sequence[Merged]
    timings: Timings
    trust: Floats | None = None


def answered(
    ranked: Ranked, question: str, k: int, notices: tuple[str, ...], timings: Timings
) -> Told[Reply]:
    """Up to ``k`` quotes as an answer to a question, here as it was typed, or where they cannot be
    trusted as what came closest."""
    with timings.of("quotes"):
        merged = merge(ranked.windows, max(k, 2), partial(_parts, ranked))
        trust = _trust(ranked, merged)
        readings = _readings(ranked, merged[:k])
        quotes = tuple(
            _quote(ranked, item, one) for item, one in zip(merged, readings, strict=False)
        )
        trust, confidence = _judged(ranked, merged, trust)
        if is_nowhere(ranked.focus):
            merged, quotes = [], ()  # what stands elsewhere is not near
        notices += (*ranked.notices, *absent(ranked.absent))
        reply: Reply
        if not quotes or confidence < ranked.fitted.threshold:
            reply = NoAnswer(question, confidence, quotes, (*notices, *looked(ranked.focus)))
        else:
            alike = agreement(ranked.asked.text, quotes)
            first = merged[0]
            notices += (*lacking(ranked, first.window), *outdated_quotes(quotes))
            notices += remaining(ranked.asked.text, first.window, first.span)
            reply = Answer(question, confidence, quotes, (*notices, *remarks(ranked.focus)), alike)
    return Told(reply, ranked, merged[:k], timings, trust)


def _judged(
    ranked: Ranked, merged: Sequence[Merged], trust: Floats | None
) -> tuple[Floats | None, float]:
    """The signals of the confidence, and the confidence; a place that is asked for by its number is
    there or is not, as are a code and a question in the same words."""
    aim = ranked.focus
    if trust is not None and ranked.absent:
        return None, 1 - SURE
    if trust is not None and _is_bare(ranked) and not ranked.windows[0][0].lacked:
        return None, SURE
    if trust is not None and aim is not None and aim.is_whole:
        return None, 1 - SURE if aim.missing else SURE
    if merged and is_headed(ranked.asked.text, merged[0].window):
        return None, SURE
    if merged and is_defined(ranked.asked.text, merged[0].window):
        return None, DEFINED
    return trust, ranked.fitted.confidence(trust) if trust is not None else 0.0


def _is_bare(ranked: Ranked) -> bool:
    """Whether a question is only a code, or what that is."""
    of_codes = ranked.query.terms.of_codes
    return bool(of_codes) and _ABOUT.issuperset({*terms(ranked.query.text)} - of_codes)


def _readings(ranked: Ranked, merged: Sequence[Merged]) -> list[Reading | None]:
    """A reading of each quote's passage, None where there is no reader: what was not read to be
    ranked is read for its answer's place."""
    hits = [item.window.hit for item in merged]
    found: dict[tuple[str, int], Reading] = {}
    for collection in {hit.passage.document.collection for hit in hits}:
        part = ranked.of(collection)
        own = {hit.id: hit for hit in hits if hit.passage.document.collection == collection}
        known = part.readings or {}
        others = [hit for hit in own.values() if hit.id not in known]
        if part.reader is not None and others:
            known = {**known, **read(part.reader, part.query.text, others)}
        found |= {(collection, key): known[key] for key in own if key in known}
    return [found.get((hit.passage.document.collection, hit.id)) for hit in hits]


def _trust(ranked: Ranked, merged: Sequence[Merged]) -> Floats | None:
    if not merged:
        return None
    second = merged[1].logit if len(merged) > 1 else None
    windows = (window for window, _ in ranked.windows)
    first, strange = merged[0], ranked.asked.strangeness
    return trust_signals(first.window, first.logit, second, windows, strangeness=strange)


def found(
    ranked: Ranked, question: str, k: int, notices: tuple[str, ...], timings: Timings
) -> Told[Passages]:
    """Up to ``k`` whole passages in the order of their best windows; none is judged."""
    with timings.of("quotes"):
        best: dict[tuple[str, int], tuple[Window, float]] = {}
        for window, logit in ranked.windows:
            hit = window.hit  # ids are of one index
            best.setdefault((hit.passage.document.collection, hit.id), (window, logit))
        whole = [(replace(w, span=w.hit.passage.span), logit) for w, logit in best.values()]
        merged = merge(whole, k)
        for item in merged:
            hit = item.window.hit
            item.window = best[hit.passage.document.collection, hit.id][0]
        quotes = tuple(_passage(ranked, item) for item in merged)
        notices += ranked.notices
        if quotes:
            notices += nowhere([part.query for part in ranked.parts.values()] or [ranked.query])
        reply = Passages(question, quotes, notices)
    return Told(reply, ranked, merged, timings)


def _passage(ranked: Ranked, item: Merged) -> Quote:
    window = item.window
    passage = window.hit.passage
    first, *others = blocks(passage)
    whole = replace(window, span=passage.units[0].span)
    start, above, own = labelled(whole, first.start, _around(ranked, window))
    span = Span(start, passage.span.end)
    text = passage.document.text
    return Quote(
        Place(passage.document, span),
        probability(item.logit),
        path((*passage.heading, *_named(passage)), (*above, *own), span.of(text)),
        highlights(ranked.asked, span.of(text)),
        tuple(Place(copy.hit.passage.document, copy.span) for copy in item.copies),
        passage.reading,
        breaks=breaks(text, [Span(start, first.end), *others]),
    )


def _named(passage: Passage) -> tuple[str, ...]:
    """What a row's table is called, and the section of it in which the row stands: they may say of
    which year it is."""
    told = passage.context.split(" › ") if passage.kind is Kind.ROW and passage.context else []
    return tuple(part for part in told if part not in passage.heading)


def _parts(ranked: Ranked, window: Window) -> Sequence[Span]:
    asked = ranked.asked.text
    if whole := steps(asked, window):
        return whole
    around = _around(ranked, window)
    found = parts(window, around)
    if is_repeated(asked, window):
        return explained(found, window, around)
    return onward(found, window) if is_headed(asked, window) else found


def _around(ranked: Ranked, window: Window) -> Mapping[int, Passage]:
    return ranked.of(window.hit.passage.document.collection).around


def _quote(ranked: Ranked, item: Merged, reading: Reading | None) -> Quote:
    passage, around = item.window.hit.passage, _around(ranked, item.window)
    text = passage.document.text
    start, above, own = labelled(item.window, item.span.start, around)
    span = Span(start, item.span.end)
    before = led(item.window, around)
    lead = before and before[0].start < item.span.start
    announced = (clip_start(before[0].of(text)),) if lead else ()
    asked = ranked.asked.text
    answer = None
    if reading is not None and not is_repeated(asked, item.window):
        answer = answer_in(item.window, reading, asked)
    if answer is None:
        marked = highlights(ranked.asked, span.of(text))
    else:
        marked = ((answer.start - start, answer.end - start),)
    return Quote(
        Place(passage.document, span),
        probability(item.logit),
        path((*passage.heading, *_named(passage)), (*above, *announced, *own), span.of(text)),
        marked,
        tuple(Place(copy.hit.passage.document, copy.span) for copy in item.copies),
        passage.reading,
        answer,
        breaks(text, [Span(start, item.parts[0].end), *item.parts[1:]]),
    )

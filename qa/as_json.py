"""A reply → the JSON values that the README documents. Never prints."""

from typing import Any

from index.document import MarkKind
from qa.answer import Agreement, Answer, NoAnswer, Passages, Place, Quote, Reply, shown
from qa.cells import cells

NAMED = (MarkKind.SHEET, MarkKind.ANCHOR, MarkKind.TIME)
"""Marks that are told by their name; the others by their number."""


def to_json(reply: Reply | Passages, identity: object = None) -> dict[str, Any]:
    """The reply as the documented JSON object; what was not judged has null for a judgement."""
    is_nearest = isinstance(reply, NoAnswer)
    quotes = [_quote_json(rank, quote) for rank, quote in enumerate(shown(reply), start=1)]
    judged = None if isinstance(reply, Passages) else reply
    return {
        "id": identity,
        "question": reply.question,
        "answered": judged and isinstance(judged, Answer),
        "confidence": judged and round(judged.confidence, 4),
        "agreement": _agreement_json(reply.agreement) if isinstance(reply, Answer) else None,
        "quotes": [] if is_nearest else quotes,
        "nearest": quotes if is_nearest else [],
        "notices": list(reply.notices),
    }


def error_json(identity: object, question: object, message: str) -> dict[str, Any]:
    """What stands in a batch's output for a line that cannot be asked."""
    return {"id": identity, "question": question, "error": message}


def _agreement_json(agreement: Agreement | None) -> dict[str, Any] | None:
    """Quotes are given by their ranks."""
    if agreement is None:
        return None
    groups = [
        {
            "answer": group.answer,
            "quotes": [index + 1 for index in group.quotes],
            "documents": list(group.documents),
        }
        for group in agreement.groups
    ]
    return {"verdict": agreement.verdict, "groups": groups}


def _quote_json(rank: int, quote: Quote) -> dict[str, Any]:
    document = quote.place.document
    return {
        "rank": rank,
        "score": round(quote.score, 4),
        "text": quote.text,
        "highlights": [list(pair) for pair in quote.highlights],
        "answer": _answer_json(quote),
        "cells": (found := cells(quote)) and [list(pair) for pair in found],
        "source": {
            **_path_json(quote.place),
            "title": document.title,
            "sha256": document.sha256,
        },
        **place_json(quote.place),
        "heading": list(quote.heading),
        "also_in": [{**_path_json(place), **place_json(place)} for place in quote.also_in],
    }


def _path_json(place: Place) -> dict[str, Any]:
    """Which document it is; the collection where that has a name."""
    document = place.document
    of = {"collection": document.collection} if document.collection else {}
    return {**of, "path": document.path}


def _answer_json(quote: Quote) -> dict[str, Any] | None:
    """The words that answer; offsets into the document, as the quote's are."""
    if quote.answer is None:
        return None
    text = quote.answer.of(quote.place.document.text)
    return {"text": text, "start": quote.answer.start, "end": quote.answer.end}


def place_json(place: Place) -> dict[str, Any]:
    """Where words stand, beside their document."""
    first, last = place.lines
    page = place.on(MarkKind.PAGE)
    return {
        "start": place.span.start,
        "end": place.span.end,
        "line_start": first,
        "line_end": last,
        "page": (page and page.number) or None,
        **_marks_json(place),
    }


def _marks_json(place: Place) -> dict[str, Any]:
    """What only some formats have, and beside a page its printed label."""
    told: dict[str, Any] = {}
    for kind in MarkKind:
        mark = place.on(kind)
        if mark is None or kind is MarkKind.QUOTED:
            continue  # the heading tells what is quoted
        if kind is MarkKind.PAGE:
            told["page_label"] = mark.name or str(mark.number)
        else:
            told[kind.value] = mark.name if kind in NAMED else mark.number
    return told

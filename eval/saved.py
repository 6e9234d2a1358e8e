"""A report as JSON, and back: to keep a run and to compare a later one with it.

A file holds the figures for people and other programs, and every case with its reply. Loading
reads only the cases and computes the figures again, so the two cannot disagree.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from eval.cases import Case, Gold
from eval.report import Group, Report, fault, report
from eval.run import Outcome, Place, Ranked, Reply
from index.errors import CaseError

FORMAT = "pincite-eval"
VERSION = 2

T = TypeVar("T")

_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def to_json(report: Report) -> str:
    """The report as JSON text: figures over all, by kind and by part, and one result a case."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "failed": report.failed,
        "median_ms": report.median_ms,
        "p95_ms": report.p95_ms,
        "overall": _group(report.overall),
        "kinds": [_group(group) for group in report.kinds],
        "splits": [_group(group) for group in report.splits],
        "results": [_result(outcome) for outcome in report.outcomes],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def save(report: Report, path: Path) -> None:
    """Write the JSON to a file, whole or not at all. Raises CaseError where it cannot."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(to_json(report).encode())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CaseError(f"{path}: cannot be written ({error.strerror})") from error


def load(path: Path) -> Report:
    """Read a saved run. Raises CaseError for a file that is missing, damaged or not one."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise CaseError(f"{path}: not a saved run (not JSON); save it again") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CaseError(f"{path}: not a saved run; give a file that was saved from one")
    if content.get("version") != VERSION:
        raise CaseError(
            f"{path}: saved by another version (format {content.get('version')!r}, "
            f"this one reads {VERSION}); save it again"
        )
    try:
        outcomes = [_outcome(row) for row in _get(content, "results", list)]
        if not outcomes:
            raise ValueError("it holds no results")
    except (TypeError, ValueError) as error:
        raise CaseError(f"{path}: damaged ({error}); save it again") from error
    return report(outcomes)


def _group(group: Group) -> dict[str, Any]:
    return {"name": group.name, "n": group.n, "figures": asdict(group)["figures"]}


def _result(outcome: Outcome) -> dict[str, Any]:
    found = fault(outcome)
    return asdict(outcome) | {"split": outcome.case.split, "fault": found and found.value}


def _outcome(row: dict[str, Any]) -> Outcome:
    case = _get(row, "case", dict)
    return Outcome(
        case=Case(
            id=_get(case, "id", str),
            question=_get(case, "question", str),
            kind=_get(case, "kind", str),
            gold=tuple(
                Gold(_get(gold, "document", str), _get(gold, "text", str))
                for gold in _get(case, "gold", list)
            ),
            within=_optional(case, "within", str),
            article=_optional(case, "article", str),
        ),
        reply=_reply(_optional(row, "reply", dict)),
        error=_get(row, "error", str),
        rank=_optional(row, "rank", int),
        document_right=_get(row, "document_right", bool),
        verbatim=tuple(map(bool, _get(row, "verbatim", list))),
        words=tuple(map(int, _get(row, "words", list))),
        seconds=_get(row, "seconds", float),
    )


def _reply(row: dict[str, Any] | None) -> Reply | None:
    if row is None:
        return None
    quotes = tuple(_quote(quote) for quote in _get(row, "quotes", list))
    return Reply(_get(row, "answered", bool), _get(row, "confidence", float), quotes)


def _quote(row: dict[str, Any]) -> Ranked:
    places = tuple(
        Place(_get(place, "path", str), _get(place, "start", int), _get(place, "end", int))
        for place in _get(row, "places", list)
    )
    return Ranked(
        _get(row, "text", str), places, _get(row, "score", float), _get(row, "answer", str)
    )


def _optional(row: dict[str, Any], key: str, kind: type[T]) -> T | None:
    return None if isinstance(row, dict) and row.get(key, "") is None else _get(row, key, kind)


def _get(row: dict[str, Any], key: str, kind: type[T]) -> T:
    """A value that must be there and of its kind. JSON writes 1.0 and 1 for the same number."""
    value = row.get(key) if isinstance(row, dict) else None
    if kind is float and isinstance(value, int):
        value = float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{key!r} is not {_KINDS[kind]}")
    return value

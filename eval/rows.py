"""Files with a JSON object a line, by hand: what is wrong is named with its place."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import CaseError


def rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's place, for messages, and its JSON object. Raises CaseError."""
    try:
        # Not splitlines: JSON strings may hold U+2028 and its like unescaped.
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: is not UTF-8 text") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CaseError(f"{where}: not JSON ({error.msg})") from error
        if not isinstance(row, dict):
            raise CaseError(f"{where}: not a JSON object")
        yield where, row


def text_of(row: dict[str, Any], key: str, where: str) -> str:
    """A row's text under a key. Raises CaseError where there is none."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CaseError(f"{where}: {key!r} must be a text that is not empty")
    return value


def list_of(row: dict[str, Any], key: str, where: str) -> list[Any]:
    """A row's list under a key. Raises CaseError where there is none."""
    value = row.get(key)
    if not isinstance(value, list):
        raise CaseError(f"{where}: {key!r} must be a list")
    return value

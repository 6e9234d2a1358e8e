"""Questions from a file, one JSON object a line → replies, likewise."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import PathError, QAError
from qa.console import ANSWERED, FAILED, NO_ANSWER, print_json

Reply = Callable[[str], dict[str, Any]]
"""A question → its reply as JSON."""


def ask_each(file: Path, open_reply: Callable[[], Reply]) -> int:
    """Ask every line; the exit code. A line that cannot be asked costs itself alone."""
    from qa import as_json

    with _lines(file) as lines:
        reply_to = open_reply()
        failed = answered = False
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            identity: object = None
            question: object = None
            try:
                identity, question = _parsed(line, number)
                reply = {**reply_to(question), "id": identity}
                answered = answered or bool(reply["answered"] or reply["quotes"])
            except _Unusable as error:
                failed = True
                reply = as_json.error_json(error.identity, None, str(error))
            except QAError as error:
                failed = True
                reply = as_json.error_json(identity, question, str(error))
            print_json(reply)
    return FAILED if failed else ANSWERED if answered else NO_ANSWER


class _Unusable(Exception):
    """A line of a batch that is not a question; ``identity`` is its id where that can be told."""

    def __init__(self, identity: object, message: str) -> None:
        super().__init__(message)
        self.identity = identity


def _parsed(line: bytes, number: int) -> tuple[object, str]:
    try:
        value = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _Unusable(None, f"line {number} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise _Unusable(None, f"line {number} is not a JSON object with a question")
    question = value.get("question")
    if not isinstance(question, str):
        raise _Unusable(value.get("id"), f"line {number} has no question")
    if not question.strip():
        raise _Unusable(value.get("id"), f"the question in line {number} is empty")
    return value.get("id"), question


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number there")


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[bytes]]:
    if str(file) == "-":
        yield iter(sys.stdin.buffer)
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise PathError(f"{file} cannot be read: {error.strerror}") from None
    with stream:
        yield stream

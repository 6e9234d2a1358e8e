"""A file → its document and passages: what a worker process does."""

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from index.choosing import Found
from index.chunking import passages
from index.document import Block, Document, Passage
from index.errors import ReadError
from index.limits import MB, Limits, settle, timed
from index.lines import clip

Loader = Callable[[Found], tuple[Document, tuple[Block, ...] | None]]
"""What reads a file, as `index.reading.load` does. A worker imports it by its name."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was at ``checked_ns`` or later, and its passages."""

    document: Document
    checked_ns: int
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Reply:
    """How a worker's reading ended: what was found follows as bytes where ``reason`` is empty.

    ``again``: what was read before may be to blame, so a fresh worker should try.
    """

    reason: str = ""
    again: bool = False


def parse(file: Found, load: Loader) -> Read:
    """Read one file. Raises ReadError, a bug in a parser included, and MemoryError."""
    checked_ns = time.time_ns()
    try:
        document, blocks = load(file)
        found = list(passages(document, blocks))
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        told = clip(f"{type(error).__name__}: {error}".removesuffix(": "))
        printable = "".join(character if character.isprintable() else "?" for character in told)
        raise ReadError(f"reading it failed ({printable})") from error
    if not found:
        raise ReadError(
            "nothing in it can be quoted: it holds only front matter, drawn lines or page numbers"
        )
    return Read(document, checked_ns, found)


def serve(pipe: "Connection[Any, Any]", load: Loader, limits: Limits) -> None:
    """What a worker does: says that it is ready, then reads each file it is handed."""
    settle(limits)
    try:
        pipe.send(Reply())
        while True:
            file = pipe.recv()
            with timed(limits, file.size):
                reply, found = _reply(file, load, limits)
            pipe.send(reply)
            if not reply.reason:
                pipe.send_bytes(found)
            del found
    except (EOFError, OSError):
        return  # whoever asked is gone


def _reply(file: Found, load: Loader, limits: Limits) -> tuple[Reply, bytes]:
    try:
        found = pickle.dumps(parse(file, load), pickle.HIGHEST_PROTOCOL)
    except ReadError as error:
        return Reply(str(error) or "it cannot be read"), b""
    except MemoryError:
        needs = f"it needs more than {limits.memory // MB} MB of memory to read"
        return Reply(needs, again=True), b""
    if len(found) > limits.result:
        return Reply(f"it holds more than {limits.result // MB} MB to index"), b""
    return Reply(), found

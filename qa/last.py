"""The places of the last answer of each index, kept in the user's account so that `qa show 2` finds
them."""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.document import Span
from index.errors import NoIndexError, QuestionError
from index.place import FOLDER
from index.state import state_folder, write_private
from index.store import Store
from qa.answer import Passages, Reply, shown
from qa.answering import Answering
from qa.finding import Found

_FILE = "last.json"
_MOST = 20  # replies, each of other indexes


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where a quote stood; ``sha256`` is of the file, ``crc32`` of the quoted words."""

    index: Path
    path: str
    span: Span
    sha256: str
    crc32: int
    collection: str

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "_Kept":
        span = Span(int(told["start"]), int(told["end"]))
        path, sha256 = str(told["path"]), str(told["sha256"])
        where = Path(told["index"]), path, span, sha256, int(told["crc32"])
        return cls(*where, str(told.get("collection", "")))


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply's quotes and the indexes that were asked."""

    indexes: frozenset[str]
    quotes: tuple[Mapping[str, Any], ...]


def remember(asker: Answering, reply: Reply | Passages) -> None:
    """Keep where the quotes of a reply stand, in place of those of the last reply of the same
    indexes. The reply is as good where that cannot be done."""
    stores = asker.collections
    indexes = frozenset(str(store.folder) for store in stores.values())
    quotes = tuple(
        {
            "index": str(stores[quote.place.document.collection].folder),
            "path": quote.place.document.path,
            "start": quote.place.span.start,
            "end": quote.place.span.end,
            "sha256": quote.place.document.sha256,
            "crc32": _checksum(quote.text),
            "collection": quote.place.document.collection,
        }
        for quote in shown(reply)
    )
    others: list[_Reply] = []
    with suppress(QuestionError):
        others = [each for each in _replies() if each.indexes != indexes]
    told = [
        {"indexes": sorted(each.indexes), "quotes": each.quotes}
        for each in (_Reply(indexes, quotes), *others[: _MOST - 1])
    ]
    with suppress(OSError):
        write_private(state_folder() / _FILE, json.dumps({"replies": told}))


def recall(number: int, indexes: Collection[Path] | None = None) -> Found:
    """A quote of the last answer of any of the ``indexes``, or of all where none are given, as the
    index holds it. Raises QuestionError where there is none, or where its document is another by
    now."""
    kept = _kept(number, indexes)
    try:
        store = Store.open(kept.index)
    except NoIndexError:
        raise QuestionError(f"the index at {kept.index} that answered is gone") from None
    store.collection = kept.collection
    with store, store.snapshot():
        document = store.document(kept.path)
        if document is None:
            raise QuestionError(f"{kept.path} is no longer in the index; ask again")
        words = kept.span.of(document.text)
        if document.sha256 != kept.sha256 or _checksum(words) != kept.crc32:
            raise QuestionError(f"{kept.path} has changed since the answer; ask again")
        return Found.of(store, document, kept.span)


def _kept(number: int, indexes: Collection[Path] | None) -> _Kept:
    replies = _replies()
    folders = None if indexes is None else {*map(str, indexes)}
    reply = next((it for it in replies if folders is None or folders & it.indexes), None)
    if not replies:
        raise QuestionError("there is no last answer; ask something first")
    if reply is None:
        # Its quotes would be taken for some of what is asked here.
        folder = Path(min(replies[0].indexes, default="."))
        where = folder.parent if folder.name == FOLDER else folder
        raise QuestionError(
            f"nothing was asked of this index yet; for the last answer of {where} give "
            f"--index {where}"
        )
    try:
        quotes = [_Kept.of(item) for item in reply.quotes]
    except (ValueError, TypeError, LookupError):
        raise _unreadable() from None
    if not 1 <= number <= len(quotes):
        raise QuestionError(none_is(number, len(quotes)))
    return quotes[number - 1]


def _replies() -> Sequence[_Reply]:
    """What is kept, the newest first. Raises QuestionError where it cannot be read."""
    try:
        told = json.loads((state_folder() / _FILE).read_bytes())["replies"]
        return [_Reply(frozenset(map(str, it["indexes"])), tuple(it["quotes"])) for it in told]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, LookupError):
        raise _unreadable() from None


def _unreadable() -> QuestionError:
    return QuestionError(f"{state_folder() / _FILE} cannot be read; ask again")


def numbered(typed: str) -> int | None:
    """The number of a quote, None where something else was typed."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def none_is(number: int, quotes: int) -> str:
    """That so many quotes are no such number, in words.

    >>> none_is(3, 1)
    'the last answer had 1 quote, so none is number 3'
    """
    if quotes == 0:
        return "the last answer had no quote"
    return f"the last answer had {quotes} quote{'s'[: quotes > 1]}, so none is number {number}"


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))

"""The keys that passages' vectors are stored under, shared by documents of the same content."""

import hashlib
import os
from collections.abc import Container, Sequence

from index.document import Document, Passage
from index.store import Store


def key_of(passage: Passage) -> str:
    """The key of a passage's vectors: equal texts share them, wherever they stand."""
    return hashlib.sha256(passage.presented.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Twins:
    """Finds for a document one of the same bytes and format that was stored or keyed before.

    Its passages' vectors then serve both, though a title that is a file's name may differ: under
    another name nothing else does. ``unread`` are paths whose stored passages may be of another
    cut, as they are to be read again.
    """

    def __init__(self, store: Store, unread: Container[str]) -> None:
        self._store = store
        self._first: dict[tuple[str, str], str] = {}
        for path, known in store.known().items():
            if path not in unread:
                self._first.setdefault((known.sha256, _suffix(path)), path)

    def keyed(
        self, group: Sequence[tuple[Document, Sequence[Passage]]]
    ) -> list[list[tuple[Passage, str]]]:
        """The passages of documents that are stored together, each with its key."""
        here: dict[str, list[str]] = {}
        for document, passages in group:
            kind = document.sha256, _suffix(document.path)
            first = self._first.setdefault(kind, document.path)
            keys: list[str] = []
            if first != document.path:
                keys = here.get(first) or self._store.keys_of(first)
            if len(keys) != len(passages):
                keys = [key_of(passage) for passage in passages]
            here[document.path] = keys
        return [
            list(zip(passages, here[document.path], strict=True)) for document, passages in group
        ]


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()

"""Folders + store → an up-to-date store, doing only what changed.

One process at a time changes a store. Files are committed in groups: what was done before an
interruption is kept, the rest is done next time.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from index import place
from index.chunking import passages
from index.dense import DenseIndex
from index.document import Document, Passage
from index.encoder import (
    Encoder,
    Encoding,
    Manifest,
    OnnxEncoder,
    PackedTokens,
    read_manifest,
)
from index.errors import EncoderError, LockedError, ModelMismatch, PathError, ReadError, StoreError
from index.export import DEFAULT_MODEL, SentenceTransformerEncoder, export
from index.freshness import CHUNKING, Survey, survey
from index.reading import Found, read
from index.store import Embedding, Store, Unread
from index.words import is_stop_word

ENCODER = "encoder"
LOCK = "lock"
_GROUP = 256

Progress = Callable[[str, int, int], None]
"""Told a stage ("model", "files", "passages"), how much is done and how much there is."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Changes:
    """What an update did: paths, and how many passages were embedded."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[Unread] = field(default_factory=list)
    kept: int = 0
    embedded: int = 0
    documents: int = 0
    passages: int = 0


@contextmanager
def locked(folder: Path, wait: Callable[[], None] | None) -> Iterator[None]:
    """Be the only process that changes this index.

    Where another is at work, ``wait`` is called once before waiting; LockedError when it is None.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if wait is None:
                raise LockedError(f"another process is indexing into {folder}") from None
            wait()
            lock.acquire()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"the index at {folder} cannot be written ({reason}); "
            "check its permissions, or name another place with --index"
        ) from error
    try:
        yield
    finally:
        lock.release()


def index(
    folder: Path,
    roots: Sequence[Path],
    *,
    model: str | None = None,
    progress: Progress = no_progress,
    wait: Callable[[], None] | None = None,
) -> Changes:
    """Bring the index in ``folder`` up to date with ``roots``, or with all it knows when empty.

    ``model`` names the sentence-transformers model of a new index. Raises PathError, StoreError,
    EncoderError; files that cannot be read are in the result instead.
    """
    for root in roots:
        if not root.exists():
            raise PathError(f"there is no file or folder {root}")
    with locked(folder, wait), Store.open(folder, create=True) as store:
        names = _remember(store, roots)
        encoder = _Lazy(lambda: obtain(store, model, progress))
        if model is not None:
            encoder.get()  # to refuse another model even where nothing is to be embedded
        return update(store, survey(store, names, retry=True), encoder.get, progress)


class _Lazy:
    """An encoder made when first needed."""

    def __init__(self, make: Callable[[], Encoder]) -> None:
        self._make = make
        self._made: Encoder | None = None

    def get(self) -> Encoder:
        if self._made is None:
            self._made = self._make()
        return self._made


def _remember(store: Store, roots: Sequence[Path]) -> list[str] | None:
    with store.transaction():
        if store.meta("base") is None and store.folder.name != place.FOLDER:
            store.set_meta("base", str(Path.cwd()))
        base = place.base(store)
        names = []
        for root in roots:
            path = Path(os.path.abspath(root))
            inside = path.is_relative_to(base)
            names.append(path.relative_to(base).as_posix() if inside else path.as_posix())
            store.add_root(names[-1])
    return names or None


def open_encoder(folder: Path) -> Encoder:
    """The encoder that lies in an index. Raises EncoderError when it is missing or damaged."""
    manifest = read_manifest(folder / ENCODER)
    if manifest.runtime == "onnx":
        return OnnxEncoder(folder / ENCODER)
    return SentenceTransformerEncoder.load(manifest)


def obtain(store: Store, model: str | None, progress: Progress = no_progress) -> Encoder:
    """The index's encoder, exported first where it is missing or damaged.

    Raises ModelMismatch when the index was made with another model than ``model``.
    """
    recorded = store.meta("model")
    if model is not None and recorded is not None and model != recorded:
        raise ModelMismatch(
            f"the index at {store.folder} was made with the model {recorded!r}, and vectors of two "
            f"models cannot be compared; choose another place for {model!r} with --index"
        )
    try:
        encoder = open_encoder(store.folder)
        if recorded is not None and encoder.manifest.fingerprint == store.meta("fingerprint"):
            return encoder
    except EncoderError:
        pass  # exported anew below
    progress("model", 0, 1)
    manifest = export(model or recorded or DEFAULT_MODEL, store.folder / ENCODER)
    progress("model", 1, 1)
    _record(store, manifest)
    return open_encoder(store.folder)


def _record(store: Store, manifest: Manifest) -> None:
    fingerprint = store.meta("fingerprint")
    if fingerprint is not None and fingerprint != manifest.fingerprint:
        raise ModelMismatch(
            f"the model {manifest.name!r} is not the one that the index at {store.folder} was made "
            "with; delete that folder and run `qa index` again"
        )
    with store.transaction():
        store.set_meta("model", manifest.name)
        store.set_meta("fingerprint", manifest.fingerprint)
        store.set_meta("dimension", str(manifest.dimension))


def update(
    store: Store,
    found: Survey,
    encoder: Callable[[], Encoder],
    progress: Progress = no_progress,
) -> Changes:
    """Carry a survey out; the caller holds the lock. ``encoder`` is called only when needed."""
    changes = Changes(kept=found.kept, skipped=list(found.skipped))
    todo = [*found.new, *found.changed]
    group: list[tuple[Document, list[Passage]]] = []
    for done, file in enumerate(todo):
        progress("files", done, len(todo))
        try:
            document = read(file)
        except ReadError as error:
            changes.skipped.append(Unread(file.display, str(error), file.size, file.mtime_ns))
            continue
        group.append((document, list(passages(document))))
        if sum(len(cut) for _, cut in group) >= _GROUP:
            _commit(store, group, encoder, progress, changes)
            group = []
    _commit(store, group, encoder, progress, changes)
    progress("files", len(todo), len(todo))
    _settle(store, found, changes)
    if DenseIndex.load(store.folder, store.generation) is None:
        DenseIndex.build(*store.vectors()).save(store.folder, store.generation)
    changes.documents, changes.passages = store.counts()
    return changes


def _settle(store: Store, found: Survey, changes: Changes) -> None:
    """Record what is not a new text: gone, renamed, touched and unreadable files."""
    known = store.known()
    content = {known[path].sha256: path for path in found.gone if path in known}
    indexed = {file.display for file in (*found.new, *found.changed) if file.display in known}
    unreadable = {item.path for item in changes.skipped}
    for file in found.new:
        old = content.pop(known[file.display].sha256, None) if file.display in known else None
        if old is not None:
            changes.renamed.append((old, file.display))
        elif file.display in known:
            changes.added.append(file.display)
    moved = {old for old, _ in changes.renamed}
    changes.removed.extend(path for path in found.gone if path not in moved)
    changes.changed.extend(f.display for f in found.changed if f.display not in unreadable)
    # A file that can no longer be read must not be quoted from its old text.
    lost = [file.display for file in found.changed if file.display in unreadable]
    changes.removed.extend(lost)
    now = time.time_ns()
    with store.transaction():
        store.remove([*found.gone, *lost])
        for file in found.touched:
            store.touch(file.display, file.mtime_ns, now)
        store.set_skipped(changes.skipped, indexed)
        store.set_meta("chunking", CHUNKING)
        store.drop_unused_embeddings()


def _commit(
    store: Store,
    group: list[tuple[Document, list[Passage]]],
    encoder: Callable[[], Encoder],
    progress: Progress,
    changes: Changes,
) -> None:
    """Embed what is new in a group of documents, and store them in one transaction."""
    if not group:
        return
    now = time.time_ns()
    keyed = [(document, [(cut, key_of(cut)) for cut in cuts]) for document, cuts in group]
    by_key = {key: passage for _, cuts in keyed for passage, key in cuts}
    lacking = sorted(store.lacking(by_key))
    embedded: list[tuple[str, Embedding]] = []
    if lacking:
        texts = [embedded_text(by_key[key]) for key in lacking]
        for key, encoding in zip(lacking, encoder().encode_passages(texts), strict=True):
            embedded.append((key, _packed(encoding, by_key[key])))
            progress("passages", len(embedded), len(lacking))
    with store.transaction():
        store.add_embeddings(embedded)
        for document, cuts in keyed:
            store.put(document, now, cuts)
    changes.embedded += len(embedded)


def embedded_text(passage: Passage) -> str:
    """What the encoder is given for a passage."""
    return f"{passage.preamble}\n{passage.body}" if passage.preamble else passage.body


def key_of(passage: Passage) -> str:
    """The key of a passage's vectors: equal texts share them, wherever they stand."""
    return hashlib.sha256(embedded_text(passage).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _packed(encoding: Encoding, passage: Passage) -> Embedding:
    """Vectors to store; token offsets count from the passage's first character.

    Stop words are left out: no content word of a question should match them.
    """
    text = embedded_text(passage)
    shift = len(text) - len(passage.body)
    keep = [
        not is_stop_word(text[start:end]) for start, end in encoding.offsets.tolist()
    ]
    offsets = encoding.offsets[keep] - shift
    return Embedding(encoding.vector, PackedTokens.pack(encoding.tokens[keep], offsets))


__all__ = ["Changes", "Found", "Progress", "index", "obtain", "open_encoder", "update"]

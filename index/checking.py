"""Whether an index is whole: its store, its vectors, its encoder, its files. Changes nothing."""

import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index import place
from index.choosing import Found
from index.database import SCHEMA_VERSION
from index.dense import FILE as VECTORS
from index.dense import DenseIndex
from index.encoder import OnnxEncoder, read_manifest
from index.encoders import FOLDER as ENCODER
from index.encoders import check_allowed
from index.errors import QAError, ReadError
from index.freshness import Survey, survey
from index.reading import read
from index.store import FILE, Store

State = Literal["ok", "warning", "error"]

# Below the first, nothing more can be indexed soon; below the second, hardly a transaction fits.
_LITTLE_SPACE, _NO_SPACE = 500e6, 20e6
_AT_ONCE = 1000  # passages
_MOST_COMPARED = 50_000_000  # bytes of files


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at and what was found; ``advice`` is empty where nothing is to be done."""

    name: str
    state: State
    told: str
    advice: str = ""


def checked(name: str, look: Callable[[], Check]) -> Check:
    """The outcome of a look, or what it failed with."""
    try:
        return look()
    except QAError as error:
        return Check(name, "error", str(error))


def check(folder: Path) -> Iterator[Check]:
    """Look at all of an index."""
    try:
        store = Store.inspect(folder)
    except QAError as error:
        yield Check("store", "error", str(error))
        return
    with store:
        found = checked("store", lambda: _store(store))
        yield found
        if found.state != "error":
            yield checked("vectors", lambda: _vectors(store))
            yield checked("encoder", lambda: _encoder(store))
            yield checked("files", lambda: _files(store, survey(store)))
    yield space(folder)


def there(folder: Path) -> Path:
    """A folder, or the one that it would be made in."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def space(folder: Path) -> Check:
    """Whether a folder, or the one that it would be made in, can be written and has room."""
    folder = there(folder)
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free at {folder}"
    if not os.access(folder, os.W_OK):
        return Check(
            "space", "warning", f"{folder} cannot be written, only asked", "check its permissions"
        )
    if free < _NO_SPACE:
        return Check("space", "error", told, "free some space before anything is indexed")
    if free < _LITTLE_SPACE:
        return Check("space", "warning", told, "free some space before much more is indexed")
    return Check("space", "ok", told)


def _store(store: Store) -> Check:
    problems = [row[0] for row in store.read("PRAGMA quick_check(1)")]
    if problems != ["ok"]:
        first = " ".join(problems[0].split())
        return Check("store", "error", f"{store.folder / FILE} is damaged: {first}", _anew(store))
    schema = store.meta("schema")
    if schema != SCHEMA_VERSION:
        told = f"it is of version {schema}, and this program's is {SCHEMA_VERSION}"
        if schema == "1":
            return Check("store", "warning", told, "run `qa index` to bring it up to date")
        return Check("store", "error", told, _anew(store))
    documents, passages = store.counts()
    if lost := _lost(store):
        return Check("store", "error", f"{lost} of {passages} passages are not whole", _anew(store))
    _read_all(store)
    told = f"{documents} documents, {passages} passages, version {schema}"
    if not passages:
        return Check("store", "warning", told, "run `qa index FOLDER` to fill it")
    return Check("store", "ok", told)


def _lost(store: Store) -> int:
    """How many passages lack their vectors, their terms or their document."""
    ((count,),) = store.read(
        "SELECT count(*) FROM passages p LEFT JOIN embeddings e ON e.key = p.embedding"
        " LEFT JOIN documents d ON d.id = p.document_id"
        " LEFT JOIN passage_terms_docsize t ON t.id = p.id"
        " WHERE e.key IS NULL OR d.id IS NULL OR t.id IS NULL"
    )
    return int(count)


def _read_all(store: Store) -> None:
    """Raise StoreError for anything that a question or a command would stumble over."""
    for look in (store.known, store.choices, store.skipped, store.headings):
        look()
    ids = store.passage_ids()
    for start in range(0, len(ids), _AT_ONCE):
        store.passages(ids[start : start + _AT_ONCE])


def _anew(store: Store) -> str:
    return f"delete {store.folder / FILE} and run `qa index FOLDER` to make it anew"


def _vectors(store: Store) -> Check:
    file = store.folder / VECTORS
    advice = "run `qa index` to make it anew; until then each question does"
    if not file.exists():
        return Check("vectors", "warning", f"{file} is missing", advice)
    dense = DenseIndex.load(store.folder, store.generation)
    if dense is None:
        return Check("vectors", "warning", f"{file} is damaged or of another state", advice)
    ids, vectors = store.vectors()
    if sorted(dense.ids()) != ids.tolist():
        return Check(
            "vectors",
            "error",
            f"{file} holds other passages than the store",
            f"delete {file} and run `qa index`",
        )
    return Check("vectors", "ok", f"{len(ids)} of {vectors.shape[1]} dimensions")


def _encoder(store: Store) -> Check:
    folder = store.folder / ENCODER
    manifest = read_manifest(folder)
    if manifest.runtime == "onnx":
        OnnxEncoder(folder)  # its sha256 is compared
    else:
        check_allowed(manifest.name, store.folder)
    recorded = store.meta("fingerprint")
    if recorded not in (None, manifest.fingerprint):
        return Check(
            "encoder",
            "error",
            f"the encoder in {folder} is not the one that the index was made with",
            "run `qa index` to restore it",
        )
    told = f"{manifest.name}, {manifest.runtime}, {manifest.precision}"
    return Check("encoder", "warning" if manifest.note else "ok", told, manifest.note)


def _files(store: Store, found: Survey) -> Check:
    counted = (
        (len(found.new), "new"),
        (len(found.changed), "changed"),
        (len(found.gone), "deleted"),
    )
    if changes := ", ".join(f"{count} {word}" for count, word in counted if count):
        return Check("files", "warning", f"{changes} since the last indexing", "run `qa index`")
    if found.missing:
        root = found.missing[0]
        advice = f"bring it back, or run `qa index --remove {shlex.quote(root)}`"
        return Check("files", "warning", f"{root} is not here", advice)
    if found.outside:
        root = found.outside[0]
        told = f"{root} lies outside the collection and was not added on this machine"
        advice = f"run `qa index {shlex.quote(root)}` to follow it"
        return Check("files", "warning", told, advice)
    if (other := _another_text(store)) is not None:
        told = f"the index holds another text than {other} has"
        return Check("files", "error", told, _anew(store))
    skipped = f"; {len(found.skipped)} skipped, see `qa status`" if found.skipped else ""
    return Check("files", "ok", f"nothing changed{skipped}")


def _another_text(store: Store) -> str | None:
    """The first of the plain texts whose file is as it was indexed and does not say what the index
    says that it does: somebody changed the index."""
    left = _MOST_COMPARED
    base = place.base(store)
    for known in store.known().values():
        left -= known.size
        if known.media != "text" or left < 0:
            continue
        found = Found(str(base / known.path), known.path, known.size, known.mtime_ns)
        try:
            there = read(found)
        except ReadError:
            continue
        document = store.document(known.path)
        if document and there.sha256 == document.sha256 and there.text != document.text:
            return known.path
    return None

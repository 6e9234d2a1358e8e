"""Folders + store → an up-to-date store, doing only what changed.

One process at a time changes a store. Files are committed in groups: what was done before an
interruption is kept, the rest is done next time.
"""

import itertools
import os
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from index import place, trust
from index.dense import DenseIndex
from index.document import Passage
from index.encoder import Encoder, Encoding
from index.encoders import Progress, no_progress, obtain
from index.errors import PathError, ReadError, StoreError, TrustError
from index.freshness import CHUNKING, UNFINISHED, Survey, is_inside, note_times, survey
from index.ignoring import Choice
from index.leftout import LeftOut
from index.limits import Limits
from index.locking import locked
from index.packed import PackedTokens
from index.parsing import Read
from index.reading import load
from index.store import Embedding, Store, Unread
from index.twins import Twins
from index.words import is_stop_word
from index.workers import outcomes_of

_GROUP = 256


@dataclass(slots=True)
class Changes:
    """What an update did: paths, and how many passages were embedded. ``partial`` are documents
    of which little is text, each with what it lacks, and ``missing`` roots that are not there,
    whose documents are kept. ``note`` is what there is to say of the model, empty where it runs as
    it should."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[Unread] = field(default_factory=list)
    partial: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    kept: int = 0
    embedded: int = 0
    documents: int = 0
    passages: int = 0
    note: str = ""
    left_out: LeftOut = field(default_factory=LeftOut)


def index(
    folder: Path,
    roots: Sequence[Path],
    *,
    choice: Choice | None = None,
    model: str | None = None,
    progress: Progress = no_progress,
    wait: Callable[[], None] | None = None,
) -> Changes:
    """Bring the index in ``folder`` up to date with ``roots``, or with all it knows when empty.

    ``choice`` takes the place of what was wanted of these roots before. ``model`` names the
    sentence-transformers model of a new index. Raises PathError, StoreError, EncoderError,
    TrustError; files that cannot be read are in the result instead.
    """
    if choice is not None:
        choice.check()
    for root in roots:
        if not os.path.exists(root):
            raise PathError(f"there is no file or folder {root}")
    with locked(folder, wait), Store.open(folder, create=True) as store:
        # First, and even where nothing will be embedded: another model is refused before anything
        # is changed, and an encoder that is missing or damaged is restored.
        encoder = obtain(store, model, progress)
        names = _remember(store, roots, choice)
        return update(store, survey(store, names, retry=True), lambda: encoder, progress)


def _remember(store: Store, roots: Sequence[Path], choice: Choice | None) -> list[str] | None:
    with store.transaction():
        if store.meta("base") is None and store.folder.name != place.FOLDER:
            store.set_meta("base", place.absolute(Path.cwd()))
        base = place.base(store)
        names = [place.relative(root, base) for root in roots]
        for name in names:
            store.add_root(name)
        if choice is not None:
            for name in names or store.roots():
                store.choose(name, choice)
    try:
        trust.add_roots(store.folder, names)
    except TrustError:
        if not all(is_inside(store, name) for name in names):
            raise  # or they would not be followed
    return names or None


def update(
    store: Store,
    found: Survey,
    encoder: Callable[[], Encoder],
    progress: Progress = no_progress,
    limits: Limits | None = None,
) -> Changes:
    """Carry a survey out; the caller holds the lock. ``encoder`` is called only when needed. What
    the ``limits`` leave for another time stays as it was."""
    changes = Changes(
        skipped=list(found.skipped),
        missing=list(found.missing),
        kept=found.kept,
        left_out=found.left_out,
    )
    todo = [*found.new, *found.changed]
    twins = Twins(store, {file.display for file in todo})
    group: list[Read] = []
    reached: set[str] = set()
    progress("files", 0, len(todo))
    if todo:
        _begin(store)
    with closing(outcomes_of(todo, load, limits)) as outcomes:
        for file, outcome in outcomes:
            reached.add(file.display)
            progress("files", len(reached), len(todo))
            if isinstance(outcome, ReadError):
                changes.skipped.append(Unread(file.display, str(outcome), file.size, file.mtime_ns))
                continue
            if lacks := outcome.document.lacks:
                changes.partial.append((file.display, lacks))
            group.append(outcome)
            if sum(len(item.passages) for item in group) >= _GROUP:
                _commit(store, group, twins, encoder, progress, changes)
                group = []
    _commit(store, group, twins, encoder, progress, changes)
    if changes.embedded:
        changes.note = encoder().manifest.note
    progress("files", len(reached), len(todo))
    _settle(store, found, changes, reached)
    if DenseIndex.load(store.folder, store.generation) is None:
        save_vectors(store)
    changes.documents, changes.passages = store.counts()
    return changes


def _begin(store: Store) -> None:
    """Note that there is something to finish, and that what an empty store gets is cut as now: what
    was done before an interruption is not to be read again."""
    with store.transaction():
        if store.is_empty():
            store.set_meta("chunking", CHUNKING)
        store.set_meta(UNFINISHED, "yes")


def save_vectors(store: Store) -> None:
    """Derive from the store the file that is searched."""
    try:
        DenseIndex.build(*store.vectors()).save(store.folder, store.generation)
    except OSError as error:
        raise StoreError(
            f"the vectors in {store.folder} cannot be written ({error.strerror or error}); "
            "check space and permissions and run `qa index` again; what is indexed is kept"
        ) from error


def _settle(store: Store, found: Survey, changes: Changes, reached: Collection[str]) -> None:
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
    changed = (f.display for f in found.changed if f.display in reached)
    changes.changed.extend(path for path in changed if path not in unreadable)
    # A file that can no longer be read must not be quoted from its old text.
    lost = [file.display for file in found.changed if file.display in unreadable]
    changes.removed.extend(lost)
    with store.transaction():
        store.remove([*found.gone, *lost])
        note_times(store, found)
        store.set_skipped(changes.skipped, indexed.union(found.forgotten))
        if len(reached) == len(found.new) + len(found.changed):
            store.set_meta("chunking", CHUNKING)
        store.set_meta("indexed_ns", str(found.taken_ns))
        store.set_meta(UNFINISHED, "")
        store.drop_unused_embeddings()


def _commit(
    store: Store,
    group: Sequence[Read],
    twins: Twins,
    encoder: Callable[[], Encoder],
    progress: Progress,
    changes: Changes,
) -> None:
    """Embed what is new in a group of documents, and store them in one transaction."""
    if not group:
        return
    keyed = twins.keyed([(item.document, item.passages) for item in group])
    with_key: dict[str, Passage] = {}
    for passage, key in itertools.chain.from_iterable(keyed):
        with_key.setdefault(key, passage)  # of twins the first, which the key is of
    changes.embedded += _embed(store, with_key, encoder, progress, changes.embedded)
    with store.transaction():
        for item, pairs in zip(group, keyed, strict=True):
            store.put(item.document, item.checked_ns, pairs)


def _embed(
    store: Store,
    with_key: dict[str, Passage],
    encoder: Callable[[], Encoder],
    progress: Progress,
    before: int,
) -> int:
    """Store the vectors that are lacking; the number of passages embedded, beside those
    ``before``.

    Committed as it goes, before the documents: in a large file cut short, nothing is done twice.
    """
    missing = store.lacking(with_key)
    lacking = [key for key in with_key if key in missing]
    for start in range(0, len(lacking), _GROUP):
        progress("passages", before + start, before + len(lacking))
        keys = lacking[start : start + _GROUP]
        texts = [with_key[key].presented for key in keys]
        made: list[tuple[str, Embedding]] = []
        for key, encoding in zip(keys, encoder().encode_passages(texts), strict=True):
            made.append((key, _packed(encoding, with_key[key])))
            progress("passages", before + start + len(made), before + len(lacking))
        with store.transaction():
            store.add_embeddings(made)
    return len(lacking)


def _packed(encoding: Encoding, passage: Passage) -> Embedding:
    """Vectors to store; token offsets count from the passage's first character.

    Stop words are left out: no content word of a question should match them.
    """
    text = passage.presented
    shift = len(text) - len(passage.body)
    keep = [not is_stop_word(text[start:end]) for start, end in encoding.offsets.tolist()]
    offsets = encoding.offsets[keep] - shift
    return Embedding(encoding.vector, PackedTokens.pack(encoding.tokens[keep], offsets))

"""Documents, stores and processes that several tests make."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.build import Changes, _packed, index
from index.chunking import passages
from index.document import Document
from index.encoder import Encoder
from index.search import Searcher
from index.store import Store
from index.twins import key_of

ROOT = Path(__file__).parent.parent

FERRY = "# Ferry\n\nThe ferry left at noon. It carried nine goats and a piano.\n"
LIGHTHOUSE = "# Lighthouse\n\nThe keeper wrote down the weather each day for forty years.\n"
TREATY = "# Treaty\n\nThe treaty was signed in 1889 and took effect the next morning.\n"
EVERYTHING = """# Ferries

Of two   ferries, one
sank.

## Trips

- The *Gull*:
  - in May
  - in June
- The *Tern*

;Passengers by month
| Month | Gull | Tern |
| May | 1,200 | 40 |
| June | | 7 |

Nobody was hurt.
"""
"""Headings, prose, nested items and a table."""


def document(path: str, text: str, title: str = "A title") -> Document:
    """A document as reading would give it, of no file."""
    data = text.encode("utf-8", "surrogatepass")
    return Document(path, text, sha256(data).hexdigest(), len(data), 1_000, "utf-8", title)


def put(store: Store, doc: Document, encoder: Encoder) -> None:
    """Store a document with its passages and vectors, as an update does."""
    keyed = [(passage, key_of(passage)) for passage in passages(doc)]
    made = []
    for passage, key in keyed:
        (encoding,) = encoder.encode_passages([f"{passage.preamble}\n{passage.body}"])
        made.append((key, _packed(encoding, passage)))
    with store.transaction():
        store.add_embeddings(made)
        store.put(doc, 2_000, keyed)


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files into a folder, dated well before now so that their times leave no doubt."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        age(file)


def age(file: Path, seconds: float = 60.0) -> None:
    """Date a file ``seconds`` before now."""
    then = file.stat().st_mtime - seconds
    os.utime(file, (then, then))


def update(folder: Path, *roots: Path) -> Changes:
    """Bring the index of a collection, in its ``.qa``, up to date."""
    return index(folder / ".qa", roots)


def contents(folder: Path) -> dict[str, Any]:
    """What an index holds, without what differs from one run to the next: ids and times."""
    with Store.open(folder) as store:
        rows = store.read(
            "SELECT d.path, d.sha256, d.text, d.title, p.kind, p.units, p.heading, p.context,"
            " p.reading, p.embedding, e.vector, e.tokens, t.preamble, t.body FROM documents d"
            " LEFT JOIN passages p ON p.document_id = d.id"
            " LEFT JOIN embeddings e ON e.key = p.embedding"
            " LEFT JOIN passage_terms t ON t.rowid = p.id ORDER BY d.path, p.id"
        )
        counted = store.read(
            "SELECT (SELECT count(*) FROM embeddings), (SELECT count(*) FROM passage_terms)"
        )
        return {
            "rows": rows,
            "counted": counted,
            "skipped": store.skipped(),
            "roots": store.roots(),
        }


def found(folder: Path, question: str, limit: int = 5) -> list[tuple[str, str, float, float]]:
    """What a search gives: path, text, score and cosine, best first."""
    with Searcher.open(folder) as searcher:
        hits = searcher.search(searcher.query(question), limit)
        return [
            (hit.passage.document.path, hit.passage.text, hit.score, round(hit.cosine, 5))
            for hit in hits
        ]


def is_sound(folder: Path) -> bool:
    """Whether SQLite, its full-text index and every foreign key say that all is well."""
    connection = sqlite3.connect(folder / "store.db")
    try:
        checked = connection.execute("PRAGMA integrity_check").fetchall()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        connection.execute(
            "INSERT INTO passage_terms (passage_terms, rank) VALUES ('integrity-check', 1)"
        )
        lost = connection.execute(
            "SELECT count(*) FROM passages p LEFT JOIN embeddings e ON e.key = p.embedding"
            " LEFT JOIN passage_terms t ON t.rowid = p.id WHERE e.key IS NULL OR t.rowid IS NULL"
        ).fetchone()[0]
        connection.rollback()
    finally:
        connection.close()
    return checked == [("ok",)] and orphans == [] and lost == 0


def fill_the_disk(patch: pytest.MonkeyPatch, name: str) -> None:
    """From now on there is no space for a file of that name."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    real = Path.open

    def opened(path: Path, *arguments: Any, **more: Any) -> Any:
        if path.name == name:
            return real(Path("/dev/full"), "wb")
        return real(path, *arguments, **more)

    patch.setattr(Path, "open", opened)


def vector_of(store: Store, key: str) -> bytes:
    """A stored vector's bytes."""
    return bytes(store.read("SELECT vector FROM embeddings WHERE key = ?", key)[0][0])


def start(script: str, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Any:
    """A Python process that runs ``script``; its output can be read while it runs."""
    return subprocess.Popen(
        _command(script, arguments),
        cwd=ROOT,
        env=_environment(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(script: str, *arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
    """The output of a Python process that runs ``script`` and must succeed."""
    done = subprocess.run(
        _command(script, arguments),
        cwd=ROOT,
        env=_environment(env),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def unit(*values: float) -> np.typing.NDArray[np.float32]:
    """A vector of unit length."""
    vector = np.array(values, dtype=np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _command(script: str, arguments: Sequence[str | Path]) -> list[str]:
    return [sys.executable, "-c", script, *map(str, arguments)]


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}


# `main` brings the index of a collection up to date with a stub for a model, two passages to a
# group, and stops at the named point until `wait` returns or it is killed.
_INDEXER = """
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from index import build, database, dense, store, workers
from index.store import Store
from index.twins import key_of
from tests.conftest import StubEncoder

passed = Counter()
point = ""
wait = sys.stdin.readline


def at(name):
    passed[name] += 1
    if f"{name} {passed[name]}" == point:
        print(point, flush=True)
        wait()


def stopping(owner, attribute, name, after=False):
    real = getattr(owner, attribute)

    def replaced(*args, **more):
        if not after:
            at(name)
        result = real(*args, **more)
        if after:
            at(name)
        return result

    setattr(owner, attribute, replaced)


def obtain(opened, model, progress):
    at("model")
    return StubEncoder()


build.obtain = obtain
build._GROUP = 2
stopping(StubEncoder, "encode_query", "passage")
stopping(build, "_commit", "group", after=True)
stopping(Store, "add_embeddings", "embeddings", after=True)
stopping(store, "terms", "passage in")  # in the midst of a document
stopping(Store, "put", "put", after=True)
stopping(Store, "_changed", "removing", after=True)
stopping(Store, "drop_unused_embeddings", "settling", after=True)
stopping(database.Database, "set_meta", "schema", after=True)

class Trailer:
    size, unpack = dense._TRAILER.size, dense._TRAILER.unpack

    def pack(self, *values, trailer=dense._TRAILER):
        at("half a file")
        return trailer.pack(*values)


dense._TRAILER = Trailer()
stopping(dense.os, "replace", "replacing")


def main(collection, name, how=""):
    global point
    point = name
    if how == "workers":
        workers._SMALL = -1
    build.index(Path(collection) / ".qa", [Path(collection)], wait=lambda: print("waiting"))
    print("done", flush=True)
"""

# Indexes the collection in argv[1], stopping at the point in argv[2] until it is told a line. All
# is read in worker processes where argv[3] is "workers".
INDEXER = (
    _INDEXER
    + """
main(*sys.argv[1:])
"""
)

# For each line it is told, arguments as above with tabs between, says the id of a process
# that indexes; that process stops at the point for good. Tells when it was killed.
FORKING_INDEXER = (
    _INDEXER
    + """
wait = signal.pause
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        main(*line.rstrip().split("\\t"))
        os._exit(0)
    print(child, flush=True)
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""
)

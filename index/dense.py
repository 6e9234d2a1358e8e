"""Passage vectors ⇄ FAISS. The only module that imports faiss.

Exact inner product; `DenseIndex` hides the kind of FAISS index, so that an inverted file or a graph
can stand behind it for larger collections.
"""

import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import faiss
import numpy as np

from index.encoder import Floats

FILE = "vectors.faiss"
# After FAISS's own bytes, which readers of the format stop at: a mark, the store's generation and
# the CRC-32 of what stands before.
_TRAILER = struct.Struct("<8sQI")
_MARK = b"pincite1"
_PIECE = 1 << 20
# FAISS's: kind, dimension, number of vectors, two of no meaning, whether trained, metric.
_HEADER = struct.Struct("<4siqqqBi")
_COUNT = struct.Struct("<Q")


class DenseIndex:
    """Vectors under passage ids."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(
        cls, ids: Sequence[int] | np.typing.NDArray[np.int64], vectors: Floats
    ) -> "DenseIndex":
        """An index over vectors of unit length, shape (n, dimension), with one id each."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1] or 1))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
        return cls(index)

    def search(
        self, vector: Floats, limit: int, allowed: Iterable[int] | None = None
    ) -> dict[int, float]:
        """The nearest passages, nearest first: id → cosine. ``allowed`` limits the ids."""
        limit = min(limit, self._index.ntotal)
        if limit == 0:
            return {}
        parameters: Any = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.fromiter(allowed, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        # FAISS shares out questions, not vectors: for one, further threads only wait for each other,
        # up to 90 times longer than the search where the cores are busy. It holds for this thread.
        faiss.omp_set_num_threads(1)
        scores, ids = self._index.search(vector[None, :], limit, params=parameters)
        pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return {identity: score for identity, score in pairs if identity != -1}

    def scores(self, vector: Floats, ids: Iterable[int]) -> dict[int, float]:
        """The cosines of given passages. Raises KeyError where there is none of that id."""
        try:
            return {key: float(self._index.reconstruct(key) @ vector) for key in ids}
        except RuntimeError as error:
            raise KeyError(str(error)) from error

    def ids(self) -> list[int]:
        """The ids of the passages."""
        found: list[int] = faiss.vector_to_array(self._index.id_map).tolist()
        return found

    def save(self, folder: Path, generation: int) -> None:
        """Write it, stamped with the store's generation: the old file or the new, never a part."""
        data = faiss.serialize_index(self._index).tobytes()
        scratch = folder / f".{FILE}.new"  # one process at a time writes an index
        try:
            scratch.unlink(missing_ok=True)  # of a run that was cut short; a link is not followed
            with scratch.open("xb") as stream:
                stream.write(data)
                stream.write(_TRAILER.pack(_MARK, generation, zlib.crc32(data)))
            os.replace(scratch, folder / FILE)
        finally:
            scratch.unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, generation: int) -> "DenseIndex | None":
        """The saved index, or None when it is missing, damaged or of another generation."""
        try:
            with (folder / FILE).open("rb") as stream:
                if not (_is_whole(stream, generation) and _is_flat(stream)):
                    return None
                stream.seek(0)
                # By pieces: FAISS's reader of bytes in memory holds three copies of them. From the
                # stream, not the path: another process may put a new file there meanwhile.
                reader = faiss.PyCallbackIOReader(stream.read, _PIECE)  # type: ignore[attr-defined]
                return cls(faiss.read_index(reader))
        except (OSError, RuntimeError):
            return None


def _is_flat(stream: BinaryIO) -> bool:
    """Whether what FAISS is to read is what `DenseIndex.save` writes, sizes included. The checksum
    is no proof of that in an index that came from elsewhere, and of FAISS's other kinds some open
    files, and what trusts their sizes may reach beyond its memory."""
    size = stream.seek(0, os.SEEK_END) - _TRAILER.size
    stream.seek(0)
    data = stream.read(2 * _HEADER.size + _COUNT.size)
    if len(data) < 2 * _HEADER.size + _COUNT.size:
        return False
    kind, dimension, count, *_ = _HEADER.unpack_from(data)
    inner, same, again, *_ = _HEADER.unpack_from(data, _HEADER.size)
    (floats,) = _COUNT.unpack_from(data, 2 * _HEADER.size)
    told = kind, inner, same, again, floats
    ends = len(data) + 4 * floats
    if told != (b"IxM2", b"IxFI", dimension, count, dimension * count) or count < 0:
        return False
    if size != ends + _COUNT.size + 8 * count:
        return False
    stream.seek(ends)
    return stream.read(_COUNT.size) == _COUNT.pack(count)


def _is_whole(stream: BinaryIO, generation: int) -> bool:
    """Whether a saved index is of this generation and as it was written."""
    left = stream.seek(0, os.SEEK_END) - _TRAILER.size
    if left < 0:
        return False
    stream.seek(left)
    mark, stamp, recorded = _TRAILER.unpack(stream.read())
    if (mark, stamp) != (_MARK, generation):
        return False
    stream.seek(0)
    checksum = 0
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        checksum = zlib.crc32(piece, checksum)
        left -= len(piece)
    return left == 0 and checksum == recorded

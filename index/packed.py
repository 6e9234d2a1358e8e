"""Token vectors as they are stored: eight bits a number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Floats, Offsets


@dataclass(frozen=True, slots=True)
class PackedTokens:
    """A text's token vectors: int8 with one float16 scale a token, and their offsets."""

    values: NDArray[np.int8]
    scales: NDArray[np.float16]
    offsets: Offsets

    @classmethod
    def pack(cls, tokens: Floats, offsets: Offsets) -> "PackedTokens":
        """Quantize unit vectors to 8 bits, symmetric, per token."""
        largest = np.maximum(np.abs(tokens).max(axis=1, initial=0.0), 1e-6)
        scales = (largest / 127).astype(np.float16)
        values = np.rint(tokens / np.maximum(scales.astype(np.float32), 1e-8)[:, None])
        return cls(np.clip(values, -127, 127).astype(np.int8), scales, offsets)

    def unpack(self) -> Floats:
        """The token vectors, shape (n, dimension)."""
        return unpacked([self])

    def to_bytes(self) -> bytes:
        """Offsets, scales and values, one after another; the dimension is not in it."""
        return b"".join(
            (
                len(self.offsets).to_bytes(4, "little"),
                self.offsets.astype("<i4").tobytes(),
                self.scales.astype("<f2").tobytes(),
                self.values.tobytes(),
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes, dimension: int) -> "PackedTokens":
        """The inverse of to_bytes. Raises ValueError when the length does not fit."""
        count = int.from_bytes(data[:4], "little")
        if len(data) != 4 + count * (8 + 2 + dimension):
            raise ValueError("stored token vectors are damaged")
        offsets = np.frombuffer(data, "<i4", count * 2, 4).reshape(count, 2)
        scales = np.frombuffer(data, "<f2", count, 4 + count * 8)
        values = np.frombuffer(data, np.int8, count * dimension, 4 + count * 10)
        return cls(values.reshape(count, dimension), scales, offsets)


def unpacked(packed: Sequence[PackedTokens]) -> Floats:
    """The token vectors of some, one after another, shape (n, dimension)."""
    values = np.concatenate([item.values for item in packed])
    scales = np.concatenate([item.scales for item in packed])
    tokens: Floats = values.astype(np.float32)
    tokens *= scales.astype(np.float32)[:, None]
    return tokens

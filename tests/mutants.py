"""Files that are broken on purpose, and what reads them in worker processes."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from index import reading
from index.choosing import Found
from index.document import Block, Document

SCALE = 10_000
"""Places in a file are told in parts of its length."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of bytes. ``at`` and ``other`` are places, the second in the file that is spliced
    in; ``length`` is how many bytes are meant, or which bit."""

    kind: str
    at: int
    other: int
    length: int

    def apply(self, data: bytes, donor: bytes) -> bytes:
        """The bytes after the change."""
        at = self.at * len(data) // SCALE
        taken = self.other * len(donor) // SCALE
        piece = donor[taken : taken + self.length]
        match self.kind:
            case "truncate":
                return data[:at]
            case "flip":
                made = bytearray(data)
                made[at : at + 1] = bytes(byte ^ 1 << self.length % 8 for byte in made[at : at + 1])
                return bytes(made)
            case "drop":
                return data[:at] + data[at + self.length :]
            case "overwrite":
                return data[:at] + piece + data[at + len(piece) :]
            case "insert":
                return data[:at] + piece + data[at:]
            case "repeat":
                return data[:at] + data[at : at + self.length] * 20 + data[at + self.length :]
        raise ValueError(self.kind)


KINDS = ("truncate", "flip", "drop", "overwrite", "insert", "repeat")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file of which something was changed; ``member`` counts the files in it, where it is an
    archive that is to stay whole but for one of them, and is -1 for the file itself."""

    name: str
    donor: str
    member: int
    edits: tuple[Edit, ...]

    def data(self, originals: Mapping[str, bytes]) -> bytes:
        """What the file holds."""
        whole, donor = originals[self.name], originals[self.donor]
        if self.member < 0 or whole[:2] != b"PK":
            return self._edited(whole, donor)
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w") as new:
            names = old.namelist()
            for number, name in enumerate(names):
                data = old.read(name)
                if number == self.member % len(names):
                    data = self._edited(data, donor)
                new.writestr(name, data)
        return made.getvalue()

    def _edited(self, data: bytes, donor: bytes) -> bytes:
        for edit in self.edits:
            data = edit.apply(data, donor)
        return data


def load(file: Found) -> tuple[Document, tuple[Block, ...] | None]:
    """As `index.reading.load`; raises AssertionError where what it gives is not sound."""
    document, blocks = reading.load(file)
    end = 0
    for block in blocks or ():
        assert end <= block.span.start, "blocks overlap or descend"
        end = block.span.end
        assert block.span.of(document.text).strip(), "a block of white space"
        _storable(" ".join([block.context, block.reading, *block.heading]))
    assert end <= len(document.text), "a block reaches past the end"
    starts = [mark.start for mark in document.marks]
    assert starts == sorted(starts), "marks descend"
    assert not starts or 0 <= starts[0] <= starts[-1] < len(document.text), "a mark past the end"
    _storable(document.text)
    _storable(" ".join([document.title, *(mark.name for mark in document.marks)]))
    return document, blocks


def _storable(text: str) -> None:
    """Raises UnicodeEncodeError for a text that no store can keep."""
    text.encode("utf-8")

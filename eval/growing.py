"""A folder of text → a folder of as many passages as a measurement asks for. Deterministic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from index.choosing import discover
from index.chunking import passages
from index.document import Document, Passage
from index.errors import BenchError
from index.reading import read

_SEED = 20_240_817
_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Grown:
    """What was written: files, the passages they are cut into, and how many times the source's
    texts were repeated with their sentences shuffled (0: not at all)."""

    files: int
    passages: int
    repeats: int


def grow(source: Path, target: Path, wanted: int) -> Grown:
    """Write text files into ``target`` that are cut into ``wanted`` passages, or a few more.

    Files of ``source`` come whole, in order of their paths, the last one cut short. Where they do
    not suffice they come again under other names, each with its sentences in another order, so
    that no text is equal to one before. Raises BenchError where ``source`` holds no text.
    """
    documents = _documents(source)
    if not any(True for document in documents for _ in passages(document)):
        raise BenchError(f"nothing in {source} can be quoted; name another folder with --folder")
    files = made = repeat = 0
    for repeat, text, path in _texts(documents):
        missing = wanted - made
        count = _write(target / path, text, missing)
        if missing < count:
            count = _write(target / path, _head(target / path, missing), missing)
        files, made = files + 1, made + count
        if made >= wanted:
            break
    return Grown(files, made, repeat)


def passages_of(folder: Path) -> list[Passage]:
    """Every passage of a folder's text files, in the order of their paths."""
    return [passage for document in _documents(folder) for passage in passages(document)]


def _documents(folder: Path) -> list[Document]:
    found = discover([folder], folder).found
    if not found:
        raise BenchError(f"there is no text file in {folder}; name another with --folder")
    return [read(file) for file in found]


def _texts(documents: Sequence[Document]) -> Iterator[tuple[int, str, str]]:
    """Without end: the repeat, a text, and the path to write it to."""
    for document in documents:
        yield 0, document.text, document.path
    repeat = 0
    while True:
        repeat += 1
        for document in documents:
            yield repeat, shuffled(document, repeat), f"repeat-{repeat}/{document.path}"


def shuffled(document: Document, repeat: int) -> str:
    """A document's sentences in an order of their own for each repeat, under its title."""
    spans = dict.fromkeys(unit.span for passage in passages(document) for unit in passage.units)
    sentences = [" ".join(span.of(document.text).split()) for span in spans]
    Random(f"{_SEED} {repeat} {document.path}").shuffle(sentences)
    parts = [
        " ".join(sentences[start : start + _SENTENCES])
        for start in range(0, len(sentences), _SENTENCES)
    ]
    return "\n\n".join([f"# {document.title}, repeat {repeat}", *parts]) + "\n"


def _write(file: Path, text: str, missing: int) -> int:
    """Write a text and count its passages."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return sum(1 for _ in _cut(file))


def _head(file: Path, wanted: int) -> str:
    """The start of a text file that holds its first passages."""
    cut = list(_cut(file))
    return cut[wanted - 1].document.text[: cut[wanted - 1].span.end]


def _cut(file: Path) -> Iterator[Passage]:
    found = discover([file], file.parent).found[0]
    return passages(read(found))

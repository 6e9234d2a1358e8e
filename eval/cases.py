"""Questions whose answers are known: the project's own cases, or anyone's.

A case is answered by a quote that contains one of its golds; a case without gold has no answer.
Nothing here is trusted: a gold that does not stand in its document would score every system
wrong, so it is refused.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from zlib import crc32

from eval.rows import list_of, rows, text_of
from index.errors import CaseError

KHALKHIN_GOL = Path(__file__).with_name("khalkhin-gol.jsonl")
"""The project's own cases, on the documents in ``seeds/``."""

Part = Literal["train", "dev", "test"]

_KEYS = {"id", "kind", "question", "gold"}
_PARTS: tuple[Part, ...] = ("test", "dev", "train", "train", "train")


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that answer: ``text`` stands verbatim in the document at path ``document``."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question with every place that answers it. ``gold`` is empty where nothing does.

    ``kind`` groups cases in a report. ``within`` is the path of the one document the question is
    about, for questions that do not name it; None where the whole collection is meant.
    ``article`` is what a set's question was written on, where that is known.
    """

    id: str
    question: str
    kind: str
    gold: tuple[Gold, ...]
    within: str | None = None
    article: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return bool(self.gold)

    @property
    def split(self) -> Part:
        """The part it belongs to, by its article or id alone, so that adding cases moves none.

        Three fifths of the articles are for training a model, one for choosing ("dev"), one for
        judging ("test"): what was learnt of an article must not help with another question on it.
        Cases without an article are not for training: half are "dev".
        """
        if self.article is None:
            return "dev" if crc32(self.id.encode()) % 2 == 0 else "test"
        return _PARTS[crc32(self.article.encode()) % len(_PARTS)]


def same_document(a: str, b: str) -> bool:
    """Whether two POSIX paths name one document: one ends in the other, by whole parts.

    So a collection may be rooted anywhere: ``seeds/002_x.txt`` is ``002_x.txt``, and
    ``02_x.txt`` is neither. Where two files of a collection share a name, cases must write
    enough of the folder to tell them apart.
    """
    shorter, longer = sorted((PurePosixPath(a).parts, PurePosixPath(b).parts), key=len)
    return bool(shorter) and longer[-len(shorter) :] == shorter


def sample(cases: Sequence[Case], count: int) -> list[Case]:
    """A random choice of cases, the same each time, in their order."""
    chosen = random.Random(1939).sample(range(len(cases)), min(count, len(cases)))
    return [cases[position] for position in sorted(chosen)]


def load_cases(path: Path, sources: Path) -> list[Case]:
    """The cases of a JSONL file, in its order, each gold checked against the files in ``sources``.

    A line is ``{"id", "kind", "question", "gold": [{"document", "text"}]}``; ``document`` is
    relative to ``sources`` and read as UTF-8, line ends untouched. Blank lines are passed over.
    Raises CaseError, naming file, line and case, for anything that cannot be used as it stands.
    """
    read = lru_cache(maxsize=None)(_read_text)
    cases: dict[str, Case] = {}
    for where, row in rows(path):
        name = text_of(row, "id", where)
        where = f"{where}, case {name!r}"
        if unknown := sorted(set(row) - _KEYS):
            raise CaseError(f"{where}: unknown key {unknown[0]!r}")
        if name in cases:
            raise CaseError(f"{where}: the id is used twice")
        golds = tuple(_gold(item, where) for item in list_of(row, "gold", where))
        for gold in golds:
            _check(gold, sources, read, where)
        question = text_of(row, "question", where)
        cases[name] = Case(name, question, text_of(row, "kind", where), golds)
    if not cases:
        raise CaseError(f"{path}: holds no cases")
    return list(cases.values())


def _gold(item: object, where: str) -> Gold:
    if not isinstance(item, dict) or set(item) != {"document", "text"}:
        raise CaseError(f"{where}: a gold must be an object of 'document' and 'text'")
    return Gold(text_of(item, "document", where), text_of(item, "text", where))


def _check(gold: Gold, sources: Path, read: Any, where: str) -> None:
    path = PurePosixPath(gold.document)
    if path.is_absolute() or ".." in path.parts:
        raise CaseError(f"{where}: document {gold.document!r} is not a path inside {sources}")
    try:
        text = read(sources / path)
    except OSError as error:
        raise CaseError(f"{where}: document {gold.document!r} is not in {sources}") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{where}: document {gold.document!r} is not UTF-8 text") from error
    if gold.text not in text:
        raise CaseError(f"{where}: {gold.text!r} does not stand in {gold.document}")


def _read_text(path: Path) -> str:
    return path.read_bytes().decode()

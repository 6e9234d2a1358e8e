"""Questions whose answers are known: the project's own cases, and question sets in a folder.

A case is answered by a quote that contains one of its golds; a case without gold has no answer.
Nothing here is trusted: a gold that does not stand in its document would score every system
wrong, so it is refused (`load_cases`) or dropped and named (`load_folder`).
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from zlib import crc32

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


@dataclass(frozen=True, slots=True)
class CaseSet:
    """What a folder gave: its cases, and the ids of those none of whose answers can be quoted."""

    cases: tuple[Case, ...]
    dropped: tuple[str, ...]


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
    for where, row in _rows(path):
        name = _string(row, "id", where)
        where = f"{where}, case {name!r}"
        if unknown := sorted(set(row) - _KEYS):
            raise CaseError(f"{where}: unknown key {unknown[0]!r}")
        if name in cases:
            raise CaseError(f"{where}: the id is used twice")
        golds = tuple(_gold(item, where) for item in _list(row, "gold", where))
        for gold in golds:
            _check(gold, sources, read, where)
        question = _string(row, "question", where)
        cases[name] = Case(name, question, _string(row, "kind", where), golds)
    if not cases:
        raise CaseError(f"{path}: holds no cases")
    return list(cases.values())


def load_folder(folder: Path, into: Path) -> CaseSet:
    """A question set (``corpus.jsonl``, ``questions.jsonl``) as text files and cases.

    Corpus lines are ``{"id", "title", "text"}``, question lines ``{"id", "question", "relevant":
    [corpus ids], "answers", "answerable"}``; further keys are allowed. Each document becomes a
    file of its own in ``into``, written only where it differs, so that an index of ``into``
    stays fresh. A case's golds are the answers that stand verbatim in a relevant text; its kind
    is the folder's name, or "unanswerable"; its article is the title (or id) of the document it
    is about: the relevant one, or the ``near_miss`` of a question without an answer. An
    answerable question without such a gold is dropped and its id returned.

    A question's ``scope`` (a corpus id) becomes `Case.within`, unless the question says
    ``"standalone": true``: that one can be understood without its document, so finding the
    document is part of the task. Raises CaseError for lines that cannot be used.
    """
    texts: dict[str, str] = {}
    paths: dict[str, str] = {}
    titles: dict[str, str] = {}
    taken: set[str] = set()
    into.mkdir(parents=True, exist_ok=True)
    for where, row in _rows(folder / "corpus.jsonl"):
        name = _string(row, "id", where)
        if name in paths:
            raise CaseError(f"{where}, document {name!r}: the id is used twice")
        texts[name] = _string(row, "text", where)
        paths[name] = _file_name(name, taken)
        taken.add(paths[name].lower())
        titles[name] = str(row.get("title", ""))
        _write(into / paths[name], titles[name], texts[name])
    cases: dict[str, Case] = {}
    dropped: list[str] = []
    for where, row in _rows(folder / "questions.jsonl"):
        case = _question(row, folder.name, texts, paths, where)
        about = next((name for name in _about(row) if name in titles), None)
        case = replace(case, article=about and (titles[about] or about))
        if case.id in cases:
            raise CaseError(f"{where}, case {case.id!r}: the id is used twice")
        if row.get("answerable") and not case.answerable:
            dropped.append(case.id)
        else:
            cases[case.id] = case
    return CaseSet(tuple(cases.values()), tuple(dropped))


def _question(
    row: dict[str, Any], kind: str, texts: dict[str, str], paths: dict[str, str], where: str
) -> Case:
    name = _string(row, "id", where)
    where = f"{where}, case {name!r}"
    relevant = _list(row, "relevant", where)
    scope = None if row.get("standalone") is True else row.get("scope")
    for document in [*relevant, *([scope] if scope is not None else [])]:
        if document not in texts:
            raise CaseError(f"{where}: document {document!r} is not in corpus.jsonl")
    golds = [
        Gold(paths[document], answer)
        for document in relevant
        for answer in _list(row, "answers", where)
        if isinstance(answer, str) and answer.strip() and answer in texts[document]
    ]
    return Case(
        id=name,
        question=_string(row, "question", where),
        kind=kind if row.get("answerable") else "unanswerable",
        gold=tuple(dict.fromkeys(golds)) if row.get("answerable") else (),
        within=None if scope is None else paths[scope],
    )


def _about(row: dict[str, Any]) -> list[Any]:
    """The ids of the documents a question may have been written on, the likeliest first."""
    near = row.get("near_miss")
    return [*row["relevant"], *(near if isinstance(near, list) else [near]), row.get("scope")]


def _file_name(name: str, taken: set[str]) -> str:
    """A file name that is safe everywhere, unlike any in ``taken`` (lower case) but for case."""
    slug = re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII).strip("._-")[:80] or "document"
    file, number = f"{slug}.txt", 2
    while file.lower() in taken:
        file, number = f"{slug}~{number}.txt", number + 1
    return file


def _write(path: Path, title: str, text: str) -> None:
    title = " ".join(title.split())
    content = (f"# {title}\n\n{text}" if title else text).encode()
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's place, for messages, and its JSON object."""
    try:
        # Not splitlines: JSON strings may hold U+2028 and its like unescaped.
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: is not UTF-8 text") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CaseError(f"{where}: not JSON ({error.msg})") from error
        if not isinstance(row, dict):
            raise CaseError(f"{where}: not a JSON object")
        yield where, row


def _string(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CaseError(f"{where}: {key!r} must be a text that is not empty")
    return value


def _list(row: dict[str, Any], key: str, where: str) -> list[Any]:
    value = row.get(key)
    if not isinstance(value, list):
        raise CaseError(f"{where}: {key!r} must be a list")
    return value


def _gold(item: object, where: str) -> Gold:
    if not isinstance(item, dict) or set(item) != {"document", "text"}:
        raise CaseError(f"{where}: a gold must be an object of 'document' and 'text'")
    return Gold(_string(item, "document", where), _string(item, "text", where))


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

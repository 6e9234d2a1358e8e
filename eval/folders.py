"""Question sets in a folder → text files and cases.

An answer that stands in no document would score every system wrong: its question is dropped, and
named.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.cases import Case, Gold
from eval.rows import list_of, rows, text_of
from index.errors import CaseError


@dataclass(frozen=True, slots=True)
class CaseSet:
    """What a folder gave: its cases, and the ids of those none of whose answers can be quoted."""

    cases: tuple[Case, ...]
    dropped: tuple[str, ...]


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
    for where, row in rows(folder / "corpus.jsonl"):
        name = text_of(row, "id", where)
        if name in paths:
            raise CaseError(f"{where}, document {name!r}: the id is used twice")
        texts[name] = text_of(row, "text", where)
        paths[name] = _file_name(name, taken)
        taken.add(paths[name].lower())
        titles[name] = str(row.get("title", ""))
        _write(into / paths[name], titles[name], texts[name])
    cases: dict[str, Case] = {}
    dropped: list[str] = []
    for where, row in rows(folder / "questions.jsonl"):
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
    name = text_of(row, "id", where)
    where = f"{where}, case {name!r}"
    relevant = list_of(row, "relevant", where)
    scope = None if row.get("standalone") is True else row.get("scope")
    for document in [*relevant, *([scope] if scope is not None else [])]:
        if document not in texts:
            raise CaseError(f"{where}: document {document!r} is not in corpus.jsonl")
    golds = [
        Gold(paths[document], answer)
        for document in relevant
        for answer in list_of(row, "answers", where)
        if isinstance(answer, str) and answer.strip() and answer in texts[document]
    ]
    return Case(
        id=name,
        question=text_of(row, "question", where),
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

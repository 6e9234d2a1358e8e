"""Question sets → what the reader learns from: a question, passages that do not answer it, and
the one that does with the answer's place in it.

The passages are those that the project's own retriever brings, as it brings them.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from eval.cases import Case, same_document
from eval.folders import load_folder
from index.build import index
from index.document import Passage
from index.search import Searcher
from index.words import terms
from qa.rerank import asked, match

_CANDIDATES = 24
_NEGATIVES = 14
_LEAST_INSIDE = 5  # words of a gold passage that a piece of it must have to count


@dataclass(frozen=True, slots=True)
class Example:
    """A question to learn from.

    ``positive`` answers it, with the half-open character ``spans`` of the answer in it: any of
    them may be meant; it is None for a question that nothing answers. ``negatives`` do not
    answer, the nearest first. ``open`` questions name what they are about, so that passages of
    another document are sure not to answer.
    """

    question: str
    positive: str | None
    spans: tuple[tuple[int, int], ...]
    negatives: tuple[str, ...]
    open: bool


def load(folder: Path, work: Path, part: str, limit: int | None = None) -> list[Example]:
    """The examples of one part of a set, gathered once and kept in ``work``; where only some are
    wanted, no more are gathered, and none kept."""
    kept = work / folder.name / f"reader-{part}.jsonl"
    if limit is not None and not kept.exists():
        return list(islice(gather(folder, work, part), limit))
    if not kept.exists():
        found = [json.dumps(asdict(item)) for item in gather(folder, work, part)]
        kept.write_text("\n".join(found), encoding="utf-8")
    lines = kept.read_text(encoding="utf-8").split("\n")
    return [_example(json.loads(line)) for line in lines[:limit] if line]


def _example(row: dict[str, Any]) -> Example:
    spans = tuple((start, end) for start, end in row.pop("spans"))
    return Example(**(row | {"spans": spans, "negatives": tuple(row["negatives"])}))


def gather(folder: Path, work: Path, part: str) -> Iterator[Example]:
    """Ask an index of the set's documents all questions of one part."""
    documents = work / folder.name / "documents"
    cases = [case for case in load_folder(folder, documents).cases if case.split == part]
    store = work / folder.name / ".qa"
    index(store, [documents])
    with Searcher.open(store) as searcher:
        known = {Path(path).name: item.id for path, item in searcher.store.known().items()}
        for case in cases:
            example = _gather(searcher, case, known)
            if example is not None:
                yield example


def _gather(searcher: Searcher, case: Case, known: dict[str, int]) -> Example | None:
    within = None
    if case.within is not None:
        within = searcher.store.passage_ids([known[case.within]])
    query = searcher.query(case.question)
    hits = searcher.search(query, _CANDIDATES, allowed=within)
    matched = match(asked(query), hits, searcher.tokens(hits))
    ranked = [item.hit.passage for item in sorted(matched, key=lambda item: -item.maxsim)]
    holding = [passage for passage in _holding(searcher, case, known) if _spans(passage, case)]
    if case.answerable and not holding:
        return None
    best = _best(holding, query.text)
    texts = {passage.presented for passage in holding}
    answers = {gold.text for gold in case.gold if len(gold.text) >= 4}
    about = {passage.document.title for passage in holding}
    negatives = [
        passage.presented
        for passage in ranked
        if passage.presented not in texts
        and not (
            passage.document.title in about and any(answer in passage.text for answer in answers)
        )
    ]
    return Example(
        case.question,
        best.presented if best else None,
        tuple(_spans(best, case)) if best else (),
        tuple(dict.fromkeys(negatives))[:_NEGATIVES],
        case.within is None,
    )


def _holding(searcher: Searcher, case: Case, known: dict[str, int]) -> Sequence[Passage]:
    """The passages of the documents that have a gold."""
    numbers = {known[gold.document] for gold in case.gold}
    return list(searcher.store.passages(searcher.store.passage_ids(numbers)).values())


def _best(holding: Sequence[Passage], question: str) -> Passage | None:
    """Of several passages with the answer's words the one most like the question: names and
    figures also stand where they answer nothing."""
    words = set(terms(question))

    def likeness(passage: Passage) -> float:
        there = set(terms(passage.presented))
        return len(words & there) - math.log1p(len(there)) / 10

    return max(holding, key=likeness, default=None)


def _spans(passage: Passage, case: Case) -> list[tuple[int, int]]:
    """Where a case's answers stand in a passage's text, or the part of a longer answer that the
    passage has; one may lie within another."""
    shift = len(passage.presented) - len(passage.body)
    found: set[tuple[int, int]] = set()
    for gold in case.gold:
        if not same_document(passage.document.path, gold.document):
            continue
        text = passage.reading or passage.text
        at = text.find(gold.text)
        while at >= 0:
            found.add((shift + at, shift + at + len(gold.text)))
            at = text.find(gold.text, at + 1)
        if not passage.reading:
            found |= {(shift + start, shift + end) for start, end in _parts(passage, gold.text)}
    return sorted(found)


def _parts(passage: Passage, gold: str) -> Iterator[tuple[int, int]]:
    """The run of a passage's units that stands in a gold longer than the passage."""
    text, first = passage.document.text, passage.span.start
    inside = [
        unit.span
        for unit in passage.units
        if len(unit.span.of(text).split()) >= _LEAST_INSIDE and unit.span.of(text) in gold
    ]
    if inside:
        yield inside[0].start - first, inside[-1].end - first

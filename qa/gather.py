"""Question sets → questions asked of their own documents, for `qa.fit` to learn from."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, same_document, sample
from eval.folders import load_folder
from index.build import index
from index.encoder import Floats
from index.search import Searcher
from qa.confidence import Logistic, weights
from qa.pipeline import CANDIDATES, READ, closest, read
from qa.question import question
from qa.reader.contrast import contrasting
from qa.reader.lookups import counting
from qa.reader.reading import Reader
from qa.rerank import match
from qa.select import Scored, first_passages, together
from qa.signals import Window, windows

_LEAST_INSIDE = 5
_SHORT = 2  # digits of a count


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's windows: which are right, and which come from a document that answers. With a
    reader all their passages were read, and ``unread`` is what the windows were ranked by before,
    which tells what is read to rank. Its
    ``strangeness`` is not 0 if it has a name that stands in no document."""

    question: str
    windows: list[Window]
    signals: Floats
    right: NDArray[np.bool_]
    own: NDArray[np.bool_]
    answerable: bool
    scoped: bool
    unread: Floats | None = None
    strangeness: float = 0.0

    def read(self, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The windows whose passages are read to rank where only those to ``keep`` are there."""
        if self.unread is None:
            return keep
        order = [i for i in np.argsort(-self.unread, kind="stable") if keep[i]]
        first = first_passages([(self.windows[i], 0.0) for i in order], READ)
        chosen = {hit.id for hit in first}
        there = np.array([window.hit.id in chosen for window in self.windows], dtype=np.bool_)
        return np.logical_and(keep, there)

    def ranked(self, rank: Logistic, keep: NDArray[np.bool_]) -> list[Scored]:
        """The windows to keep as they are ranked."""
        read, logits = self.read(keep), rank.logits(self.signals)

        def scored(those: NDArray[np.bool_], by: Floats) -> list[Scored]:
            return [(self.windows[i], float(by[i])) for i in np.flatnonzero(those)]

        others = [] if self.unread is None else scored(keep & ~read, self.unread)
        return together(scored(read, logits), others)


class Gathering:
    """A set's dev part, and an index of its documents, which stays in the work folder: "train" is
    the reader's part, "test" is left for `qa eval --part test`."""

    def __init__(self, folder: Path, work: Path, reader: Reader | None) -> None:
        documents = work / folder.name / "documents"
        cases = load_folder(folder, documents).cases
        self.cases = [case for case in cases if case.split == "dev" and not _counted(case)]
        store = work / folder.name / ".qa"
        index(store, [documents])
        self._searcher = Searcher.open(store)
        self._reader = reader

    def asked(self, cases: Sequence[Case]) -> list[Asked]:
        """The cases, asked; without those that nothing at all is found for."""
        return [asked for case in cases if (asked := _ask(self._searcher, case, self._reader))]

    def changed(self, asked: Sequence[Asked], share: float) -> list[Asked]:
        """Some of the questions whose answer was found, changed so that it answers no more."""
        return self.asked([_unanswered(text) for text in _changed(asked, share)])

    def strangers(self, other: "Gathering", count: int) -> list[Asked]:
        """Some questions of another set: none has an answer here."""
        return self.asked([_unanswered(case.question) for case in sample(other.cases, count)])


def _counted(case: Case) -> bool:
    """Whether the answer is likely a count of a table's rows: where its figure stands in one of
    them, that is by chance."""
    return (
        case.within is not None
        and counting(case.question)
        and all(len(gold.text) <= _SHORT and gold.text.isdigit() for gold in case.gold)
    )


def _unanswered(question: str) -> Case:
    return Case(question, question, "", ())


def _changed(asked: Sequence[Asked], share: float) -> Iterator[str]:
    chance = random.Random(1939)
    for item in asked:
        if chance.random() >= share:
            continue
        judged = zip(item.windows, item.right, strict=True)
        answering = next((one.hit.passage.presented for one, right in judged if right), None)
        others = sorted({one.hit.passage.presented for one in item.windows})
        text = answering and contrasting(item.question, answering, others, chance)
        if text:
            yield text


def _ask(searcher: Searcher, case: Case, reader: Reader | None) -> Asked | None:
    allowed = None
    if case.within is not None:
        known = searcher.store.known().values()
        documents = [item.id for item in known if same_document(item.path, case.within)]
        allowed = searcher.store.passage_ids(documents)
    query = searcher.query(case.question)
    asked = question(query)
    hits = searcher.search(query, CANDIDATES, allowed=allowed)
    matched = match(asked.asked, hits, searcher.tokens(hits))
    if reader is not None:
        matched = closest(matched)
    found = [window for item in matched for window in windows(asked, item)]
    if not found:
        return None
    unread = None
    if reader is not None:
        unread = weights(is_read=False).rank.logits(np.stack([each.signals for each in found]))
        readings = read(reader, case.question, [item.hit for item in matched])
        found = [each.read(readings[each.hit.id]) for each in found]
    judged = [_judge(window, case) for window in found]
    return Asked(
        case.question,
        found,
        np.stack([window.signals for window in found]),
        np.array([right for right, _ in judged]),
        np.array([own for _, own in judged]),
        case.answerable,
        case.within is not None,
        unread,
        asked.strangeness,
    )


def _judge(window: Window, case: Case) -> tuple[bool, bool]:
    """Whether a window holds an answer, or is a good part of a longer one; and whether its
    document has one."""
    document = window.hit.passage.document
    golds = [gold.text for gold in case.gold if same_document(document.path, gold.document)]
    text = window.span.of(document.text)
    inside = window.words >= _LEAST_INSIDE and any(text in gold for gold in golds)
    return inside or any(gold in text for gold in golds), bool(golds)

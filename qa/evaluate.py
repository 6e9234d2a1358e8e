"""What `qa eval` does: a set of cases, an index of their documents, and the system to score."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from eval.cases import KHALKHIN_GOL, Case, load_cases, same_document, sample
from eval.folders import load_folder
from eval.run import Outcome, Place, Ranked, Read, Reply, run
from index.build import index
from index.choosing import Found
from index.encoders import Progress
from index.errors import CaseError
from index.reading import read
from qa import answer
from qa.ask import MOST_QUOTES, Asker
from qa.reader.noise import misspelt
from qa.scope import EVERYTHING, Scope

SEEDS = Path("seeds")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Cases with an index that holds their documents; ``dropped`` counts cases without use."""

    cases: list[Case]
    asker: Asker
    dropped: int


@contextmanager
def prepared(
    chosen: Path | None,
    sources: Path | None,
    folder: Path | None,
    start: Callable[[Path], Asker],
    choose: Callable[[Sequence[Case]], list[Case]],
    show: Progress,
) -> Iterator[Prepared]:
    """The set to run, indexed: the project's own cases, a file of cases, or a folder of a set.

    The index is made in a temporary place, or in ``folder`` and kept; ``start`` opens it for
    asking. Raises CaseError.
    """
    with TemporaryDirectory(prefix="pincite-eval-") as scratch:
        place = folder or Path(scratch) / "index"
        if chosen is not None and chosen.is_dir():
            documents = place.parent / f"{chosen.name}-documents"
            loaded = load_folder(chosen, documents)
            cases, dropped = list(loaded.cases), len(loaded.dropped)
        else:
            documents = sources or SEEDS
            if not documents.is_dir():
                raise CaseError(
                    f"the documents of the cases are not at {documents}; "
                    "name their folder with --sources"
                )
            cases, dropped = load_cases(chosen or KHALKHIN_GOL, documents), 0
        cases = choose(cases)
        index(place, [documents], progress=show, wait=lambda: None)
        yield Prepared(cases, start(place), dropped)


def evaluate(given: Prepared, progress: Callable[[Outcome], None] | None = None) -> list[Outcome]:
    """Ask the cases."""
    return run(given.cases, _Asked(given.asker), _reader(given.asker), progress)


def chosen_cases(cases: Sequence[Case], part: str, count: int | None) -> list[Case]:
    """The cases of one part ("train", "dev", "test" or "all"), or ``count`` of them, always the same.

    Raises CaseError when there are none.
    """
    found = [case for case in cases if part in ("all", case.split)]
    if not found:
        raise CaseError(f"there are no cases in the part {part!r} of this set")
    return found if count is None else sample(found, count)


def misspelt_cases(cases: Sequence[Case]) -> list[Case]:
    """The cases with a slip of the pen in one or two words of each question, the same each time."""

    def slipped(case: Case) -> str:
        return misspelt(case.question, random.Random(crc32(case.id.encode())))

    return [replace(case, question=slipped(case)) for case in cases]


class _Asked:
    """An Asker as eval sees a system."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._paths = list(asker.searcher.store.known())

    def __call__(self, question: str, *, within: str | None) -> Reply:
        scope = EVERYTHING
        if within is not None:
            paths = (path for path in self._paths if same_document(path, within))
            scope = Scope(paths=frozenset(paths))
        reply = self._asker.ask(question, k=MOST_QUOTES, scope=scope)
        answered = isinstance(reply, answer.Answer)
        return Reply(answered, reply.confidence, tuple(map(_ranked, answer.shown(reply))))


def _ranked(quote: answer.Quote) -> Ranked:
    places = (quote.place, *quote.also_in)
    return Ranked(
        quote.text,
        tuple(Place(p.document.path, p.span.start, p.span.end) for p in places),
        quote.score,
        quote.answer.of(quote.place.document.text) if quote.answer else "",
    )


def _reader(asker: Asker) -> Read:
    """Reads a cited document from disk, as indexing does, to check quotes against the files."""

    def text(path: str) -> str:
        file = asker.base / path
        return read(Found(str(file), path, 0, 0)).text

    return text

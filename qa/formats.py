"""Whether an answer hangs on the format: `python -m qa.formats [--only pdf,docx] [--cases N]`.

The documents of the project's own cases are written in every format, indexed, and asked the cases
whose golds can stand in that format. Told of each format, beside what the text files give:

- in how many cases the first quote holds a gold, and one of the first three does;
- in how many it is a confident answer;
- in how many the first quote has the words that it has from the text files, or some of them in a
  row (white space, tags and what parts cells do not count, nor do accents, for a font lacks some);
- in how many the first quote is cited where the writer put it: file, headings, page and its label,
  slide, sheet, row, anchor.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import combining, normalize

from eval.cases import KHALKHIN_GOL, Case, Gold, load_cases, same_document, sample
from eval.corpora.content import contents
from eval.corpora.places import cited, folded, is_right
from eval.corpora.writing import WRITERS, Corpus, write
from index.build import index
from index.errors import CaseError, QAError
from qa.answer import Answer, Quote, Reply, shown
from qa.ask import Asker
from qa.evaluate import SEEDS

_CASES = 40
_QUOTES = 3
_OF_TABLES = ("xlsx", "csv")
"""Formats that hold the tables alone, and are asked what tables answer."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one reply is worth: the rank of the first quote with a gold, or None; whether it is an
    answer; the words of its first quote, and whether that is cited right."""

    rank: int | None
    answered: bool
    words: str
    placed: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Of one case: how the text files answer it, and how the files of a format do."""

    case: Case
    text: Told
    other: Told

    @property
    def same(self) -> bool:
        """Whether the first quotes are the same, or one a part of the other."""
        one, other = self.text.words, self.other.words
        return bool(one and other) and (one in other or other in one)


def cases_for(cases: Sequence[Case], name: str, corpus: Corpus) -> list[Case]:
    """The cases that have a gold in the files of a format; for one of `_OF_TABLES` those on
    tables."""
    written: dict[str, list[str]] = {}
    for path, spots in corpus.spots.items():
        written.setdefault(corpus.sources[path], []).extend(folded(spot.text) for spot in spots)

    def stands(gold: Gold) -> bool:
        words = folded(gold.text)
        texts = (texts for name, texts in written.items() if same_document(name, gold.document))
        return any(words in text for each in texts for text in each)

    asked = [case for case in cases if name not in _OF_TABLES or case.kind == "table"]
    return [case for case in asked if any(map(stands, case.gold))]


def told(case: Case, reply: Reply, sources: Mapping[str, str], corpus: Corpus | None) -> Told:
    """Judge a reply. ``sources`` tells of which document a file is; without a corpus, of text
    files, no place is judged."""
    quotes = shown(reply)
    ranks = (rank for rank, quote in enumerate(quotes, 1) if _holds(quote, case, sources))
    if not quotes:
        return Told(None, False, "", False)
    place = quotes[0].place
    name = _name(place.document.path)
    placed = corpus is not None and is_right(
        cited(place.document, place.span, quotes[0].heading), corpus.spots.get(name, ())
    )
    words = _plain(folded(quotes[0].text, name))
    return Told(next(ranks, None), isinstance(reply, Answer), words, placed)


def _holds(quote: Quote, case: Case, sources: Mapping[str, str]) -> bool:
    for place in (quote.place, *quote.also_in):
        name = _name(place.document.path)
        text = folded(place.span.of(place.document.text), name)
        for gold in case.gold:
            if same_document(sources[name], gold.document) and folded(gold.text) in text:
                return True
    return False


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _plain(text: str) -> str:
    """Without accents, and "?" for what is then beyond ASCII."""
    bare = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return bare.encode("ascii", "replace").decode()


def measure(seeds: Path, work: Path, formats: Sequence[str], count: int) -> Iterator[list[Result]]:
    """The results of each format, of ``count`` cases or all that there are."""
    given = contents(seeds)
    cases = [case for case in load_cases(KHALKHIN_GOL, seeds) if case.answerable]
    sources = {content.source: content.source for content in given}
    plain = _asker(work / "text", seeds)
    known: dict[str, Told] = {}
    for name in formats:
        corpus = write(name, given, work / name)
        chosen = sample(cases_for(cases, name, corpus), count)
        if not chosen:
            raise CaseError(f"no case has an answer that can stand in a file {name}")
        asker = _asker(work / f"{name}-index", corpus.folder)
        results = []
        for case in chosen:
            if case.id not in known:
                reply = plain.ask(case.question, k=_QUOTES)
                known[case.id] = told(case, reply, sources, None)
            reply = asker.ask(case.question, k=_QUOTES)
            results.append(Result(case, known[case.id], told(case, reply, corpus.sources, corpus)))
        yield results


def _asker(folder: Path, documents: Path) -> Asker:
    index(folder, [documents])
    return Asker.open(folder)


_HEADER = "format  cases   first (text)   in three (text)   answered (text)   same quote   place"


def line(name: str, results: Sequence[Result]) -> str:
    """A format's results, below `_HEADER`."""

    def pair(of_text: Sequence[bool], of_other: Sequence[bool]) -> str:
        return f"{sum(of_other)} ({sum(of_text)})"

    texts, others = [result.text for result in results], [result.other for result in results]
    first = pair([t.rank == 1 for t in texts], [t.rank == 1 for t in others])
    three = pair([t.rank is not None for t in texts], [t.rank is not None for t in others])
    answered = pair([t.answered for t in texts], [t.answered for t in others])
    same, placed = sum(r.same for r in results), sum(t.placed for t in others)
    return (
        f"{name:<6}  {len(results):>5}   {first:>12}   {three:>15}   {answered:>15}"
        f"   {same:>10}   {placed:>5}"
    )


def _misses(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        worse = (result.other.rank or 99) > (result.text.rank or 99)
        if worse or not result.same or not result.other.placed:
            yield f"  {result.case.id} {result.case.question}"
            yield f"    text  {result.text.rank}: {result.text.words[:150]}"
            place = "" if result.other.placed else " (cited wrong)"
            yield f"    here  {result.other.rank}: {result.other.words[:150]}{place}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m qa.formats", description=__doc__)
    parser.add_argument("--only", default=",".join(WRITERS), help="formats, parted by commas")
    parser.add_argument("--cases", type=int, default=_CASES, metavar="N", help="cases a format")
    parser.add_argument("--seeds", type=Path, default=SEEDS, metavar="DIR")
    parser.add_argument("--show-misses", action="store_true", help="list what differs")
    options = parser.parse_args(arguments)
    formats = options.only.split(",")
    if unknown := [name for name in formats if name not in WRITERS]:
        parser.error(f"no format {unknown[0]!r}; choose of {', '.join(WRITERS)}")
    print(_HEADER)
    try:
        with tempfile.TemporaryDirectory(prefix="pincite-formats-") as scratch:
            found = measure(options.seeds, Path(scratch), formats, options.cases)
            for name, results in zip(formats, found, strict=True):
                print(line(name, results), flush=True)
                if options.show_misses:
                    print("\n".join(_misses(results)), flush=True)
    except QAError as error:
        print(f"formats: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

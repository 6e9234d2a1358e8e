"""A question → the documents that it names: "In the storage lease, who …", "under GPL version 3",
"according to travel-policy.md"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from index.words import fold, is_stop_word
from qa.dates import months
from qa.question import initials, stems

_TITLED = (
    *("act", "agreement", "article", "bill", "book", "brochure", "bylaws", "changelog", "charter"),
    *("code", "constitution", "contract", "convention", "covenant", "deed", "directive", "docs"),
    *("documentation", "faq", "form", "guide", "guidelines", "handbook", "instructions", "lease"),
    *("letter", "license", "manual", "memo", "memorandum", "minutes", "notes", "order", "paper"),
    *("plan", "policy", "protocol", "readme", "reference", "regulation", "regulations", "report"),
    *("rfc", "rules", "ruling", "judgment", "spec", "specification", "standard", "statute"),
    *("statutes", "terms", "thesis", "tutorial", "whitepaper", "proposal", "dissertation"),
    *("editorial",),
)
_PAPERS = stems(" ".join(_TITLED))
# What follows the name of a file: "the zoo paper".
_CALLED = frozenset(
    ("paper", "document", "file", "pdf", "text", "page", "manual", "guide", "report", "article")
    + ("trial", "study", "thesis", "letter", "editorial", "review", "proposal", "preprint")
)
_CALLED_STEMS = stems(" ".join(_CALLED))
# A paper by who wrote it: Chen et al. (2019), Chen and Dahl 2019, chen2019; less surely Chen 2019.
_NAME, _YEAR = r"(?-i:[A-Z])[^\W\d_]*(?:[-'’][^\W\d_]{2,})*", r"(?:1[6-9]|20)\d\d"
_CITED = re.compile(
    r"(?:\b(?:in|by|of|from|per|according\s+to)\s+)?(?:"
    rf"\b(?P<name>{_NAME})(?:['’]s)?(?:"
    rf"\s+(?:et\s+al\b\.?|(?:and|&)\s+co(?:lleagues|-?workers))(?:,?\s*\(?(?P<year>{_YEAR})[a-z]?\b\)?)?"
    rf"|\s+(?:and|&)\s+{_NAME},?\s*\(?(?P<both>{_YEAR})[a-z]?\b\)?"
    rf"|,?\s*\((?P<set>{_YEAR})[a-z]?\)|,?\s*(?P<bare>{_YEAR})[a-z]?\b)"
    rf"|\b(?P<key>[a-z]{{3,}})(?P<of>{_YEAR})[a-z]?\b),?",
    re.IGNORECASE,
)
# What one word names where but one document, or a few, have it in their file's name.
_ALONE = stems("bylaws changelog constitution contract faq handbook lease manual minutes readme")
_BEFORE = re.compile(
    r"(?<!\w)(?:in|within|of|from|by|does|do|(?P<firm>under|per|according to|pursuant to))\s+"
    r"(?P<the>(?:the|our)\s+)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_FILE = re.compile(r"(?<![\w./-])[\w./-]{1,200}\.\w{1,5}\b")
_WITHIN = frozenset({"of", "the", "for", "and", "on"})
_VERSION = re.compile(r"\bversion\b|\bv\.? ?\d|\d\.\d", re.IGNORECASE)
_UNSAID = frozenset({"version", "v", "no", "number", "edition", "s"})
_SAYS = re.compile(
    r"\s*(?:$|[^\w\s-]|(?:say|state|require|allow|permit|provide|mention|contain|cover|define|forbid"
    r"|prohibit|oblige|tell|deal|regulate|apply|end|begin|start|expire)s?\b)",
    re.IGNORECASE,
)
_BEGINS = 4  # letters, the fewest that words of one stem have in common
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_SPELT = {"licence": "license", "licences": "license", "licenses": "license"}


@dataclass(frozen=True, slots=True)
class Titled:
    """A document as it may be called."""

    id: int
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Named:
    """Documents that a question names, and with which of its half-open characters, the words before
    them included. ``is_file`` where the words are those of their files' names."""

    documents: frozenset[int]
    start: int
    end: int
    is_file: bool
    is_citation: bool = False


def may_name(question: str) -> bool:
    """Whether it is worth looking what documents there are."""
    found = stems(_spelt(question))
    has_code = any(word.isupper() or word[-1].isdigit() for word in _WORD.findall(question))
    is_called = not found.isdisjoint(_PAPERS | _CALLED_STEMS)
    return is_called or has_code or bool(_FILE.search(question) or _CITED.search(question))


def named(question: str, documents: Sequence[Titled]) -> list[Named]:
    """What a question names, where that is not most of what there is."""
    known = _Known(_like(question, documents))
    found: list[Named] = list(_cited(question, known))
    for before in _BEFORE.finditer(question):
        if any(before.start() < one.end and before.end() >= one.start for one in found):
            continue
        one = _longest(question, before, known)
        if one is not None:
            found.append(one)
    return [one for one in found if 2 * len(one.documents) <= len(documents)]


def _cited(question: str, known: "_Known") -> Iterator[Named]:
    """What is named as papers are cited, where a file is called so: by its first author and, if
    there is one, the year. A name with a bare year may be a place or a month."""
    for match in _CITED.finditer(question):
        told = match.groupdict()
        name = told["name"] or told["key"]
        year = next((told[key] for key in ("year", "both", "set", "bare", "of") if told[key]), "")
        if months(name):
            continue
        words = _stems(f"{name} {year}")
        there = set.intersection(*(known.files.get(word, set()) for word in words))
        if told["bare"]:
            there = {key for key in there if known.names[key] == words}
        if there:
            is_citation = not told["bare"]
            yield Named(frozenset(there), *match.span(), is_file=False, is_citation=is_citation)


def _like(question: str, documents: Iterable[Titled]) -> Iterator[Titled]:
    """The documents whose name has the beginning of any of the question's words, or that any may
    stand for: of few the words are worth looking at."""
    words = [word for word in re.findall(r"[^\W\d_]+", question) if not is_stop_word(word)]
    begins = {fold(word)[:_BEGINS] for word in words}
    if not begins:
        return
    some = re.compile("|".join(map(re.escape, begins)))
    short = stems(" ".join(word for word in words if word.isupper()))
    for one in documents:
        if some.search(fold(f"{one.path} {one.title}")) or not short.isdisjoint(
            initials(one.title) if short else ()
        ):
            yield one


@lru_cache(maxsize=20_000)
def called_by(document: Titled) -> frozenset[str]:
    """The stems of the words that a document may be called by."""
    return _file_stems(document) | _stems(document.title) | initials(document.title)


@lru_cache(maxsize=20_000)
def _file_stems(document: Titled) -> frozenset[str]:
    return _stems(PurePosixPath(document.path).with_suffix("").as_posix())


class _Known:
    """The words of each document's name: those of its path, and with them those of its title; and of
    its file's name alone."""

    def __init__(self, documents: Iterable[Titled]) -> None:
        self.files: dict[str, set[int]] = {}
        self.all: dict[str, set[int]] = {}
        self.paths: dict[str, set[int]] = {}
        self.names: dict[int, frozenset[str]] = {}
        for one in documents:
            path = PurePosixPath(one.path)
            self.names[one.id] = _stems(path.stem)
            parts = path.as_posix().lower().split("/")
            _add(self.paths, ("/".join(parts[start:]) for start in range(len(parts))), one.id)
            _add(self.files, _file_stems(one), one.id)
            _add(self.all, called_by(one), one.id)


def _longest(question: str, before: re.Match[str], known: _Known) -> Named | None:
    """The longest run of words after a preposition that all stand in the name of some document."""
    path = _FILE.match(question, before.end())
    if path and path[0].lower() in known.paths:
        there = frozenset(known.paths[path[0].lower()])
        return Named(there, before.start(), path.end(), is_file=True)
    met: list[str] = []
    there_yet: set[int] | None = None
    best: Named | None = None
    for word in _WORD.finditer(question, before.end()):
        own = sorted(_stems(word[0]))
        if not own or (is_stop_word(word[0]) and met and word[0].lower() in _WITHIN):
            continue
        following = set.intersection(*(known.all.get(stem, set()) for stem in own))
        following = following if there_yet is None else following & there_yet
        if best is None and met and before["the"] and word[0].lower() in _CALLED:
            files = set.intersection(*(known.files.get(stem, set()) for stem in met))
            best = Named(frozenset(files), before.start(), word.end(), True) if files else None
        if not following or is_stop_word(word[0]):
            break
        met, there_yet = [*met, *own], following
        if _is_name(
            met, before, question[before.end() : word.end()], question[word.end() :], known
        ):
            of_files = following.intersection(*(known.files.get(stem, set()) for stem in met))
            chosen = frozenset(of_files or following)
            best = Named(chosen, before.start(), word.end(), bool(of_files))
    return best


def _is_name(
    met: Sequence[str], before: re.Match[str], name: str, after: str, known: _Known
) -> bool:
    """Whether words that stand in a document's name are meant as one."""
    is_the = any(before[group] is not None for group in ("the", "firm"))
    if len(met) == 1:
        in_file = bool(known.files.get(met[0]))
        is_one = met[0] in _ALONE or (name.isupper() and len(name) > 1)
        return before["the"] is not None and is_one and in_file and _SAYS.match(after) is not None
    if not any(stem.isalpha() for stem in met):
        return False
    if any(stem.isdigit() for stem in met):
        is_version = before["firm"] is not None or _VERSION.search(name) is not None
        if is_version and any(word.isupper() for word in _WORD.findall(name)):
            return True
    is_capital = any(word[0].isupper() for word in _WORD.findall(name))
    return not _PAPERS.isdisjoint(met) and (is_the or is_capital)


def _stems(text: str) -> frozenset[str]:
    """
    >>> sorted(_stems("lic/gpl-v3"))
    ['3', 'gpl', 'lic']
    """
    parted = " ".join(_PARTS.findall(_spelt(text)))
    return frozenset(stem for stem in stems(parted) if stem not in _UNSAID)


def _spelt(text: str) -> str:
    return " ".join(_SPELT.get(fold(word), word) for word in re.findall(r"\w+", text))


def _add(there: dict[str, set[int]], found: Iterable[str], key: int) -> None:
    for stem in found:
        there.setdefault(stem, set()).add(key)

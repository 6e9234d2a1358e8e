"""A question → the documents that it names: "In the storage lease, who …", "under GPL version 3",
"according to travel-policy.md"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.words import is_stop_word
from qa.called import Known, Titled, is_version, like, words_in
from qa.dates import months
from qa.question import apart, stems

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
    r"(?:(?<!\w)(?:in|within|of|from|by|does|do|(?P<firm>under|per|according to|pursuant to))\s+"
    r"|\A(?P<first>\W*(?:(?:is|are)\s+)?))(?P<the>(?:the|our)\s+)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_FILE = re.compile(r"(?<![\w./-])[\w./-]{1,200}\.\w{1,5}\b")
_WITHIN = frozenset({"of", "the", "for", "and", "on"})
_VERSION = re.compile(r"\bversion\b|\bv\.? ?\d|\d\.\d", re.IGNORECASE)
_TOLD_VERSION = re.compile(r"\bversion\b|\bv\.? ?\d", re.IGNORECASE)
_SAYS = re.compile(
    r"\s*(?:$|[^\w\s-]|(?:say|state|require|allow|permit|provide|mention|contain|cover|define|forbid"
    r"|prohibit|oblige|tell|deal|regulate|apply|end|begin|start|expire)s?\b)",
    re.IGNORECASE,
)


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
    found = words_in(question)
    has_code = any(word.isupper() or word[-1].isdigit() for word in _WORD.findall(question))
    is_called = not found.isdisjoint(_PAPERS | _CALLED_STEMS)
    return is_called or has_code or bool(_FILE.search(question) or _CITED.search(question))


def named(question: str, documents: Sequence[Titled]) -> list[Named]:
    """What a question names, where that is not most of what there is."""
    known = Known(like(question, documents))
    found: list[Named] = list(_cited(question, known))
    for before in _BEFORE.finditer(question):
        if any(before.start() < one.end and before.end() >= one.start for one in found):
            continue
        one = _longest(question, before, known)
        if one is not None:
            found.append(one)
    return [one for one in found if 2 * len(one.documents) <= len(documents)]


def _cited(question: str, known: Known) -> Iterator[Named]:
    """What is named as papers are cited, where a file is called so: by its first author and, if
    there is one, the year. A name with a bare year may be a place or a month."""
    for match in _CITED.finditer(question):
        told = match.groupdict()
        name = told["name"] or told["key"]
        year = next((told[key] for key in ("year", "both", "set", "bare", "of") if told[key]), "")
        if months(name):
            continue
        words = words_in(f"{name} {year}")
        there = set.intersection(*(known.files.get(word, set()) for word in words))
        if told["bare"]:
            there = {key for key in there if known.names[key] == words}
        if there:
            is_citation = not told["bare"]
            yield Named(frozenset(there), *match.span(), is_file=False, is_citation=is_citation)


def _longest(question: str, before: re.Match[str], known: Known) -> Named | None:
    """The longest run of words after a preposition that all stand in the name of some document; at
    the beginning only a whole name with its version. A version that none has names none."""
    path = _FILE.match(question, before.end())
    if path and path[0].lower() in known.paths and before["first"] is None:
        there = frozenset(known.paths[path[0].lower()])
        return Named(there, before.start(), path.end(), is_file=True)
    met: list[str] = []
    there_yet: set[int] | None = None
    best: Named | None = None
    end = before.end()
    for word in _WORD.finditer(question, before.end()):
        own = sorted(words_in(word[0]))
        if not own or (is_stop_word(word[0]) and met and word[0].lower() in _WITHIN):
            continue
        following = set.intersection(*(known.all.get(stem, set()) for stem in own))
        following = following if there_yet is None else following & there_yet
        if best is None and met and _is_called_so(word[0], before):
            files = set.intersection(*(known.files.get(stem, set()) for stem in met))
            best = Named(frozenset(files), before.start(), word.end(), True) if files else None
        if not following and best and _is_other(question[end : word.end()], best, known):
            return None
        if not following or (is_stop_word(word[0]) and not (met and word[0].isupper())):
            break
        met, there_yet, end = [*met, *own], following, word.end()
        best = _meant(met, following, before, question, end, known) or best
    return best


def _is_called_so(word: str, before: re.Match[str]) -> bool:
    """Whether a word follows the name of a file: "in the zoo paper"."""
    return before["first"] is None and before["the"] is not None and word.lower() in _CALLED


def _is_other(text: str, named: Named, known: Known) -> bool:
    """Whether a text after a name goes on with a version that nothing of the name has."""
    if _VERSION.search(apart(text)) is None:
        return False
    is_told = _TOLD_VERSION.search(apart(text)) is not None
    return is_told or known.has_version(named.documents)


def _meant(
    met: Sequence[str],
    there: set[int],
    before: re.Match[str],
    question: str,
    end: int,
    known: Known,
) -> Named | None:
    """What words name that all stand in the names of some documents, if they are meant so: with a
    file's name the documents that are called just so."""
    name, is_first = question[before.end() : end], before["first"] is not None
    if not is_first and _is_name(met, before, name, question[end:], known):
        of_files = there.intersection(*(known.files.get(stem, set()) for stem in met))
        chosen = frozenset(of_files | (there & known.equal(met)) if of_files else there)
        return Named(chosen, before.start(), end, bool(of_files))
    if not any(map(is_version, met)) or months(name):
        return None
    whole = frozenset(known.whole(met, there))
    is_told = _VERSION.search(apart(name)) is not None  # "EUPL 1.1" is not answered by 1.2
    return Named(whole, before.start(), end, is_told, is_citation=is_first) if whole else None


def _is_name(
    met: Sequence[str], before: re.Match[str], name: str, after: str, known: Known
) -> bool:
    """Whether words that stand in a document's name are meant as one."""
    is_the = any(before[group] is not None for group in ("the", "firm"))
    if len(met) == 1:
        in_file = bool(known.files.get(met[0]))
        is_one = met[0] in _ALONE or (name.isupper() and len(name) > 1)
        return before["the"] is not None and is_one and in_file and _SAYS.match(after) is not None
    if not any(stem.isalpha() for stem in met):
        return False
    if any(stem[:1].isdigit() for stem in met):
        is_told = before["firm"] is not None or _VERSION.search(apart(name)) is not None
        if is_told and any(word.isupper() for word in _WORD.findall(apart(name))):
            return True
    is_capital = any(word[0].isupper() for word in _WORD.findall(name))
    return not _PAPERS.isdisjoint(met) and (is_the or is_capital)

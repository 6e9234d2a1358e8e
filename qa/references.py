"""Places that a question gives by number: "clause 14.2", "§ 4(1)", "Schedule 2"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.counting import ROMAN, roman, spelt

Number = tuple[str, ...]
"""Its parts as they are read out: 14.2 and 14(2) are ("14", "2"), Schedule 2 ("schedule", "2")."""

SECTIONS = ("clause", "section", "subsection", "article", "paragraph", "rule", "regulation")
CONTAINERS = ("schedule", "annex", "annexe", "appendix", "exhibit", "chapter", "part")
"""Words for what has sections of its own: a part of theirs and a section of one number are two."""
FLOATS = ("table", "figure", "box")
"""Words for what stands within a section and is counted apart from it."""
LOOSE = ("point", "item")
"""Words that count other things too."""
_SHORT = ("fig", "tab", "cl", "sec", "sect", "art", "para", "reg", "chap")
_SAME = {
    "fig": "figure",
    "tab": "table",
    "cl": "clause",
    "sec": "section",
    "sect": "section",
    "subsection": "section",
    "art": "article",
    "para": "paragraph",
    "reg": "regulation",
    "annexe": "annex",
    "chap": "chapter",
}
DOTTED = r"\d{1,3}(?:\.\d{1,3})*[a-z]?"
_PARENS = r"(?:[ ]?\((?:\d{1,3}|[a-z]{1,4})\))"


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of some words."""
    return "|".join(sorted(words, key=len, reverse=True))


COUNTED = (
    rf"(?:{ROMAN}|(?=[ivxlc]{{2}})(?i:{ROMAN})|[A-Z]|(?:(?i:the)\s)?(?i:{any_of(spelt())}))(?!-?\w)"
    r"(?!\sof\s(?:them|these|those|which|whom)\b)"
)
"""A pattern for a count without digits; a Roman one of a single letter is a capital."""

WORDS = rf"(?i:{any_of((*SECTIONS, *CONTAINERS, *FLOATS, *LOOSE))})|(?i:{any_of(_SHORT)})\."
"""A pattern for what may stand before a number."""
_REFERENCE = re.compile(
    rf"(?:§{{1,2}}\s?|\b(?P<word>(?:{WORDS}))s?\s(?:(?i:no|number)\b\.?\s)?)"
    rf"(?P<number>{DOTTED}{_PARENS}*|{COUNTED}|{_PARENS}+)(?![\w%]|[.-]\d)"
)
_MORE = re.compile(
    rf"\s?(?:,|,?\s?and|,?\s?or)\s(?P<number>\d{{1,3}}(?:\.\d{{1,3}})+{_PARENS}*"
    rf"|{DOTTED}{_PARENS}*(?=\s*(?:$|[^\w\s]|(?:of|in|and|or|say|hold)\b)))(?![\w%]|[.-]\d)"
)
_ALONE = re.compile(rf"(?P<number>\d{{1,3}}(?:\.\d{{1,3}})+[a-z]?{_PARENS}*|{DOTTED}{_PARENS}+)")
# "The article I wrote" is none.
_AFTER_I = re.compile(r"\s*(?:$|[^\w\s]|(?i:of|in|and|or|says?|section|article|part|chapter)\b)")


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered place in a question, the word before it ("" for a sign or none), and its half-open
    characters there. ``is_loose`` where that word may as well count something else."""

    number: Number
    word: str
    start: int
    end: int
    is_loose: bool = False


def references(question: str) -> list[Reference]:
    """The numbered places that a question names.

    >>> [one.number for one in references("What do § 4.1(2) and sections 5 and 6 say?")]
    [('4', '1', '2'), ('5',), ('6',)]
    """
    alone = _ALONE.fullmatch(question.rstrip("?. "))
    if alone:
        return [Reference(parts(alone["number"]), "", *alone.span())]
    return list(_references(question))


def _references(question: str) -> Iterator[Reference]:
    for match in _REFERENCE.finditer(question):
        if match["number"] == "I" and not _AFTER_I.match(question, match.end()):
            continue
        word, number = word_of(match["word"] or ""), parts(match["number"])
        before = (word,) if word in (*CONTAINERS, *FLOATS) else ()
        if not before and number[0].isalpha() and not match["number"].lstrip().startswith("("):
            continue  # "section B" is a name
        yield Reference((*before, *number), word, *match.span(), is_loose=word in LOOSE)
        more = _MORE.match(question, match.end())
        while more:
            number = (*before, *parts(more["number"]))
            yield Reference(number, word, *more.span("number"), is_loose=word in LOOSE)
            more = _MORE.match(question, more.end())


def word_of(word: str) -> str:
    """One word for those that mean the same."""
    lowered = word.lower().rstrip(".")
    return _SAME.get(lowered, lowered)


def parts(number: str) -> Number:
    """A number's parts.

    >>> parts("5.3(b)"), parts("IV"), parts("the Second")
    (('5', '3', 'b'), ('4',), ('2',))
    """
    word = number.lower().removeprefix("the").strip()
    value = spelt().get(word)
    if value is None and (len(word) > 1 or number in "IVX"):
        value = roman(word)
    return (str(value),) if value else tuple(re.findall(r"[^\W_]+", word))

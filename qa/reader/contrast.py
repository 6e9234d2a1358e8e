"""A question changed so little that its passage looks as right as before, and answers no longer.

One thing of the question that the passage has (a figure, a code, a month, a name, what is asked
of it) becomes another that it has not. So the reader learns to look for exactly what was asked,
as people's own changed questions teach it (contrast sets: Gardner et al., EMNLP 2020).
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence

from index.words import is_stop_word

_Swap = tuple[int, int, str]  # from, to, what stands there instead

# fmt: off
_CYCLES = (
    "january february march april may june july august september october november december",
    "monday tuesday wednesday thursday friday saturday sunday",
    "north east south west", "northern eastern southern western",
    "first second third fourth fifth sixth seventh eighth ninth tenth",
    "spring summer autumn winter", "morning afternoon evening night",
    "red blue green yellow white black",
)
_OPPOSITES = (
    "first last", "largest smallest", "biggest smallest", "highest lowest", "longest shortest",
    "oldest youngest", "best worst", "earliest latest", "most least", "more fewer", "before after",
    "begin end", "began ended", "start finish", "started stopped", "opened closed", "born buried",
    "won lost", "win lose", "increase decrease", "increased decreased", "rise fall", "rose fell",
    "above below", "inside outside", "male female", "men women", "father mother", "son daughter",
    "brother sister", "king queen", "husband wife", "buy sell", "bought sold", "minimum maximum",
    "import export", "imports exports", "left right", "upper lower",
)
# What people ask of things, and tables have columns of.
_ASKED = (
    "salary", "height", "weight", "width", "length", "depth", "age", "price", "cost", "population",
    "area", "capacity", "attendance", "score", "result", "venue", "date", "year", "rank", "speed",
    "distance", "temperature", "colour", "nickname", "birthplace", "nationality", "occupation",
    "religion", "language", "author", "director", "producer", "publisher", "coach", "captain",
    "referee", "sponsor", "owner", "opponent", "winner", "budget", "revenue", "profit", "tax",
    "deadline", "address", "telephone number", "email address", "motto", "currency", "mascot",
)
# fmt: on
_WHEN = frozenset(("year", "date", "age"))  # also what a reply's kind is asked by: "in what year"
_CODE = re.compile(r"(?<![\w.,])(?=[\w-]*\d)[A-Za-z]*-?\d+(?:[.,]\d+)*[A-Za-z]?(?![\w])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_RUN = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+(?: [A-Z][\w-]+){0,2}")
_COLUMN = re.compile(r"(?:^|; )([^;:\n]{3,40}): ", re.MULTILINE)


def contrasting(
    question: str, passage: str, others: Sequence[str], chance: random.Random
) -> str | None:
    """The question asking for what the passage, its answer till now, has not.

    Names come from the ``others``, passages like it. None where nothing can be changed.
    """
    there = _words(passage)
    ways: list[Callable[[], Iterator[_Swap]]] = [
        lambda: _figures(question, passage, chance),
        lambda: _listed(question, there, chance),
        lambda: _names(question, passage, others, chance),
        lambda: _asked(question, passage, there, chance),
    ]
    chance.shuffle(ways)
    for way in ways:
        found = list(way())
        if found:
            start, end, text = chance.choice(found)
            return question[:start] + _cased(text, question[start:end]) + question[end:]
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(word.group().lower() for word in _WORD.finditer(text))


def _cased(text: str, like: str) -> str:
    if like.islower():
        return text.lower()
    return text[:1].upper() + text[1:] if like[:1].isupper() else text


def _figures(question: str, passage: str, chance: random.Random) -> Iterator[_Swap]:
    """A year, number or code as another of the same shape."""
    for found in _CODE.finditer(question):
        code = found.group()
        if code.lower() not in passage.lower():
            continue
        other = _year(code, chance) if re.fullmatch(r"1\d{3}|20\d\d", code) else _code(code, chance)
        if other.lower() not in passage.lower():
            yield found.start(), found.end(), other


def _year(year: str, chance: random.Random) -> str:
    return str(int(year) + chance.choice((-1, 1)) * chance.choice((1, 2, 3, 5, 8, 13, 30)))


def _code(code: str, chance: random.Random) -> str:
    """With another last digit, or all digits others."""
    places = [n for n, letter in enumerate(code) if letter.isdigit()]
    letters = list(code)
    for n in places if chance.random() < 0.5 else places[-1:]:
        letters[n] = chance.choice([digit for digit in "123456789" if digit != letters[n]])
    return "".join(letters)


def _listed(question: str, there: frozenset[str], chance: random.Random) -> Iterator[_Swap]:
    """A month, direction or ordinal as another, a word as its opposite."""
    for found in _WORD.finditer(question):
        word = found.group().lower()
        lists = [*_CYCLES, *_OPPOSITES] if found.start() else []
        others = [
            other
            for group in lists
            if word in group.split()
            for other in group.split()
            if other not in there and other != word
        ]
        if others and (word != "may" or found.group() == "May"):
            yield found.start(), found.end(), chance.choice(others)


def _names(
    question: str, passage: str, others: Sequence[str], chance: random.Random
) -> Iterator[_Swap]:
    """A name that the passage has as one that a passage like it has."""
    written = passage.lower()
    small = set(passage.split())
    pool = sorted(
        {
            run
            for other in others
            for run in _RUN.findall(other)
            if not any(part in written for part in run.lower().split())
        }
    )
    if not pool:
        return
    named = {part for run in _RUN.findall(passage) for part in run.split()}
    named = {part.lower() for part in named - {part for part in named if part.lower() in small}}
    run: list[re.Match[str]] = []
    for found in [*_WORD.finditer(question), None]:
        if found and found.group().lower() in named and not is_stop_word(found.group()):
            run.append(found)
            continue
        if run:
            yield run[0].start(), run[-1].end(), chance.choice(pool)
        run = []


def _asked(
    question: str, passage: str, there: frozenset[str], chance: random.Random
) -> Iterator[_Swap]:
    """What is asked of a thing, or a column's name, as something else that things have."""
    free = [name for name in _ASKED if not there & set(name.split())]
    columns = {name.lower() for name in _COLUMN.findall(passage) if name.replace(" ", "").isalpha()}
    lowered = question.lower()
    if not free or len(lowered) != len(question):
        return
    for name in sorted(columns.union(_ASKED) - _WHEN):
        for found in re.finditer(rf"\b{re.escape(name)}\b", lowered):
            if not is_stop_word(name):
                yield found.start(), found.end(), chance.choice(free)

"""Rows of tables → questions that look a cell up, as people type them.

People's own questions on tables are few, and many of them count or compare rows, which no row
answers. A table says itself what can be asked of it: the cell under one column, of the row that
another cell names.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from index.words import terms
from qa.reader.data import Example

_CELL = re.compile(r"(?:^|; )([^;:\n]{2,40}): ", re.MULTILINE)
_COUNTING = re.compile(
    r"\b(how (many|much)|number of|difference|average|more|less|fewer|combined|sum)\b",
    re.IGNORECASE,
)
_FORMS = (
    "{name} {asked}",
    "{asked} of {name}",
    "{asked} for {name}",
    "{about} {name} {asked}",
    "what is the {asked} of {name}?",
    "what was the {asked} of {name}?",
    "what was the {asked} for {name}?",
    "which {asked} did {name} have?",
    "what {asked} is given for {name} in {about}?",
    "{asked} where the {named} is {name}",
    "What was the {asked} when the {named} was {name}?",
    "who or what was the {asked} of {name}?",
)
_FEWEST = 2  # columns of a row: prose has a colon now and then
_LONGEST_NAME = 60  # characters of a cell that a question repeats
_ABSENT = 0.25  # of the questions ask for a column that the table has not

_Cell = tuple[str, int, int]  # column, and where in the passage its value stands


def cells(passage: str) -> list[_Cell]:
    """The cells of a row as the reader gets it, with their columns ("" for a first one that has
    none); no cells for other passages."""
    begin = passage.rfind("\n") + 1
    names = list(_CELL.finditer(passage, begin))
    if len(names) < _FEWEST:
        return []
    ends = [later.start() for later in names[1:]] + [len(passage)]
    found = [("", begin, names[0].start())]
    found += [(name[1], name.end(), end) for name, end in zip(names, ends, strict=True)]
    return [cell for cell in found if cell[2] > cell[1]]


def counting(question: str) -> bool:
    """Whether a question may ask to count, add or compare."""
    return _COUNTING.search(question) is not None


def sound(example: Example) -> bool:
    """Whether the passage may well be what answers. A count that happens to stand in a row, under
    a column that the question does not name, is not."""
    if example.positive is None or not counting(example.question):
        return True
    row = cells(example.positive)
    if not row:
        return True
    words = set(terms(example.question))
    over = {name for name, start, end in row for first, _ in example.spans if start <= first < end}
    return any(words & set(terms(name)) for name in over)


def lookup(example: Example, columns: Sequence[str], chance: random.Random) -> Example | None:
    """A question for one cell of one of the example's rows; now and then for one of ``columns``
    that the table has not, which nothing answers. None where the rows name nothing."""
    texts = [text for text in (example.positive, *example.negatives) if text and cells(text)]
    if len(texts) < 3:
        return None
    chosen = chance.choice(texts)
    row, others = cells(chosen), [text for text in texts if text != chosen]
    naming = _naming(row, chosen, " ".join(others).casefold())
    if not naming:
        return None
    key = chance.choice(naming)
    rest = [cell for cell in row if cell[0] not in ("", key[0])]
    if not rest:
        return None
    asked = chance.choice(rest)
    spans: tuple[tuple[int, int], ...] = ((asked[1], asked[2]),)
    name = asked[0]
    there = {term for text in texts for term in terms(text)}
    free = [column for column in columns if not there & set(terms(column))]
    if free and chance.random() < _ABSENT:
        name, spans = chance.choice(free), ()
    form = chance.choice([form for form in _FORMS if key[0] or "{named}" not in form])
    question = form.format(
        name=chosen[key[1] : key[2]],
        asked=name.lower() if chance.random() < 0.7 else name,
        named=key[0].lower(),
        about=chosen.partition("\n")[0].split(" › ")[0],
    )
    if not spans:
        return Example(question, None, (), (chosen, *others), open=False)
    return replace(
        example, question=question, positive=chosen, spans=spans, negatives=tuple(others)
    )


def _naming(row: Sequence[_Cell], passage: str, others: str) -> list[_Cell]:
    """The cells whose words no other row has, so that they name this one."""
    values = [passage[start:end] for _, start, end in row]
    return [
        cell
        for cell, value in zip(row, values, strict=True)
        if len(value) <= _LONGEST_NAME
        and value.casefold() not in others
        and re.search(r"[^\W\d_]{3}", value)
    ]


def columns_of(examples: Sequence[Example]) -> list[str]:
    """The names of all columns of the examples' rows."""
    return sorted(
        {name for item in examples if item.positive for name, _, _ in cells(item.positive)}
    )

"""The cells of a table row, and which of them a question may mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.grids import is_value
from index.lexical import stem
from index.words import fold, is_stop_word
from qa.dates import DATE
from qa.expect import Expected, expected

# A model's number is one word: LP-200 is not LP-200x.
_TOKEN = re.compile(r"[^\W_]+(?:[-./'’][^\W_]+)*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_COUNTER = re.compile(r"\d{1,5}\.?")
_COUNTING = frozenset(("no", "no.", "nr", "nr.", "#", "id", "number"))
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:who|whom|whose|where|which)\b", re.IGNORECASE)
# "What ship", but not "What is": the answer may be what a row is called.
_NAMING = re.compile(
    r"\b(?:who|whom|whose|where|which|what(?! (?:is|are|was|were|do|does|did|has|have|can|'s)\b) \w+)\b",
    re.IGNORECASE,
)
# "Disease.rate" is two words, "U.S." and "1.5" are one.
_DOT = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")
# A part of a cell under a name of its own: "urban: 81%; rural: 67%".
_PART = re.compile(r"(?:^|[;,|•]|\+\+|:)\s*([^\W\d_][\w /-]{0,29}):(?=\s)")
_AMOUNT = r"\d{1,9}(?:\.\d{1,9})?"
_RANGE = re.compile(
    rf"(?P<low>{_AMOUNT})\s?(?:[-–]|to)\s?(?P<open><?)\s?(?P<high>{_AMOUNT})\b"
    rf"|(?P<sign>[<>]=?|[≤≥])\s?(?P<edge>{_AMOUNT})\b"
)
_ASKED_AMOUNT = re.compile(rf"(?<![\w.,/–-]){_AMOUNT}(?![\w/–-]|[.,]\d)")
# Of the words of a row's label so many must be asked for.
_ASKED = 0.5
_PARTLY_SAID = 0.3

_Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a row's reading has it: its column's name, empty where it has none, and where its
    own words stand in the reading."""

    name: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where its words end in the reading."""
        return self.start + len(self.text)


def cells(reading: str) -> tuple[Cell, ...]:
    """The cells that a reading names: "Year: 1854; Whales: 12".

    >>> [(cell.name, cell.text) for cell in cells("UK; 2019: 24; Note: ill; old")]
    [('', 'UK'), ('2019', '24'), ('Note', 'ill; old')]
    """
    found: list[Cell] = []
    at = 0
    for part in reading.split("; "):
        name, colon, text = part.partition(": ")
        if colon:
            found.append(Cell(name, text, at + len(name) + 2))
        elif found and found[-1].name:
            last = found.pop()  # a cell may have a semicolon of its own
            found.append(Cell(last.name, f"{last.text}; {part}", last.start))
        else:
            found.append(Cell("", part, at))
        at += len(part) + 2
    return tuple(found)


def meant(question: str, row: Sequence[Cell]) -> Cell | None:
    """The cell that a question asks for by its column's name and by what else of the row it names;
    None where it names no column alone, or nothing of the row."""
    if _CHOICE.search(question):
        return None
    asked = _tokens(question)
    if (ranged := _ranged(question, row)) is not None:
        return ranged
    free = [cell for cell in row if not _is_in(_tokens(cell.text), asked)]
    named = [cell for cell in free if cell.name and {*_tokens(cell.name)} <= {*asked}]
    longest = [
        cell
        for cell in named
        if not any({*_tokens(cell.name)} < {*_tokens(other.name)} for other in named)
    ]
    if len(longest) != 1:
        return None
    (found,) = longest
    if is_value(found.text) and _WHICH.search(question):
        return None
    label = next((cell for cell in row if not is_counter(cell, row)), row[0])
    if label is found:
        return None
    return found if _is_asked(label, asked) or len(free) < len(row) else None


def _is_asked(label: Cell, asked: _Tokens) -> bool:
    """Whether a question says most words of a row's label."""
    words = [token for token in _tokens(label.text) if not is_stop_word(token)]
    met = sum(token in asked for token in words)
    return bool(words) and met >= _ASKED * len(words)


def _ranged(question: str, row: Sequence[Cell]) -> Cell | None:
    """Of several ranges in the row that a question names the one in which its figure lies."""
    amounts = [float(found[0]) for found in _ASKED_AMOUNT.finditer(question)]
    ranges = [(cell, found) for cell in row[1:] if (found := _RANGE.match(cell.text))]
    if len(amounts) != 1 or len(ranges) < 2 or _WHICH.search(question):
        return None
    held = [cell for cell, found in ranges if _holds(found, amounts[0])]
    return held[0] if len(held) == 1 and _is_asked(row[0], _tokens(question)) else None


def _holds(found: re.Match[str], amount: float) -> bool:
    if found["sign"] is None:
        high = float(found["high"])
        return float(found["low"]) <= amount and (
            amount < high if found["open"] else amount <= high
        )
    sign, edge = found["sign"], float(found["edge"])
    if amount == edge:
        return sign in ("<=", ">=", "≤", "≥")
    return (amount < edge) == (sign[0] in "<≤")


def may_answer(question: str, row: Sequence[Cell]) -> list[tuple[Cell, float]]:
    """The cells that tell something new to who asks: not what the question says itself, nor the
    row's running number, nor a date where a number is asked for. Each with what its likelihood is
    worth: less where some of its words are the question's. Of a label with a figure beside it the
    figure alone, unless the question may ask for the label."""
    if _CHOICE.search(question):
        return [(cell, 1.0) for cell in row]
    asked = _tokens(question)
    said = {token for token in asked if not is_stop_word(token)}
    if (figure := _figure(question, row)) is not None:
        return [(figure, 1.0)]
    is_count = expected(question) is Expected.NUMBER
    return [
        (cell, 1.0 if said.isdisjoint(_tokens(cell.text)) else _PARTLY_SAID)
        for cell in row
        if not _is_in(_tokens(cell.text), asked)
        and not is_counter(cell, row)
        and not (is_count and _is_date(cell.text))
    ]


def _figure(question: str, row: Sequence[Cell]) -> Cell | None:
    """What stands in a row of two cells beside its label, where it tells a figure that the question
    does not say; None where the label may be asked for."""
    if len(row) != 2 or is_value(row[0].text) or is_counter(row[0], row):
        return None
    if expected(question) not in (Expected.NUMBER, Expected.TIME) and _NAMING.search(question):
        return None
    figures = {token for token in _tokens(row[1].text) if any(map(str.isdigit, token))}
    return row[1] if figures and figures.isdisjoint(_tokens(question)) else None


def part_named(question: str, text: str) -> tuple[int, int] | None:
    """Of a text in parts that each have a name before them, half-open offsets of the one whose name
    the question says; None where it says none of them, or several.

    >>> text = "urban: 81% of all; rural: 67% of all"
    >>> slice(*part_named("How many rural homes have a well?", text)), text[26:36]
    (slice(26, 36, None), '67% of all')
    """
    names = list(_PART.finditer(text))
    if len(names) < 2 or _CHOICE.search(question):
        return None
    asked = _tokens(question)
    ends = [*(name.start() for name in names[1:]), len(text)]
    found = [
        (name.end() + 1, name.end() + 1 + len(told.rstrip()))
        for name, end in zip(names, ends, strict=True)
        if (told := text[name.end() + 1 : end]).strip() and _is_in(_tokens(name[1]), asked)
    ]
    return found[0] if len(found) == 1 else None


def _is_date(text: str) -> bool:
    found = DATE.fullmatch(text)
    return found is not None and not found["y4"]


def is_counter(cell: Cell, row: Sequence[Cell]) -> bool:
    """Whether a cell only counts the rows."""
    return (
        cell is row[0]
        and len(row) > 1
        and fold(cell.name) in _COUNTING
        and _COUNTER.fullmatch(cell.text) is not None
    )


def _tokens(text: str) -> _Tokens:
    """Words as they are compared: stems, but names with figures whole."""
    found = (
        fold(match.group()) for match in _TOKEN.finditer(_DOT.sub(" ", _BRACKETS.sub(" ", text)))
    )
    return tuple(stem(token) if token.isalpha() else token for token in found)


def _is_in(part: _Tokens, whole: _Tokens) -> bool:
    """Whether words stand in others, one after another."""
    width = len(part)
    return bool(part) and any(
        whole[at : at + width] == part for at in range(len(whole) - width + 1)
    )

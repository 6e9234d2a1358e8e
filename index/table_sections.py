"""Rows of a table that tell what the rows below them are of: a year above its days."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.lines import is_sentence

LONGEST_LABEL = 8
"""Words of a lone cell up to which it names the rows below it; a longer one is text."""
_FEWEST_OF_SENTENCE = 4


@dataclass(slots=True)
class Sections:
    """The label that is open while the rows of a table are read, below what stands ``above`` all
    of them. A table ``has_heads`` where header cells name its rows, and a ``corner`` where its
    columns have names but for the first.
    """

    above: Sequence[str]
    has_heads: bool
    corner: bool
    _label: str = ""
    _is_small: bool | None = None

    def begins(self, cells: Sequence[str], heads: int, below: Sequence[str]) -> bool:
        """Whether a row that `is_label` names those below it, the first of which is ``below``: by
        one cell over the whole width, by a colon, or by having no value where the row below begins
        with a small letter. Where rows have header cells, what is no header cell is text, as what
        is told of a picture."""
        label = cells[0]
        if sum(map(bool, cells)) > 1:
            return heads > 0 or not self.has_heads
        if label[-1] == ":" or self.corner:
            return True
        goes_on = sum(map(bool, below)) > 1 and _begins_small(below[0])
        return goes_on is True and _begins_small(label) is False

    def begin(self, label: str) -> None:
        """A section begins, which ends the one before."""
        self._label, self._is_small = label, None

    def over(self, cells: Sequence[str]) -> list[str]:
        """What stands over a row. A section whose rows begin with small letters ("male", "female")
        ends where one does not."""
        small = None if spans(cells) or not cells else _begins_small(cells[0])
        if self._is_small is None:
            self._is_small = small
        elif self._is_small and small is False:
            self._label = ""
        return [*self.above, self._label] if self._label else [*self.above]


def is_label(cells: Sequence[str]) -> bool:
    """Whether a row has but one cell, its first, which may name what is below it."""
    filled = {cell for cell in cells if cell}
    return len(filled) == 1 and cells[0] in filled and not _is_text(cells[0])


def spans(cells: Sequence[str]) -> bool:
    """Whether one cell stands over the whole width of a table."""
    return len(cells) > 1 and len(set(cells)) == 1 and bool(cells[0])


def _is_text(cell: str) -> bool:
    words = len(cell.split())
    return words > LONGEST_LABEL or (words >= _FEWEST_OF_SENTENCE and is_sentence(cell))


def _begins_small(text: str) -> bool | None:
    """Whether a text begins with a small letter; None where that tells nothing, as of "pH"."""
    word = text.split(maxsplit=1)[0] if text and not text.isspace() else ""
    if word[:1].isupper():
        return False
    return True if word[:1].islower() and word == word.lower() else None

"""A quoted row of a table → its cells, each under the name of its column."""

from qa.answer import Quote
from qa.columns import cells as read

_BETWEEN, _NAMED = "; ", ": "

Cells = list[tuple[str, str]]
"""The name, "" where a column has none, and what stands in the cell."""


def cells(quote: Quote) -> Cells | None:
    """The cells that hold anything, in their order; None for what is no row with named cells."""
    if not quote.reading:
        return None
    found = _by_text(quote.reading, _shown(quote.text)) or [
        (cell.name, cell.text) for cell in read(quote.reading)
    ]
    return found if any(name for name, _ in found) else None


def added(quote: Quote) -> str:
    """What a citation adds to a row, which else has no names: "[Date: 22 June; Total: 318]"."""
    return f"[{quote.reading}]" if cells(quote) else ""


def _shown(text: str) -> list[str]:
    between = "\t" if "\t" in text else "|"
    told = (
        " ".join(cell.replace("**", "").replace("`", "").split()) for cell in text.split(between)
    )
    return [cell for cell in told if cell]


def _by_text(reading: str, shown: list[str]) -> Cells:
    """The cells of a reading where each stands as it is shown; none where one does not."""
    found: Cells = []
    position = 0
    for cell in shown:
        at = reading.find(cell, position)
        while at != -1 and not _is_cell(reading, position, at, at + len(cell)):
            at = reading.find(cell, at + 1)
        name = reading[position:at].removesuffix(_NAMED)
        if at == -1 or _BETWEEN in name:  # other cells, which are shown in another row
            return []
        found.append((name, cell))
        position = at + len(cell) + len(_BETWEEN)
    return found if position >= len(reading) else []


def _is_cell(reading: str, position: int, start: int, end: int) -> bool:
    begins = start == position or reading.endswith(_NAMED, position, start)
    return begins and (end == len(reading) or reading.startswith(_BETWEEN, end))

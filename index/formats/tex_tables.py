r"""Tables of TeX: between ``&`` and ``\\`` the cells of their rows, each under its columns' names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.document import Span
from index.formats.tex_source import Source, braced
from index.tables import Row
from index.tabs import names_columns

_EDGE = re.compile(r"\\(begin|end)\{(tabular[x*]?|longtable|tabulary)\}")
_CAPTION = re.compile(r"\s*\\caption\*?(?:\[[^\[\]]{0,200}\])?\{")
_TOKEN = re.compile(
    r"\\(?P<rule>hline|toprule|midrule|bottomrule|addlinespace|specialrule|hhline|cline"
    r"|cmidrule|endhead|endfirsthead|endfoot|endlastfoot|rowcolor)(?![a-zA-Z])"
    r"(?:[ \t]*(?:\[[^\[\]]{0,20}\]|\([^()]{0,9}\)|\{[^{}]{0,20}\})){0,3}"
    r"|\\(?P<edge>begin|end)\{"
    r"|(?P<row>\\\\\*?(?:\[[^\[\]]{0,20}\])?|\\tabularnewline(?![a-zA-Z]))"
    r"|\\[^\r\n]|(?P<brace>[{}])|(?P<cell>&)"
)
_SPACE = re.compile(r"\s*")
_NAMES_ABOVE = ("hline", "midrule", "hhline")
_REPEATED = ("endhead", "endfirsthead", "endfoot", "endlastfoot")
_COLUMNS = re.compile(
    r"\\multicolumn\s*\{\s*(\d{1,2})\s*\}\s*\{(?:[^{}]|\{[^{}]{0,80}\}){0,80}\}\s*\{"
)
_ROWS = re.compile(
    r"\\multirow\s*(?:\[[^\[\]]{0,9}\]\s*)?\{\s*(\d{1,2})\s*\}\s*(?:\[[^\[\]]{0,9}\]\s*)?"
    r"\{[^{}]{0,40}\}\s*(?:\[[^\[\]]{0,9}\]\s*)?\{"
)
_MOST_NAMING = 4
_LONGEST_HANGING = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where it stands, and its rows; ``named`` as `row_blocks` has it."""

    span: Span
    rows: tuple[Row, ...]
    named: bool


@dataclass(slots=True)
class _Drawn:
    """A row as it is drawn: its cells' texts, and the rules above it."""

    start: int
    end: int = 0
    cells: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


def tables(source: Source) -> Iterator[Table]:
    """The outermost tables of a document that have rows and columns."""
    begun: list[re.Match[str]] = []
    for edge in _EDGE.finditer(source.text, source.first, source.last):
        if source.is_literal(edge.start()):
            continue
        if edge[1] == "begin":
            begun.append(edge)
        elif begun and begun[-1][2] == edge[2]:
            first = begun.pop()
            table = None if begun else _table(source.text, first, edge)
            if table is not None:
                yield table


def _table(text: str, first: re.Match[str], last: re.Match[str]) -> Table | None:
    start = _body(text, first.end(), 2 if first[2][-1] in "x*y" else 1)
    if (caption := _CAPTION.match(text, start, last.start())) is not None:
        told = caption.end() + len(braced(text, caption.end())) + 1
        ended = text.find(r"\\", told, last.start())
        start = told if ended == -1 else ended + 2
    # A caption is told with the text.
    begin = first.start() if caption is None else start
    drawn = list(_rows(text, start, last.start()))
    if len(drawn) < 2 or max(len(row.cells) for row in drawn) < 2:
        return None
    naming, shown = _naming(drawn)
    rows = tuple(_read(shown, naming))
    named = naming > 0 or names_columns([row.cells for row in rows])
    return Table(Span(begin, last.end()), rows, named)


def _body(text: str, at: int, groups: int) -> int:
    """Where a table's rows begin: after the options and the columns' kinds."""
    while at < len(text) and (text[at] in "[{" or text[at].isspace()):
        if text[at] == "{":
            if groups == 0:
                break
            groups -= 1
            at += len(braced(text, at + 1)) + 1
        elif text[at] == "[":
            at = max(at, text.find("]", at, at + 20))
        at += 1
    return at


def _rows(text: str, start: int, end: int) -> Iterator[_Drawn]:
    depth = within = 0
    row, at = _Drawn(start), start
    for token in _TOKEN.finditer(text, start, end):
        if token["brace"] or token["edge"]:
            within += {"begin": 1, "end": -1}.get(token["edge"] or "", 0)
            depth += {"{": 1, "}": -1}.get(token["brace"] or "", 0)
        elif depth > 0 or within > 0:
            continue
        elif token["rule"] and not row.cells and _SPACE.fullmatch(text, at, token.start()):
            row.rules.append(token["rule"])
            at = row.start = token.end()
        elif token["cell"] or token["row"]:
            row.cells.append(text[at : token.start()].strip())
            at = token.end()
            if token["row"]:
                if any(row.cells):
                    yield _ended(text, row, token.start())
                    row = _Drawn(at)
                else:
                    row = _Drawn(at, rules=row.rules)
    row.cells.append(text[at:end].strip())
    if any(row.cells):
        yield _ended(text, row, end)


def _ended(text: str, row: _Drawn, end: int) -> _Drawn:
    """A row whose ends have no white space."""
    told = text[row.start : end]
    row.start += len(told) - len(told.lstrip())
    row.end = row.start + len(told.strip())
    return row


def _naming(drawn: Sequence[_Drawn]) -> tuple[int, Sequence[_Drawn]]:
    """How many of the rows name the columns, and the rows without those that are only set again
    where the table goes on upon another page."""
    naming = next((at for at, row in enumerate(drawn) if at and _has(row, _NAMES_ABOVE)), 0)
    repeated = [at for at, row in enumerate(drawn) if at and _has(row, _REPEATED)]
    naming = min(naming or repeated[0], repeated[0]) if repeated else naming
    if repeated:
        drawn = [*drawn[:naming], *drawn[repeated[-1] :]]
    return (naming if naming <= _MOST_NAMING and naming < len(drawn) else 0), drawn


def _has(row: _Drawn, rules: Sequence[str]) -> bool:
    return any(rule in rules for rule in row.rules)


def _read(drawn: Sequence[_Drawn], naming: int) -> Iterator[Row]:
    """The rows, with what spans rows or columns told in each."""
    above: dict[int, tuple[int, str]] = {}
    width = max(sum(_width(cell) for cell in row.cells) for row in drawn)
    for number, row in enumerate(drawn):
        cells: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in row.cells:
            column, told = len(cells), cell
            wide, told = _spanning(told, _COLUMNS)
            high, told = _spanning(told, _ROWS)
            left, held = above.get(column, (0, ""))
            if not told and left:
                told, high = held, left
            if high > 1 and len(told) <= _LONGEST_HANGING:
                below[column] = high - 1, told
            told = _bare(told)
            repeats = number < naming or (wide > 1 and wide == width)
            cells += [told, *[told if repeats else ""] * (wide - 1)]
        above = below
        yield Row(Span(row.start, row.end), tuple(cells), len(cells) if number < naming else 0)


def _width(cell: str) -> int:
    return _spanning(cell, _COLUMNS)[0]


def _spanning(cell: str, kind: re.Pattern[str]) -> tuple[int, str]:
    """Over how many a cell spans, and what it says."""
    found = kind.match(cell)
    told = braced(cell, found.end()) if found else ""
    return (max(1, int(found[1])), told.strip()) if found and told else (1, cell)


def _bare(cell: str) -> str:
    """A cell in one line, without braces around it."""
    if cell[:1] == "{" and len(braced(cell, 1)) == len(cell) - 2:
        cell = cell[1:-1]
    return " ".join(cell.split())

"""DrawingML, the XML of what stands on a slide: bullets, tables, charts and diagrams."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.oxml.ns import qn

Element = Any
"""An lxml element; lxml tells no types."""

P = qn("a:p")
DIAGRAM_DATA = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"

_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SHAPES = frozenset(qn(f"p:{name}") for name in ("sp", "grpSp", "graphicFrame"))
_BULLETS = {qn("a:buNone"): False, **{qn(f"a:bu{n}"): True for n in ("Char", "AutoNum", "Blip")}}
_LONGEST_HANGING = 200


@dataclass(slots=True)
class Sheet:
    """A chart's numbers as a table: series side by side that share their categories."""

    categories: dict[str, str]
    names: list[str] = field(default_factory=list)
    columns: list[dict[str, str]] = field(default_factory=list)

    def rows(self) -> list[list[str]]:
        """The series' names, then a row for each category."""
        points = dict.fromkeys([*self.categories, *(at for told in self.columns for at in told)])
        body = [
            [self.categories.get(at, ""), *(told.get(at, "") for told in self.columns)]
            for at in points
        ]
        return [["", *self.names], *body]


def text_of(paragraph: Element) -> str:
    """The text of an ``a:p``."""
    return str(paragraph.text)


def all_text(element: Element) -> str:
    """The text of all paragraphs below an element, a line each."""
    return "\n".join(text_of(paragraph) for paragraph in element.iter(P))


def settle(tree: Element) -> None:
    """Put one form of each shape that stands in several where the library looks for it."""
    for alternatives in list(tree.iter(f"{_MC}AlternateContent")):
        for form in alternatives:
            chosen = [shape for shape in form if shape.tag in _SHAPES]
            if chosen:
                for shape in chosen:
                    alternatives.addprevious(shape)
                break


def is_bulleted(paragraph: Element, lists: Iterable[Element]) -> bool:
    """Whether an ``a:p`` is a list item: it says so, or the nearest of the list styles does."""
    own = paragraph.find(qn("a:pPr"))
    level = 0 if own is None else own.lvl
    named = qn(f"a:lvl{level + 1}pPr")
    for properties in (own, *(styles.find(named) for styles in lists)):
        for child in () if properties is None else properties:
            if child.tag in _BULLETS:
                return _BULLETS[child.tag]
    return False


def table_rows(table: Element, header: bool) -> tuple[list[list[str]], list[list[str]]]:
    """An ``a:tbl`` as it stands, and as it is read: with what a merged cell spans filled in."""
    shown: list[list[str]] = []
    read: list[list[str]] = []
    hanging: dict[int, str] = {}
    for row in table.iter(qn("a:tr")):
        cells = row.findall(qn("a:tc"))
        # A cell alone in its row names the rows below; one in the header all its columns.
        spans = (header and not shown) or all(_merged(cell, "hMerge") for cell in cells[1:])
        told = [all_text(cell) for cell in cells]
        heard: list[str] = []
        for column, cell in enumerate(cells):
            if _merged(cell, "vMerge"):
                told[column], above = "", hanging.get(column, "")
            elif _merged(cell, "hMerge"):
                told[column], above = "", heard[-1] if spans and heard else ""
            else:
                above = told[column]
            hanging[column] = above if len(above) <= _LONGEST_HANGING else ""
            heard.append(above)
        shown.append(told)
        read.append(heard)
    return shown, read


def chart_title(chart: Element) -> str:
    """The title written over a chart (``c:chartSpace``)."""
    title = chart.find(f"{qn('c:chart')}/{qn('c:title')}")
    return "" if title is None else all_text(title)


def chart_sheets(chart: Element) -> list[Sheet]:
    """The numbers of a chart as the file has them."""
    sheets: list[Sheet] = []
    for series in chart.iter(qn("c:ser")):
        categories = _points(series, "c:cat") or _points(series, "c:xVal")
        values = _points(series, "c:val") or _points(series, "c:yVal")
        if not values:
            continue
        if not sheets or (categories and categories != sheets[-1].categories):
            sheets.append(Sheet(categories))
        name = series.find(qn("c:tx"))
        parts = [] if name is None else [v.text or "" for v in name.iter(qn("c:v"))]
        sheets[-1].names.append(" ".join(parts))
        sheets[-1].columns.append(values)
    return sheets


def diagram_texts(diagram: Element) -> Iterator[str]:
    """The texts of a diagram's data (SmartArt)."""
    for point in diagram.iter(f"{_DGM}t"):
        yield all_text(point)


def _merged(cell: Element, attribute: str) -> bool:
    return cell.get(attribute, "0") not in ("0", "false")


def _points(series: Element, name: str) -> dict[str, str]:
    """Of several levels of categories, the first, which is the innermost."""
    found: dict[str, str] = {}
    source = series.find(qn(name))
    for point in () if source is None else source.iter(qn("c:pt")):
        value = point.find(qn("c:v"))
        if value is not None and value.text:
            found.setdefault(point.get("idx", ""), value.text)
    return found


def in_order(boxes: Sequence[tuple[int, int]], band: int) -> list[int]:
    """The order in which boxes with these tops and lefts are read: from the top, and from the
    left where tops differ by no more than ``band``.

    ``in_order([(100, 50), (0, 0), (99, 10)], 5)`` is ``[1, 2, 0]``.
    """
    falling = sorted(range(len(boxes)), key=lambda at: boxes[at])
    rows: list[list[int]] = []
    for at in falling:
        if rows and boxes[at][0] - boxes[rows[-1][0]][0] <= band:
            rows[-1].append(at)
        else:
            rows.append([at])
    return [at for row in rows for at in sorted(row, key=lambda at: boxes[at][1])]

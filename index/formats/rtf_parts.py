"""The parts of a Rich Text file: paragraphs, tables, styles."""

from dataclasses import dataclass, field

_MOST_PARENTS = 50


@dataclass(slots=True)
class Paragraph:
    """``style`` is its number in the stylesheet; ``outline`` its level there, -1 for none;
    ``label`` what stands before it as its number, "" for none; ``level`` how deep in a list, -1
    outside; ``asides`` are the paragraphs of its notes and boxes."""

    text: str = ""
    style: int = 0
    outline: int = -1
    label: str = ""
    level: int = -1
    bold: bool = True
    asides: list["Paragraph"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The rows of a table, and for each cell whether it goes on with the one above; the first
    ``header`` of them name the columns."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[list[bool]] = field(default_factory=list)
    header: int = 0
    asides: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A style: its name, its level in the outline, on which it is based."""

    name: str = ""
    outline: int = -1
    based: int = -1
    bold: bool = False


@dataclass(slots=True)
class Story:
    """Everything that a file tells."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    styles: dict[int, Sheet] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)  # title, author, creatim
    pictures: bool = False


def style_of(styles: dict[int, Sheet], number: int) -> Sheet:
    """A style as it is made by those that it is based on."""
    name, outline, bold = "", -1, False
    for _ in range(_MOST_PARENTS):
        style = styles.get(number)
        if style is None:
            break
        name = name or style.name.strip().rstrip(";").strip()
        outline = style.outline if outline < 0 else outline
        bold = bold or style.bold
        number = style.based
    return Sheet(name, outline, -1, bold)

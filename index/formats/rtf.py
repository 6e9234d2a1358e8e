"""Rich Text. The file tells no pages, so none are told; headers, footers, comments, lists of
contents and what was deleted are left out. The numbers of lists are those that it shows."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.errors import ReadError
from index.formats.bold import LEVEL, are_titles, is_title
from index.formats.canonical import Canonical, Parsed, with_titles, written
from index.formats.damage import guarded
from index.formats.opc import sensible_title
from index.formats.rtf_parts import Paragraph, Sheet, Story, Table, style_of
from index.formats.rtf_story import story
from index.lines import LONGEST_HEADING, is_marker
from index.nesting import Nesting, lead_in
from index.sentences import count_words

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_NAVIGATION = re.compile(r"(?:toc|index) (?:heading|\d)|contents \d|table of .*", re.IGNORECASE)
_BODY_LEVEL = 9
_LONGEST_LEAD = 25  # words
_LONGEST_CELL = 2_000  # characters, above which a table is there for the layout
_LONGEST_HANGING = 200
_INDENT = "  "


def parse(data: bytes) -> Parsed:
    """A Rich Text file as text; as `index.formats.Parser` says."""
    with guarded():
        told = story(data)
        parsed = with_titles(_Writer(told).write())
    if not parsed.text:
        raise ReadError(f"it holds {'pictures but ' if told.pictures else ''}no text")
    return parsed


class _Writer:
    """Goes through what a file tells once."""

    def __init__(self, told: Story) -> None:
        self.told = told
        self.made = Canonical()
        self.nesting = Nesting()
        self.above = ""  # what may be the caption of a table that comes next
        self.title = ""
        self.styles: dict[int, Sheet] = {}
        self.are_bold = self._are_bold()

    def write(self) -> Parsed:
        for block in self.told.blocks:
            if isinstance(block, Table):
                self._table(block)
            elif not _NAVIGATION.fullmatch(self._style(block).name):
                self._paragraph(block)
        told = self.told.told
        title = sensible_title(told.get("title", ""))
        parsed = self.made.done("rtf", title or self.title)
        marks = written([told.get("author", "")], told.get("creatim", ""))
        return replace(parsed, marks=(*marks, *parsed.marks))

    def _are_bold(self) -> bool:
        """Whether lines in bold are the headings, as there are no others."""
        every = [block for block in self.told.blocks if isinstance(block, Paragraph)]
        if any(self._heading(one) > 1 for one in every):
            return False
        return are_titles(sum(map(self._is_bold, every)), len(every))

    def _is_bold(self, one: Paragraph) -> bool:
        return (one.bold or self._style(one).bold) and is_title(one.text)

    def _style(self, one: Paragraph) -> Sheet:
        if one.style not in self.styles:
            self.styles[one.style] = style_of(self.told.styles, one.style)
        return self.styles[one.style]

    def _heading(self, one: Paragraph) -> int:
        """0 for none, 1 for the title, one more than its level else."""
        style = self._style(one)
        if style.name.lower() == "title":
            return 1
        named = _HEADING.fullmatch(style.name)
        outline = int(named[1]) - 1 if named else one.outline if one.outline >= 0 else style.outline
        return outline + 2 if 0 <= outline < _BODY_LEVEL else 0

    def _paragraph(self, one: Paragraph) -> None:
        label = f"{one.label} " if any(map(str.isalnum, one.label)) else ""
        heading = self._heading(one) or (LEVEL if self.are_bold and self._is_bold(one) else 0)
        self.above = ""
        if heading and 0 < len(one.text) <= LONGEST_HEADING:
            self.nesting.leave()
            self.made.heading(heading, label + one.text)
            self.title = self.title or one.text * (heading <= 2)
        elif (one.label or one.level >= 0) and one.text:
            depth = max(one.level, 0)
            context = self.nesting.context(depth, label + one.text)
            marker = label if is_marker(label) else ""
            between = "\n\n" + _INDENT * depth if label else "\n\n"
            text = (label + one.text)[len(marker) :]
            self.made.item(text, context, marker=marker, between=between)
        else:
            self.nesting.leave(one.text)
            self.made.paragraph(one.text)
            is_caption = self._style(one).name.lower() == "caption"
            self.above = one.text if is_caption else lead_in(one.text)
        self._asides(one.asides)

    def _asides(self, asides: Sequence[Paragraph]) -> None:
        for aside in asides:
            self.made.paragraph(aside.text)
            self._asides(aside.asides)

    def _table(self, table: Table) -> None:
        self.nesting.leave()
        is_narrow = all(len(row) <= 1 for row in table.rows)
        if is_narrow or any(len(cell) > _LONGEST_CELL for row in table.rows for cell in row):
            for row in table.rows:
                for cell in row:
                    self.made.paragraph(cell)
        else:
            caption = self.above if count_words(self.above) <= _LONGEST_LEAD else ""
            read = _filled(table)
            self.made.table(table.rows, header=table.header, caption=caption, read=read)
        self.above = ""
        self._asides(table.asides)


def _filled(table: Table) -> list[list[str]]:
    """The rows as they are read: a cell that goes on with the one above says the same."""
    read: list[list[str]] = []
    hanging: dict[int, str] = {}
    for row, merged in zip(table.rows, table.merged, strict=True):
        told = []
        for at, (cell, goes_on) in enumerate(zip(row, merged, strict=True)):
            if not goes_on:
                hanging[at] = cell if len(cell) <= _LONGEST_HANGING else ""
            told.append(cell or hanging.get(at, "") if goes_on else cell)
        read.append(told)
    return read

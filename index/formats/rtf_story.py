"""Rich Text → its paragraphs and tables, with what is said of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.formats.rtf_parts import Paragraph, Sheet, Story, Table
from index.formats.rtf_tokens import ASIDES, ENDS, LABELS, MARKS, READ, SKIPPED, Token, Tokens


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    place: str = ""  # the destination, "" for the text, "skip" for what is not read
    bold: bool = False
    hidden: bool = False


def story(data: bytes) -> Story:
    """What a file tells. Raises ReadError."""
    return _Teller().tell(Tokens(data))


class _Teller:
    def __init__(self) -> None:
        self.made = Story()
        self.state = _State()
        self.stack: list[_State] = []
        self.opens = self.starred = False
        self.format = Paragraph()
        self.in_table = False
        self.parts: list[str] = []
        self.plain = False
        self.label: list[str] = []
        self.outer: list[tuple[list[str], Paragraph, bool, bool, list[Paragraph]]] = []
        self.aside: list[list[Paragraph]] = []
        self.cells: list[str] = []
        self.cell: list[str] = []
        self.cell_asides: list[Paragraph] = []
        self.defined: list[bool] = []
        self.merges = False
        self.is_header = False
        self.sheet = 0
        self.hanging: list[Paragraph] = []

    def tell(self, tokens: Iterable[Token]) -> Story:
        for token in tokens:
            if token.kind == "text":
                self._text(token.text)
                self.opens = self.starred = False
            elif token.kind == "open":
                self.stack.append(self.state)
                self.opens, self.starred = True, False
            elif token.kind == "close":
                self._close()
            elif token.kind == "starred":
                self.starred = self.opens
            else:
                self._word(token.text, token.number)
        self._end()
        self._row()
        return self.made

    def _text(self, text: str) -> None:
        place = self.state.place
        if place in ("skip", "stylesheet", "info") or self.state.hidden:
            return
        if place == "style":
            self.made.styles.setdefault(self.sheet, Sheet()).name += text
        elif place in ("title", "author"):
            self.made.told[place] = self.made.told.get(place, "") + text
        elif place == "label":
            self.label.append(text)
        elif place not in ("creatim", "pn"):
            self.parts.append(text)
            self.plain = self.plain or (not self.state.bold and text.strip() != "")

    def _close(self) -> None:
        self.opens = self.starred = False
        before = self.stack.pop() if self.stack else _State()
        if self.state.place in ASIDES and before.place != self.state.place:
            self._end()
            self.parts, self.format, self.plain, self.in_table, hanging = self.outer.pop()
            hanging += self.aside.pop()
            self.hanging = hanging
        self.state = before

    def _word(self, word: str, number: int | None) -> None:
        opens, starred = self.opens, self.starred
        self.opens = self.starred = False
        if self.state.place == "skip":
            return
        if opens and self._is_destination(word, starred):
            return
        if self.state.place in ("stylesheet", "style"):
            self._of_style(word, number)
        elif self.state.place == "creatim":
            if word in ("yr", "mo", "dy"):
                told = self.made.told.get("creatim", "")
                self.made.told["creatim"] = f"{told}{'-' if told else ''}{number or 0:02d}"
        elif self.state.place not in ("info", "title", "author"):
            self._of_text(word, number)

    def _is_destination(self, word: str, starred: bool) -> bool:
        """Whether a word begins a destination, which is where the group's text goes."""
        place = self.state.place
        self.made.pictures = self.made.pictures or word == "pict"
        if word in SKIPPED or (starred and word not in READ and word not in LABELS):
            if (
                place == "stylesheet"
                and word in ("cs", "ts", "ds")
                or place not in ("stylesheet", "style")
            ):
                self.state = replace(self.state, place="skip")
        elif word in ("stylesheet", "info"):
            self.state = replace(self.state, place=word)
        elif place == "info":
            known = word if word in ("title", "author", "creatim") else "skip"
            self.state = replace(self.state, place=known)
        elif word in LABELS:
            self.label.clear()
            self.state = replace(self.state, place="label")
        elif word in ASIDES:
            outer = (self.parts, self.format, self.plain, self.in_table, self.hanging)
            self.outer.append(outer)
            self.parts, self.format, self.plain, self.in_table = [], Paragraph(), False, False
            self.hanging = []
            self.aside.append([])
            self.state = _State(word)
        elif word == "shpinst":
            self.state = replace(self.state, place="shpinst")
        elif word == "pn":
            self.state = replace(self.state, place="pn")
        else:
            return False
        return True

    def _of_style(self, word: str, number: int | None) -> None:
        if self.state.place == "stylesheet":  # the first word of a style
            is_other = word in ("cs", "ts", "ds")
            self.sheet = number or 0 if word == "s" else 0
            self.state = replace(self.state, place="skip" if is_other else "style")
        style = self.made.styles.setdefault(self.sheet, Sheet())
        if word == "outlinelevel":
            style.outline = number or 0
        elif word == "sbasedon":
            style.based = -1 if number is None else number
        elif word == "b":
            style.bold = number != 0

    def _of_text(self, word: str, number: int | None) -> None:
        if word in MARKS:
            self._text(MARKS[word])
        elif word in ENDS:
            self._end()
        elif word in ("cell", "nestcell"):
            self._cell(is_last=word == "cell")
        elif word == "row":
            self._row(is_ended=True)
        elif word == "b":
            self.state = replace(self.state, bold=number != 0)
        elif word in ("v", "deleted"):
            self.state = replace(self.state, hidden=number != 0)
        elif word == "plain":
            self.state = replace(self.state, bold=False, hidden=False)
        elif word == "trowd":
            self.defined, self.merges, self.is_header = [], False, False
        elif word == "trhdr":
            self.is_header = True
        elif word == "clvmrg":
            self.merges = True
        elif word == "cellx":
            self.defined.append(self.merges)
            self.merges = False
        else:
            self._of_paragraph(word, number or 0)

    def _of_paragraph(self, word: str, number: int) -> None:
        if word == "pard":
            self.format, self.in_table = Paragraph(), False
        elif word == "s":
            self.format.style = number
        elif word == "outlinelevel":
            self.format.outline = number
        elif word == "ilvl":
            self.format.level = number
        elif word == "ls":
            self.format.level = max(self.format.level, 0)
        elif word == "intbl":
            self.in_table = True

    def _end(self) -> None:
        """A paragraph ends."""
        text = _paired("".join(self.parts))
        label = " ".join("".join(self.label).split())
        found = replace(self.format, text=text.strip(), label=label, bold=not self.plain)
        found.asides, self.hanging = self.hanging, []
        self.parts, self.plain = [], False
        self.label.clear()
        if found.label and found.level < 0:
            found.level = 0
        if self.aside:
            self.aside[-1].append(found)
        elif self.in_table:
            self.cell.append(f"{_numbered(label)}{found.text}")
            self.cell_asides += found.asides
        elif found.text or found.asides:
            self._row()
            self.made.blocks.append(found)

    def _cell(self, *, is_last: bool) -> None:
        if self.aside:
            self._end()
            return
        self.in_table = True
        self._end()
        if is_last:
            self.cells.append(" ".join(" ".join(self.cell).split()))
            self.cell = []

    def _row(self, *, is_ended: bool = False) -> None:
        """A row ends, or was not ended as it should be."""
        if not self.cells:
            return
        blocks = self.made.blocks
        if not blocks or not isinstance(blocks[-1], Table):
            blocks.append(Table())
        table = blocks[-1]
        assert isinstance(table, Table)
        table.header += self.is_header and table.header == len(table.rows)
        merged = [*self.defined, *[False] * len(self.cells)][: len(self.cells)]
        table.rows.append(self.cells)
        table.merged.append(merged)
        table.asides += self.cell_asides
        self.cells, self.cell_asides = [], []
        self.in_table = self.in_table and not is_ended


def _numbered(label: str) -> str:
    return f"{label} " if any(map(str.isalnum, label)) else ""


def _paired(text: str) -> str:
    """Characters of two halves, as one each; a half alone is none."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

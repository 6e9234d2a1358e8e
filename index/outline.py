"""The headings that are open where a text is read, and the blocks found under them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.document import Block, Kind, Span
from index.tables import Row, row_blocks


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    span: Span | None
    has_body: bool = False


@dataclass(slots=True)
class Outline:
    """Collects blocks, each under its path of headings; a heading that closes without a body is
    a paragraph."""

    found: list[Block] = field(default_factory=list)
    _open: list[_Heading] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """The titles of the open headings, outermost first."""
        return tuple(heading.title for heading in self._open if heading.title)

    def add(self, kind: Kind, span: Span, context: str = "") -> None:
        """A block that is not a row."""
        self._fill()
        self.found.append(Block(kind, span, self.path, context))

    def put(self, block: Block) -> None:
        """A block that is known but for its headings."""
        self._fill()
        self.found.append(replace(block, heading=self.path))

    def below(self, block: Block) -> None:
        """A block that has headings of its own, below the open ones."""
        self._fill()
        self.found.append(replace(block, heading=(*self.path, *block.heading)))

    def add_rows(
        self, rows: Sequence[Row], caption: str, *, named: bool = True, counted: bool = False
    ) -> None:
        """A table, which is not empty. See `row_blocks`."""
        blocks = list(row_blocks(rows, self.path, caption, named=named, counted=counted))
        if blocks:
            self._fill()
            self.found += blocks

    def open(self, level: int, title: str, span: Span | None) -> None:
        """A heading begins, 1 the highest; without a span where it stands nowhere in the text."""
        self.close(level)
        self._open.append(_Heading(level, title, span))

    def close(self, level: int = 0) -> None:
        """Leave the headings of this level and below."""
        while self._open and self._open[-1].level >= level:
            last = self._open.pop()
            if not last.has_body and last.span is not None:
                self.add(Kind.PARAGRAPH, last.span)

    def _fill(self) -> None:
        for heading in self._open:
            heading.has_body = True

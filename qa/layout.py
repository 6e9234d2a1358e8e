"""How text is laid out for a terminal: folded to its width, with what stands before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Hung:
    """Text behind a margin, in which ``lead`` stands before the first line."""

    lead: Text
    body: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        margin = self.lead.cell_len
        lead = self.lead
        for line in self.body.wrap(console, max(options.max_width - margin, 1), overflow="fold"):
            line.rstrip()
            yield Text.assemble(lead, line)
            lead = Text(" " * margin)


@dataclass(frozen=True, slots=True)
class Flow:
    """Pieces hung side by side where they fit, else each on a line of its own."""

    lead: Text
    pieces: Sequence[Text]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Hung]:
        lead, line = self.lead, self.pieces[0]
        for piece in self.pieces[1:]:
            joined = Text.assemble(line, "  ", piece)
            if joined.cell_len <= options.max_width - lead.cell_len:
                line = joined
            else:
                yield Hung(lead, line)
                lead, line = Text(" " * lead.cell_len), piece
        yield Hung(lead, line)

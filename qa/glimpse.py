"""Quotes that a chat shows before they are read; the reply takes their place a moment later."""

from rich.console import Console, Group, RenderableType
from rich.control import Control
from rich.segment import ControlType, Segment, Segments
from rich.text import Text

from qa.answer import Bases, Reply, shown
from qa.console import print_rich
from qa.render import quotes_to_terminal

_READING = "reading …"
# Below the quotes: that they are being read, that one waits, and the cursor.
_BELOW = 3


class Glimpse:
    """What of a reply stands on the screen before the reply is there."""

    def __init__(self, bases: Bases) -> None:
        self._bases = bases
        self._widths: list[int] = []

    def show(self, reply: Reply) -> None:
        """Show what was found, as far as the screen has room for it; nothing where nothing can
        take its place."""
        console, found = Console(), shown(reply)
        if not found or not console.is_terminal or console.is_dumb_terminal:
            return
        quotes = quotes_to_terminal(found, self._bases)
        lines = console.render_lines(quotes, pad=False)[: max(0, console.height - _BELOW)]
        told = [segment for line in lines for segment in (*line, Segment.line())]
        print_rich(Group(Segments(told), Text(_READING, style="dim")))
        self._widths = [*map(Segment.get_line_length, lines), len(_READING)]

    def replaced(self, told: RenderableType) -> RenderableType:
        """What, printed, takes away what was shown and tells something in its place, at once."""
        width = Console().width  # a terminal that became narrower has folded the lines
        height = sum(max(1, -(-each // width)) for each in self._widths)
        line_by_line = ((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2))
        away = Control(ControlType.CARRIAGE_RETURN, *line_by_line * height)
        self._widths = []
        return Group(away, told) if height else told

    def remove(self) -> None:
        """Take away what was shown, if it is still there."""
        if self._widths:
            print_rich(self.replaced(Group()))

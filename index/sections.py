"""Where a section ends whose heading nothing marks, so that nothing marks its end either."""

from collections.abc import Sequence

from index.headings import is_first
from index.lines import Line
from index.parts import is_part
from index.standing import in_capitals, says_end


def ends_section(lines: Sequence[Line], at: int) -> bool:
    """Whether a line cannot be of the section before it: lines in capitals that stand alone, or the
    name of a part (``Section 1 -- Definitions``)."""
    line = lines[at]
    if line.table or not is_first(lines, at):
        return False
    return is_part(lines, at) or in_capitals(lines, at)


def ends_all(lines: Sequence[Line], at: int) -> bool:
    """Whether a line in capitals that stands alone tells that something ends there."""
    return says_end(lines[at]) and is_first(lines, at) and in_capitals(lines, at)

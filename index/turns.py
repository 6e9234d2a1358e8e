"""Questions of speakers that stand like headings: each holds until somebody speaks anew,
or where nobody does, for a paragraph."""

from collections.abc import Sequence

from index.asked import is_question, speaker
from index.clauses import Clause
from index.headings import is_first
from index.lines import Line, marker
from index.standing import standing


def turns(lines: Sequence[Line], text: str) -> dict[int, Clause]:
    """The questions by number of line, as clauses without a number: "Miss Ramsay: Who led it?"
    above an answer that begins without a name."""
    found: dict[int, Clause] = {}
    for at, line in enumerate(lines):
        if not line.text or line.table or not is_question(line.text) or not speaker(line.text):
            continue
        if title := standing(lines, at, text):
            found[at] = Clause(title, len(line.text), _end(lines, at), is_first=False)
    return found


def _end(lines: Sequence[Line], at: int) -> int:
    """Where somebody speaks anew; where nobody does, the end of the paragraph that answers, as
    nothing tells whose the next is."""
    end = begun = 0
    for near in range(at + 1, len(lines)):
        if not lines[near].text or not is_first(lines, near):
            continue
        if speaker(lines[near].text):
            return near
        if begun and not end and marker(lines[near]) is None:
            end = near
        begun += 1
    return end or len(lines)

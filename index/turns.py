"""Questions of speakers that stand like headings: each holds until somebody speaks anew."""

from collections.abc import Sequence

from index.asked import is_question, speaker
from index.clauses import Clause
from index.headings import is_first
from index.lines import Line
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
    below = range(at + 1, len(lines))
    speaks = (near for near in below if is_first(lines, near) and speaker(lines[near].text))
    return next(speaks, len(lines))

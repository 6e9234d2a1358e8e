"""What speaks for or against a window whatever its signals say, in log odds by hand: the sets that the
rest is fitted on hardly ask for options, settings and the like."""

import re
from collections.abc import Sequence

from index.document import Kind, Passage
from qa.columns import cells
from qa.opposites import acts
from qa.question import Question
from qa.ranges import Range, holds

# The passage has not what the question names exactly: an option, a path, a code.
_LACKS = -2.5
# It is of another version of what the question names.
_OTHER_VERSION = -2.5
# It stands below a title that is just that: of 200 settings of three programs, asked for their
# defaults in three wordings, .84 come first without this and .91 with it.
_TITLED = 1.5
# The window only says the question again: on the dev parts 28 such come near the top, of which one
# holds an answer.
_ECHOES = -4.0
# It tells of no default, which is asked for, but sets something as an example: of the same settings
# .57 come first without this.
_NO_DEFAULT = -2.5

# It tells of a range that holds what the question measures, or of ranges that do not: nothing else
# tells one line of a table of such from the others.
_HOLDS = 1.5

# It tells to disable what is asked to be enabled: both stand near each other in the same words.
_OPPOSES = -1.5

# Amid what a program calls things, as in "default_room", it is no word.
_DEFAULT = re.compile(r"(?<![\w-])defaults?(?:ed|ing)?(?![\w-])", re.IGNORECASE)
_LONGEST = 4  # words of a title that only names something: its kind, its short form
_NEAR = 40  # characters within which a row or an item begins with what names it


class Rules:
    """What is said by rule of the windows of a passage, whose units are ``read`` as they are here.

    ``lacked`` is the share of the question's exact names that the passage has not.
    """

    def __init__(self, question: Question, passage: Passage, read: Sequence[str]) -> None:
        self._question = question
        self.lacked = _lacked(question, passage)
        self._passage = (
            _LACKS * self.lacked
            + _OTHER_VERSION * _is_of_other_version(question, passage)
            + _TITLED * _is_titled(question, passage)
        )
        is_told = _DEFAULT.search(question.text) is None or _is_of_defaults(passage)
        self._held = [_held(question, passage, text) for text in read]
        title = passage.heading[-1] if passage.heading else ""
        self._acts = [acts(text) | acts(title) for text in read] if question.opposed else []
        self._tells = [is_told or _DEFAULT.search(text) is not None for text in read]

    def log_odds(self, start: int, end: int, stems: frozenset[str]) -> float:
        """Of the units from one to another, which have these stems."""
        is_echo = not self._question.is_choice and stems <= self._question.told
        tells = any(self._tells[start : end + 1])
        held = _sign(self._held[start : end + 1])
        return (
            self._passage
            + _HOLDS * held
            + _ECHOES * is_echo
            + _NO_DEFAULT * (not tells)
            + _OPPOSES * self._opposes(start, end)
        )

    def _opposes(self, start: int, end: int) -> bool:
        told = frozenset[str]().union(*self._acts[start : end + 1])
        question = self._question
        return not question.opposed.isdisjoint(told) and question.acts.isdisjoint(told)


def _is_of_other_version(question: Question, passage: Passage) -> bool:
    if not question.versions:
        return False
    there = f"{passage.document.title}\n{passage.presented}"
    return any(one.is_other(there) for one in question.versions)


def _held(question: Question, passage: Passage, read: str) -> int:
    """1 where a unit, or else what stands above it, tells of ranges that hold the question's
    measures, -1 where they do not."""

    def is_held(measure: Range) -> bool | None:
        row = cells(read) if passage.reading else ()
        parts = [(cell.text, cell.name) for cell in row] or [(read, "")]
        told = [holds(measure, text, name) for text, name in (*parts, (passage.preamble, ""))]
        return max((one for one in told if one is not None), default=None)

    return _sign([0 if one is None else 2 * one - 1 for one in map(is_held, question.measures)])


def _sign(held: Sequence[int]) -> int:
    """Of several the one that holds, where there is any."""
    return max(held, default=0) or min(held, default=0)


def _lacked(question: Question, passage: Passage) -> float:
    if not question.exact:
        return 0.0
    there = f"{passage.presented}\n{passage.document.path}"
    return sum(one.search(there) is None for one in question.exact) / len(question.exact)


def _is_titled(question: Question, passage: Passage) -> bool:
    """Whether the title above a passage says little more than what the question names, or it is a row
    or an item that begins with that."""
    title = passage.heading[-1] if passage.heading else ""
    begins = "" if passage.kind is Kind.PARAGRAPH else passage.body[:_NEAR]
    return any(
        one.search(begins) or (len(title.split()) <= _LONGEST and one.search(title))
        for one in question.exact
    )


def _is_of_defaults(passage: Passage) -> bool:
    """Whether what stands above a passage, or the name of its document, tells of defaults."""
    return (
        _DEFAULT.search(passage.preamble) is not None or "default" in passage.document.path.lower()
    )

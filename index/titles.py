"""The titles of a text that no sign marks: its list of contents names them, or what they say and
where they stand tells them."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.clauses import Clause, clauses
from index.dated import dated
from index.lines import Line
from index.listing import listing, without
from index.numbering import Placed
from index.parts import parts
from index.standing import placed
from index.turns import turns


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by number of line: those ``placed``, and of ``clauses`` and turns of a talk, which may
    be but the beginning of their line. ``lines`` are the text's, those of its list of contents
    empty."""

    lines: list[Line]
    placed: Mapping[int, Placed]
    clauses: Mapping[int, Clause]


def titles_in(lines: list[Line], text: str) -> Titles:
    """The titles among the lines of a text."""
    listed = listing(lines)
    if listed is not None:
        lines = without(lines, listed.lines)
    named = listed.titles if listed is not None else {}
    counted = parts(lines) | placed(lines, text)
    found = {**named, **dated(lines, [*named.values(), *counted.values()]), **counted}
    return Titles(lines, found, turns(lines, text) | clauses(lines))

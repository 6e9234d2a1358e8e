r"""The numbers that LaTeX gives: of sections, floats, theorems and the like."""

import re

_WITH_CHAPTERS = re.compile(
    r"\\documentclass(?:\[[^\[\]]{0,400}\])?\{(?:scr)?(?:book|report|reprt)\}"
)
_SECTIONS = ("chapter", "section", "subsection", "subsubsection")


class Counters:
    """Counts as LaTeX does; tells nothing where it may count otherwise. ``before`` is what the
    document puts before a counter's numbers."""

    def __init__(self, preamble: str) -> None:
        self.before: dict[str, str] = {}
        self._is_known = bool(preamble.strip())
        self._values: dict[str, int] = {}
        self._counter_of: dict[str, str] = {}
        self._outer = {"subsection": "section", "subsubsection": "subsection"}
        self._appendix = ""
        if _WITH_CHAPTERS.search(preamble):
            self._outer |= dict.fromkeys(("section", "figure", "table"), "chapter")
        for name in ("figure", "table", "algorithm"):
            self._counter_of[name] = name

    def declare(self, name: str, shares: str | None, within: str | None, *, is_bare: bool) -> None:
        """What a kind of theorem is counted with, and within."""
        if is_bare:
            self._counter_of.pop(name, None)
            return
        # What is counted with equations is not known.
        self._counter_of[name] = self._counter_of.get(shares, "") if shares else name
        if within and not shares:
            self.within(name, within)

    def within(self, counter: str, outer: str) -> None:
        """Count anew in each of these sections."""
        if outer in _SECTIONS and counter not in _SECTIONS:
            self._outer[counter] = outer

    def begin_appendix(self) -> None:
        """From now on the highest sections have letters."""
        self._appendix = "section" if "section" not in self._outer else "chapter"
        self._values = {
            name: value for name, value in self._values.items() if name not in _SECTIONS
        }

    def lose(self) -> None:
        """What is counted in another file is not known."""
        self._is_known = False

    def step(self, name: str) -> str:
        """The number of what comes next of a kind; empty where it has none or none is known."""
        counter = name if name in _SECTIONS else self._counter_of.get(name, "")
        if not counter:
            return ""
        self._values[counter] = self._values.get(counter, 0) + 1
        for other in list(self._values):
            if other != counter and self._is_within(other, counter):
                self._values[other] = 0
        return self._shown(counter) if self._is_known else ""

    def _is_within(self, counter: str, outer: str) -> bool:
        while counter in self._outer:
            counter = self._outer[counter]
            if counter == outer:
                return True
        return False

    def _shown(self, counter: str) -> str:
        value = self._values.get(counter, 0)
        if counter in self.before:
            return f"{self.before[counter]}{value}"
        told = (
            chr(ord("A") + (value - 1) % 26) if counter == self._appendix and value else str(value)
        )
        outer = self._outer.get(counter)
        return f"{self._shown(outer)}.{told}" if outer else told

r"""What of a TeX document has a name that it is referred to by: "Lemma 2", "Table 1", "Abstract"."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.formats.tex_counters import Counters
from index.formats.tex_plain import plain
from index.formats.tex_source import Source, braced
from index.lines import clip

_TITLE = r"(?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){0,200}"
_TOKEN = re.compile(
    r"\\newtheorem(?P<bare>\*?)\{(?P<env>[^{}]{1,40})\}(?:\[(?P<shares>[^\[\]]{1,40})\])?"
    r"\{(?P<told>[^{}]{1,80})\}(?:\[(?P<within>[a-z]{1,20})\])?"
    rf"|\\(?P<edge>begin|end)\{{(?P<name>[^{{}}]{{1,40}})\}}(?:[ \t]*\[(?P<title>{_TITLE})\])?"
    r"|\\(?P<section>chapter|section|subsection|subsubsection)(?P<star>\*?)(?=[\[{])"
    r"|\\caption(?P<unnumbered>\*?)(?:\[[^\[\]]{0,200}\])?\{"
    r"|\\(?P<appendix>appendix)(?![a-zA-Z])"
    r"|\\(?P<input>input|include|subfile)(?![a-zA-Z])"
    r"|\\(?:counterwithin|numberwithin)\{(?P<counter>[a-z]{1,20})\}\{(?P<outer>[a-z]{1,20})\}"
    r"|\\renewcommand\*?\{?\\the(?P<shown>table|figure)\}?"
    r"\{(?P<before>[\w.-]{0,9})\\arabic\{(?P=shown)\}\}"
)
_FLOATS = {
    **dict.fromkeys(("table", "sidewaystable", "wraptable", "longtable"), "table"),
    **dict.fromkeys(("figure", "sidewaysfigure", "wrapfigure"), "figure"),
    "algorithm": "algorithm",
}
_PARTS_OF_FLOATS = ("subfigure", "subtable", "minipage")
_MOST_NESTED = 30
_NAMES = {
    name: name.capitalize()
    for name in (
        *("theorem", "lemma", "definition", "assumption", "proposition", "corollary", "example"),
        *("remark", "conjecture", "claim", "axiom", "exercise", "proof"),
    )
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch ``[start, end)`` with its name; the rows in it also have its ``caption``.
    ``is_heading`` where the name is the heading of what stands there."""

    start: int
    end: int
    name: str
    caption: str = ""
    is_heading: bool = False

    @property
    def full(self) -> str:
        """The name with what it is given to: "Table 2: Doses by arm"."""
        return ": ".join(filter(None, [self.name, self.caption]))


@dataclass(slots=True)
class _Open:
    """What has begun, with its name; of what floats, its captions and where they stand."""

    kind: str
    start: int
    name: str = ""
    captions: list[tuple[int, str, str]] = field(default_factory=list)


def parts(source: Source, known: Mapping[str, str]) -> list[Part]:
    """The named parts of a document, each before those in it; ``known`` are its macros."""
    return sorted(_Reader(source, known).read(), key=lambda part: (part.start, -part.end))


def around(named: Sequence[Part], places: Iterable[int]) -> Iterator[list[Part]]:
    """Of each of the ascending places the parts that it stands in, the outermost first."""
    waiting, begun = deque(named), list[Part]()
    for place in places:
        while waiting and waiting[0].start <= place:
            begun.append(waiting.popleft())
        begun = [one for one in begun if place < one.end]
        yield begun


class _Reader:
    """Goes through a document once, and counts what LaTeX numbers."""

    def __init__(self, source: Source, known: Mapping[str, str]) -> None:
        self.source, self.known = source, known
        self.counters = Counters(source.text[: source.first])
        self.names = dict(_NAMES)
        self.open: list[_Open] = []

    def read(self) -> Iterator[Part]:
        for token in _TOKEN.finditer(self.source.text, 0, self.source.last):
            if self.source.is_literal(token.start()):
                continue
            if token["env"]:
                self.names[token["env"]] = plain(token["told"], self.known)
                self.counters.declare(
                    token["env"], token["shares"], token["within"], is_bare=bool(token["bare"])
                )
            elif token["counter"]:
                self.counters.within(token["counter"], token["outer"])
            elif token["shown"]:
                self.counters.before[token["shown"]] = token["before"]
            elif token.start() >= self.source.first:
                yield from self._within(token)

    def _within(self, token: re.Match[str]) -> Iterator[Part]:
        if token["edge"] == "begin":
            self._begin(token)
        elif token["edge"] == "end":
            yield from self._end(token)
        elif token["section"]:
            if not token["star"]:
                self.counters.step(token["section"])
        elif token["appendix"]:
            self.counters.begin_appendix()
        elif token["input"]:
            if not any(one.kind in _FLOATS.values() for one in self.open[-_MOST_NESTED:]):
                self.counters.lose()
        else:
            self._caption(token)

    def _begin(self, token: re.Match[str]) -> None:
        kind, name = token["name"], ""
        if kind in self.names:
            told = plain(token["title"] or "", self.known)
            name = " ".join(filter(None, [self.names[kind], self.counters.step(kind)]))
            if told:
                name = told if kind == "proof" else f"{name} ({told})"
        elif kind == "abstract":
            name = "Abstract"
        self.open.append(_Open(_FLOATS.get(kind.rstrip("*"), kind), token.start(), name))

    def _end(self, token: re.Match[str]) -> Iterator[Part]:
        kind = _FLOATS.get(token["name"].rstrip("*"), token["name"])
        near = range(len(self.open) - 1, max(-1, len(self.open) - 1 - _MOST_NESTED), -1)
        at = next((at for at in near if self.open[at].kind == kind), None)
        if at is None:
            return
        begun = self.open[at]
        del self.open[at:]
        if begun.name:
            is_heading = kind == "abstract"
            yield Part(begun.start, token.end(), begun.name, is_heading=is_heading)
        starts = [begun.start, *(start for start, _, _ in begun.captions[1:]), token.end()]
        for number, (_, name, caption) in enumerate(begun.captions):
            yield Part(starts[number], starts[number + 1], name, caption)

    def _caption(self, token: re.Match[str]) -> None:
        kinds = {*_FLOATS.values(), *_PARTS_OF_FLOATS[:2]}
        begun = next((one for one in self.open[:-_MOST_NESTED:-1] if one.kind in kinds), None)
        if begun is None or begun.kind in _PARTS_OF_FLOATS:
            return
        number = "" if token["unnumbered"] else self.counters.step(begun.kind)
        told = clip(plain(braced(self.source.text, token.end()), self.known))
        name = " ".join(filter(None, [begun.kind.capitalize(), number]))
        begun.captions.append((token.start(), name, told))

"""What leads about a site rather than tells anything of its own: bars of links, lists of contents,
what names the site below each of its pages. What an element is called only lets it be looked at;
what stands in it decides, so that no prose is left out."""

import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from index.formats.html_counts import MUCH, Counts, Element, Reader
from index.formats.html_kinds import stands_alone
from index.formats.html_line import walk

_SURE = frozenset(
    {"breadcrumb", "breadcrumbs", "navbar", "navfooter", "navheader", "navigation", "navlinks"}
    | {"pager", "pagination", "prevnext", "sidenav", "skiplink", "subnav", "topnav"}
)
_HEAD = frozenset({"banner", "header", "masthead"})
_FOOT = frozenset({"colophon", "copyright", "footer"})
_CONTENTS = frozenset({"contents", "tableofcontents", "toc", "toctree"})
_SIDE = frozenset({"menu", "nav", "related", "share", "sidebar", "skip", "social", "sphinxsidebar"})
_BLOCKS = frozenset(
    {"center", "div", "dl", "font", "ol", "p", "section", "small", "span", "table", "ul"}
)

_FEWEST_CONTENTS = 3  # links
_LONGEST_IMPRINT, _LONGEST_HEAD = 40, 12  # words
_MOST_TEXTS = 80
_TOP = ("", "top")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z+.-]*:|//")
_IMPRINT = re.compile(
    r"©|\(c\) ?\d|\b(?:copyright|all rights reserved"
    r"|(?:created|generated|built|made|powered) (?:by|using|with))\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"[@\d]|[.!?]\s*$|\bby\b", re.IGNORECASE)
_MOST_BESIDE = 5  # words
_DATED = re.compile(r"\b\d|[.!?:]\s*$")
_ABOUT = re.compile(
    r"\W*(?:(?:skip|jump|go) to (?:the )?(?:main |page )?(?:content|navigation|menu|search)"
    r"|(?:back|return|go) to (?:the )?top(?: of (?:the |this )?page)?|top of (?:the )?page)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Chrome:
    """Elements, by their ``mem_id``: which are ``left_out``, which are no more than an ``aside``,
    and which are ``shown`` although what they are called would leave them out, as they hold what
    the page is about."""

    left_out: frozenset[int] = frozenset()
    asides: frozenset[int] = frozenset()
    shown: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    """An element that may be left out: the words up to its end, and those in it. It is ``sure`` to
    be where little else is on the page.

    ``within`` is what it stands in, which must hold no more than such things; ``targets`` are ids
    that must be below it; below it may be no heading more than ``heads``, and no prose more than
    ``prose``; ``needs_main`` where only a page that says where its text is can be without it, and
    ``needs_head`` where it is an aside if a heading is below it.
    """

    name: int
    end: int
    inside: Counts
    sure: bool = False
    within: int = 0
    targets: tuple[str, ...] = ()
    heads: int | None = None
    prose: int | None = None
    needs_main: bool = False
    needs_head: bool = False


def chrome(root: LexborNode) -> Chrome:
    """What of a page is not its own."""
    judge = _Judge()
    walk(root, judge.read.enter, judge.read.leave)
    return judge.told()


@dataclass(slots=True)
class _Judge:
    read: Reader = field(init=False)
    _found: list[_Found] = field(default_factory=list)
    _about: list[tuple[int, Counts]] = field(default_factory=list)
    _wide: set[int] = field(default_factory=set)
    _main_prose: int = 0

    def __post_init__(self) -> None:
        self.read = Reader(_SURE | _HEAD | _FOOT | _CONTENTS | _SIDE, self._ended)

    def _ended(self, element: Element, inside: Counts) -> None:
        if element.is_about:
            self._about.append((element.node.mem_id, inside))
            if not inside.is_content:
                while self._found and self._found[-1].end > element.before.words:
                    self._found.pop()
                return
        if element.said and (inside.mains or inside.prose >= MUCH):
            self._wide.add(element.node.mem_id)
        if element.is_main:
            self._main_prose = max(self._main_prose, inside.prose)
        if inside.words:
            made = _Found(element.node.mem_id, element.before.words + inside.words, inside)
            found = self._named(element, inside, made) or self._of_links(element, inside, made)
            self._found += [found] if found else []

    # What each element is

    def _named(self, element: Element, inside: Counts, made: _Found) -> _Found | None:
        """One that is called so, or says so itself."""
        if not inside.mains and self._is_called_so(element, inside):
            return replace(made, sure=bool(element.said & _SURE))
        if inside.words > _LONGEST_IMPRINT or inside.texts > _MOST_TEXTS or inside.heads:
            return None
        text = " ".join(self.read.texts[element.before.texts :])
        if element.is_line:
            is_way = element.tag == "a" and _ABOUT.fullmatch(text) and stands_alone(element.node)
            return replace(made, sure=True) if is_way else None
        around = element if element.said & _FOOT else element.around
        if around and around.said & _FOOT and _is_imprint(text):
            within = around.node.mem_id if around is not element else 0
            return replace(made, sure=True, within=within, heads=self.read.counts.heads)
        if element.tag == "table" and _is_running_head(element, inside, text):
            return replace(made, sure=True, needs_head=True)
        is_head = element.tag == "header" and not element.is_main and inside.words <= _LONGEST_HEAD
        return replace(made, needs_main=True) if is_head and not _TELLS.search(text) else None

    def _is_called_so(self, element: Element, inside: Counts) -> bool:
        said = element.said - _CONTENTS if element.is_main else element.said
        if not inside.links or inside.prose or not said:
            return False
        if said & _SURE:
            return True
        if (said & _HEAD and inside.heads) or 2 * inside.linked <= inside.words:
            return False
        is_many = inside.links > 1 or "skip" in said
        return is_many and (bool(said & _FOOT) or 2 * self._staying(inside) >= inside.links)

    def _of_links(self, element: Element, inside: Counts, made: _Found) -> _Found | None:
        """One that has nothing but links to places of the same page or site: a list of contents,
        or what stands within what leads about, or above or below all else."""
        if element.tag not in _BLOCKS or inside.links < 2 or 10 * inside.linked < 9 * inside.words:
            return None
        above = self.read.texts[element.before.texts - 1] if element.before.texts else ""
        if above.rstrip().endswith(":"):
            return None
        targets = tuple(self.read.targets[element.before.links :])
        if len(targets) >= _FEWEST_CONTENTS and all(target[:1] == "#" for target in targets):
            return replace(made, targets=tuple(target[1:] for target in targets))
        if self._staying(inside) < inside.links:
            return None
        if element.is_line and not stands_alone(element.node):
            return None
        counts = self.read.counts
        if not counts.prose and not counts.heads:
            return made
        if element.around is not None:
            return replace(made, within=element.around.node.mem_id)
        if inside.lists or self.read.prose_at_head >= element.before.prose:
            return None
        return replace(made, prose=counts.prose, heads=counts.heads)

    def _staying(self, inside: Counts) -> int:
        targets = self.read.targets[len(self.read.targets) - inside.links :]
        return sum(_ELSEWHERE.match(target) is None for target in targets)

    # What all of them come to

    def told(self) -> Chrome:
        """What is left out and what is not, after all of the page was read."""
        counts = self.read.counts
        found = list(filter(self._holds, self._found))
        outermost: list[_Found] = []
        for one in reversed(found):
            if not outermost or one.end <= outermost[-1].end - outermost[-1].inside.words:
                outermost.append(one)
        words = sum(one.inside.words for one in outermost)
        prose = sum(one.inside.prose for one in outermost)
        if words == counts.words:
            found = []
        if counts.prose <= prose and counts.words - words < max(MUCH, words):
            found = [one for one in found if one.sure]  # the rest is all that the page has
        shown = (
            name
            for name, inside in self._about
            if inside.is_content or inside.prose > max(MUCH, counts.prose)
        )
        asides = {one.name for one in found if one.needs_head}
        left_out = {one.name for one in found} - asides
        return Chrome(frozenset(left_out), frozenset(asides), frozenset(shown))

    def _holds(self, found: _Found) -> bool:
        counts, ids = self.read.counts, self.read.ids
        return (
            found.within not in self._wide
            and all(ids.get(unquote(t), 0) >= found.end for t in found.targets if t not in _TOP)
            and found.heads in (None, counts.heads)
            and found.prose in (None, counts.prose)
            and (not found.needs_main or self._main_prose >= MUCH)
            and (not found.needs_head or counts.heads > 0)
        )


def _is_imprint(text: str) -> bool:
    """Whether a text says who made a page or with what, and nothing else but some words."""
    told = [part for part in re.split(r"(?<=[.!?])\s", text) if not _IMPRINT.search(part)]
    if "@" in text or not _IMPRINT.search(text):
        return False
    return not any(len(part.split()) > _MOST_BESIDE or re.search(r"\d", part) for part in told)


def _is_running_head(element: Element, inside: Counts, text: str) -> bool:
    """Whether a table stands above all of a page as a line does that each page of a manual has:
    its name to the left, that of the manual to the right."""
    is_first = not element.before.words and not element.before.heads
    is_line = inside.rows == 1 and inside.texts == 2 and inside.words <= _LONGEST_HEAD
    return is_first and is_line and not inside.links and not _DATED.search(text)

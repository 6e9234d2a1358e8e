"""Titles that a word and its count tell: "Article 5", "CHAPTER II. The Carpet-Bag", "Schedule A"."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from index.counting import ROMAN, roman, spelt
from index.ending import below_all
from index.headings import is_first, is_last, marked, underlined
from index.lines import Line, marker
from index.numbering import Placed
from index.standing import STANDING, in_capitals, is_title_case, title_of

LAST = ("schedule", "annex", "annexe", "appendix", "exhibit")
"""Words for what comes after all else, and is a part of nothing before it."""
WORDS = (
    *("volume", "book", "part", "title", "chapter", "section", "article", "clause", "paragraph"),
    *("rule", "regulation", "act", "scene", "canto", "letter", "lecture", "lesson", "module"),
    *("unit", "session", "stage", "phase", "step", "week", "day", "question", *LAST),
)
_SHORT = {
    "sec": "section",
    "art": "article",
    "reg": "regulation",
    "chap": "chapter",
    "§": "section",
}
_SPELT = "|".join(sorted(spelt(), key=len, reverse=True))
_TITLE = re.compile(
    rf"(?:(?:(?P<word>{'|'.join(WORDS)})|(?P<short>sec|art|reg|chap)\.)[ \t]+|(?P<sign>§)[ \t]*)"
    r"(?:(?:no\.?|number|the)[ \t]+)?"
    rf"(?:(?P<digits>\d{{1,3}}(?:\.\d{{1,3}})?[a-z]?)|(?P<roman>{ROMAN})|(?P<letter>[a-z])"
    rf"|(?P<spelt>{_SPELT}))(?![\w-])"
    r"(?:[.:]?|(?P<parted>[ \t]*(?:--?|[–—.:|])+)[ \t]*(?P<title>\S.*)|[ \t]+(?P<bare>\S.*))",
    re.IGNORECASE,
)
_STYLES = ("digits", "roman", "letter", "spelt")
_INITIALS = {word[0].upper() for word in WORDS} | {"§"}
_LONGEST, _MOST_WORDS = 100, 12
_MOST_SENTENCE, _MOST_STOPPED = 8, 3  # words before a full stop
_FEWEST, _MOST_SKIPPED = 3, 100
_DEEPEST = 60  # columns
_HIGHEST = 2
_SORT_LAST = LAST[0]
_HOLDING = ("volume", "book", "part", "title", "act", "chapter")
"""Words for what holds what the others count, wherever the first of them stands."""


@dataclass(frozen=True, slots=True)
class _Title:
    at: int
    lines: int
    word: str
    counts: Mapping[str, tuple[int, ...]] = field(hash=False)  # by style of writing
    told: str


def parts(lines: Sequence[Line]) -> dict[int, Placed]:
    """The titles by number of line, where some word's count goes on from one to the next. What
    begins with another word is of those before it, in the order in which the words come."""
    titles = [one for at in range(len(lines)) if (one := _title(lines, at)) is not None]
    if len(titles) < _FEWEST:
        return {}
    titles = list(_without_lists(titles, lines))
    rows = {word: _row([one for one in titles if one.word == word]) for word in WORDS}
    rows = {word: [] if _is_list(row, lines) else row for word, row in rows.items()}
    if max(map(len, rows.values())) < _FEWEST:
        return {}
    kept = sorted((one for row in rows.values() for one in row), key=lambda one: one.at)
    words = dict.fromkeys(_sort(one) for one in kept)
    order = sorted(words, key=lambda word: (word != _SORT_LAST, word not in _HOLDING))
    levels = {word: max(_HIGHEST, STANDING - len(order) + n) for n, word in enumerate(order)}
    found = {
        at: Placed(level, level, lines[at].text)
        for at, word in _apart(lines, kept)
        for level in (levels[word] - 1 if word else min(levels.values()),)
    }
    for one in kept:
        level = levels[_sort(one)]
        found[one.at] = Placed(level, level, one.told, one.lines)
    return found


def _sort(title: _Title) -> str:
    return _SORT_LAST if title.word in LAST else title.word


def _apart(lines: Sequence[Line], kept: Sequence[_Title]) -> Iterator[tuple[int, str]]:
    """Lines in capitals that are of no part: those over a word's counts where they begin, and begin
    anew, with the word; and one below the last part, where none stands within the others."""
    known = {at for one in kept for at in range(one.at, one.at + one.lines)}
    begun = [one for one in kept if (1,) in one.counts.values()]
    again = Counter(one.word for one in begun)
    above = [(_above(lines, one.at), one) for one in begun if again[one.word] > 1]
    for at, one in above:
        if at is not None and at not in known:
            known.add(at)
            yield at, _sort(one)
    yield from ((at, "") for at in below_all(lines, known))


def _above(lines: Sequence[Line], at: int) -> int | None:
    """The number of the line above one, if that is in capitals and alone."""
    near = next((near for near in range(at - 1, -1, -1) if lines[near].text), None)
    if near is None or not is_first(lines, near) or not in_capitals(lines, near):
        return None
    return near


def is_part(lines: Sequence[Line], at: int) -> bool:
    """Whether a line by itself is the title of a part, in title case with nothing right below."""
    found = _TITLE.fullmatch(lines[at].text) if _may_be(lines[at]) else None
    if found is None or lines[at].indent > 1 or not is_last(lines, at):
        return False
    title = found["title"] or found["bare"] or ""
    is_sentence = title[-1:] == "." and len(title.split()) > _MOST_STOPPED
    return is_title_case(title) and not is_sentence


def _may_be(line: Line) -> bool:
    return len(line.text) <= _LONGEST and line.text.strip("*_ ")[:1] in _INITIALS


def _title(lines: Sequence[Line], at: int) -> _Title | None:
    line = lines[at]
    if not _may_be(line) or line.indent > _DEEPEST or not is_first(lines, at):
        return None
    shown = " ".join(line.text.strip("*_ ").split())
    found = _TITLE.fullmatch(shown)
    if found is None or marked(lines, at) or underlined(lines, at):
        return None
    title = found["title"] or found["bare"] or ""
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    if title and not _is_title(title, is_parted=found["parted"] is not None):
        return None
    if below and _TITLE.fullmatch(below):
        return None
    is_stopped = shown[-1] in ".;," and len(title.split()) > _MOST_STOPPED
    if title and below and (is_stopped or not _begins(lines[at + 1])):
        return None
    word = (found["word"] or _SHORT[(found["short"] or found["sign"]).lower()]).lower()
    counts = {style: _count(style, found) for style in _STYLES if found[style]}
    if found["roman"] and len(found["roman"]) == 1:
        counts["letter"] = (ord(found["roman"].lower()) - ord("a") + 1,)
    second = "" if title else _second(lines, at)
    return _Title(at, 1 + bool(second), word, counts, f"{shown} {second}".rstrip())


def _is_title(title: str, *, is_parted: bool) -> bool:
    """Whether words behind a count name what is below, as no sentence and no rest of one does."""
    words = title.split()
    if len(words) > _MOST_WORDS or title[-1] in ",;":
        return False
    if title[-1] in ".:" and (len(words) > _MOST_SENTENCE or ". " in title):
        return False
    first = next((char for char in title if char.isalnum()), "")
    return (is_parted and first != "") or first.isupper()


def _begins(line: Line) -> bool:
    """Whether a line right below a title does not go on in it."""
    first = line.text.lstrip("\"'“‘([*_")[:1]
    return marker(line) is not None or not first.islower()


def _second(lines: Sequence[Line], at: int) -> str:
    """The words right below a bare count that are of the title, as they stand apart."""
    if at + 1 == len(lines) or not lines[at + 1].text:
        return ""
    below = lines[at + 2] if at + 2 < len(lines) else None
    if below is not None and below.text and marker(below) is None:
        return ""
    line = lines[at + 1]
    is_list = line.table or marker(line) is not None or _TITLE.fullmatch(line.text) is not None
    return "" if is_list else title_of(line)


def _count(style: str, found: re.Match[str]) -> tuple[int, ...]:
    told = found[style].lower()
    if style == "digits":
        return tuple(int(part.rstrip("abcdefghijklmnopqrstuvwxyz")) for part in told.split("."))
    if style == "roman":
        return (roman(told) or 0,)
    return (ord(told) - ord("a") + 1 if style == "letter" else spelt()[told],)


def _without_lists(titles: Sequence[_Title], lines: Sequence[Line]) -> Iterator[_Title]:
    """Those that are not in a list of contents: several in a row with nothing below them."""
    empty: list[_Title] = []
    for one, after in zip(titles, [*titles[1:], None], strict=True):
        end = after.at if after else len(lines)
        if not any(line.text for line in lines[one.at + one.lines : end]):
            empty.append(one)
            continue
        if len(empty) < _FEWEST:
            yield from empty
            yield one
        elif not _goes_on(empty[-1], one):
            yield one
        empty = []
    if len(empty) < _FEWEST:
        yield from empty


def _is_list(row: Sequence[_Title], lines: Sequence[Line]) -> bool:
    """Whether nothing stands below any title of a row but the last, as in a list of steps."""
    between = chain.from_iterable(
        lines[one.at + one.lines : after.at] for one, after in pairwise(row)
    )
    return len(row) >= _FEWEST and not any(line.text for line in between)


def _row(titles: Sequence[_Title]) -> list[_Title]:
    """Those of one word whose counts go on, or begin anew."""
    if not titles:
        return []
    style = max(_STYLES, key=lambda style: sum(style in one.counts for one in titles))
    found: list[_Title] = []
    for one in titles:
        count = one.counts.get(style)
        if count is None:
            continue
        if not found or count[-1] == 1 or _follows(found[-1].counts[style], count):
            found.append(one)
    return found


def _goes_on(one: _Title, other: _Title) -> bool:
    shared = one.counts.keys() & other.counts.keys()
    is_same = one.word == other.word
    return is_same and any(_follows(one.counts[s], other.counts[s]) for s in shared)


def _follows(last: tuple[int, ...], count: tuple[int, ...]) -> bool:
    """Whether a count may come after another: 5 or 5a after 5, 3.1 after 2.9."""
    if len(last) != len(count):
        return False
    at = next((n for n, (a, b) in enumerate(zip(last, count, strict=True)) if a != b), -1)
    return at == -1 or 0 < count[at] - last[at] <= _MOST_SKIPPED

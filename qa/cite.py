"""Quotes → citations for those who write: plain text, Markdown, BibTeX. Never prints.

The words stay as they stand. White space is folded: in plain text and BibTeX line ends become
spaces, in Markdown lines stay lines. What cannot be shown becomes U+FFFD (see qa.plain), and what
Markdown or TeX would take for markup is escaped, so that it reads as it stands.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from string import ascii_lowercase

from index.document import Document, Mark, MarkKind
from index.lines import front_matter
from index.reading import unquoted
from index.words import fold
from qa.answer import Bases, Place, Quote
from qa.cells import added
from qa.options import CiteStyle
from qa.plain import plain
from qa.render import link, on_long_line
from qa.titled import title_of

_AUTHOR = re.compile(r"authors?[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_DATE = re.compile(r"(?:date|published|year)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_ITEM = re.compile(r"([ \t]*)-[ \t]+(.+)")
_FIELD = re.compile(r"([\w-]+)[ \t]*:(?:[ \t]+(.*))?")
_PART = re.compile(r"""[ \t]*("[^"]*"|'[^']*'|[^,]+)""")
_PERSON = re.compile(r"[^\W\d_a-z]\S*(?:[ \t]+\S+)+")
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")

_MARKUP = re.compile(r"[\\`*\[\]<>&~$|]|(?<![^\W_])_|_(?![^\W_])")
_AT_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+=:](?=[\s\-=|:]|$))")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")

_TEX = {
    "\\": r"\textbackslash{}",
    # Not \{ and \}: BibTeX counts those too, and they need not be pairs.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{char: f"\\{char}" for char in "$&%#_"},
}
_WORDS_OF_KEY = 5


def cite(quote: Quote, base: Bases, style: str = "plain") -> str:
    """A quote with its citation in a style: plain, markdown or bibtex. ``base`` is what paths are
    relative to, for links."""
    if style == CiteStyle.BIBTEX:
        return _bibtex(quote, _key(quote))
    return _markdown(quote, base) if style == CiteStyle.MARKDOWN else _plain(quote)


def citations(quotes: Iterable[Quote], base: Bases, style: str) -> list[str]:
    """As `cite`, of several; no two entries have the same key."""
    if style != CiteStyle.BIBTEX:
        return [cite(quote, base, style) for quote in quotes]
    taken: set[str] = set()
    made = []
    for quote in quotes:
        key = next(key for key in _keys(_key(quote)) if key not in taken)
        taken.add(key)
        made.append(_bibtex(quote, key))
    return made


def _plain(quote: Quote) -> str:
    document = quote.place.document
    about = [title_of(quote), plain(document.path), where(quote)]
    row = f" {plain(told)}" if (told := added(quote)) else ""
    return f"“{plain(quote.text)}”{row} ({', '.join(filter(None, about))})"


def where(quote: Quote) -> str:
    """The place in its document, in words: "p. iii", "lines 3–4", "sheet Ships, row 7"; empty
    where a format tells nothing finer."""
    place = quote.place
    told = [*_marked(place)]
    if place.document.media == "text":
        told.append(_counted("line", "lines", *place.lines))
        if on_long_line(place):
            told.append(f"characters {place.span.start}–{place.span.end}")
    elif not told and quote.heading:
        told.append(f"under “{plain(quote.heading[-1])}”")
    return ", ".join(told)


def _marked(place: Place) -> Iterator[str]:
    document, last = place.document, place.span.end - 1
    for kind, one, several in (
        (MarkKind.PAGE, "p.", "pp."),
        (MarkKind.SLIDE, "slide", "slides"),
        (MarkKind.MESSAGE, "message", "messages"),
        (MarkKind.RECORD, "record", "records"),
        (MarkKind.SHEET, "sheet", ""),
        (MarkKind.ROW, "row", "rows"),
        (MarkKind.ANCHOR, "at", ""),
        (MarkKind.TIME, "at", "at"),
    ):
        begin, end = place.on(kind), document.mark(kind, last)
        if begin is None or end is None:
            continue
        if kind is MarkKind.ANCHOR:
            if begin.name:
                yield f"{one} #{plain(begin.name)}"
        elif kind is MarkKind.SHEET:
            yield f"{one} {plain(begin.name)}"
        else:
            first, final = (_number(mark) for mark in (begin, end))
            yield _counted(one, several, first, final)


def _number(mark: Mark) -> str:
    """What a page, a slide, … is cited by."""
    name = "" if mark.kind is MarkKind.RECORD else plain(mark.name)
    return name or str(mark.number)


def _counted(one: str, several: str, first: object, last: object) -> str:
    return f"{one} {first}" if first == last else f"{several} {first}–{last}"


def _markdown(quote: Quote, base: Bases) -> str:
    document = quote.place.document
    lines: list[str] = []
    position = 0
    for line in quote.text.splitlines(keepends=True):
        if position in quote.breaks and lines[-1]:
            lines[-1] += "\\"  # else a reader of Markdown joins the two
        lines.append(_escaped(plain(line).strip()))
        position += len(line)
    if row := added(quote):
        lines += ["", _escaped(plain(row))]
    name = _unmarked(title_of(quote) or plain(document.path))
    place = _unmarked(where(quote))
    told = ", ".join(filter(None, [f"[{name}](<{link(quote.place, base)}>)", place]))
    return "\n".join(f"> {line}".rstrip() for line in [*lines, "", f"— {told}"])


def _escaped(line: str) -> str:
    """A line of text that reads in Markdown as it stands."""
    mark = _AT_LINE_START.match(line)
    shown = _unmarked(line)
    return f"\\{shown}" if mark else _NUMBERED.sub(r"\1\\\2", shown, count=1)


def _unmarked(text: str) -> str:
    """Text that reads in Markdown as it stands, but at the beginning of a line."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _bibtex(quote: Quote, key: str) -> str:
    document = quote.place.document
    author, date = _known(document)
    fields = {
        "author": author,
        "title": f"{{{_tex(title_of(quote) or plain(document.path))}}}",
        **date,
        "howpublished": _tex(plain(document.path)),
        "note": _tex(where(quote)),
        "annotation": _tex(plain(quote.text)),
    }
    lines = [f"  {name:<12} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def _known(document: Document) -> tuple[str, dict[str, str]]:
    """The author, and the field of the date, as the format or front matter tells them."""
    names, dates = document.facts(MarkKind.AUTHOR), document.facts(MarkKind.DATE)
    if document.media == "text" and (end := front_matter(document.text)):
        lines = document.text[:end].splitlines()
        names, dates = _values(lines, _AUTHOR), _values(lines, _DATE)
    author = " and ".join(_tex(plain(name)) for name in _authors(names))
    date = plain(" ".join(dates))
    if day := _DAY.search(date):
        return author, {"date": day[0]}
    year = _YEAR.search(date)
    return author, {"year": year[0]} if year else {}


def _authors(values: list[str]) -> list[str]:
    """The names that are told; one value may tell several: "Jane Doe, John Roe"."""
    if len(values) != 1:
        return values
    names = [name.strip().removeprefix("and ").strip() for name in values[0].split(",")]
    # Else what stands before the comma is a last name: "Doe, Jane", "van Gogh, Vincent Willem".
    return names if all(map(_PERSON.fullmatch, names)) else values


def _values(lines: list[str], key: re.Pattern[str]) -> list[str]:
    """The value of a key, or the values of a list, on its line or in items below."""
    for at, line in enumerate(lines):
        found = key.fullmatch(line.rstrip())
        if found is None:
            continue
        told = found[1].strip()
        if told[:1] == "[" and told[-1:] == "]":
            parts = _PART.findall(told[1:-1])
        elif told:
            parts = [told]
        else:
            parts = list(_items(lines[at + 1 :]))
        return [value for part in parts if (value := unquoted(part))]
    return []


def _items(lines: list[str]) -> Iterator[str]:
    """The items of a list that begins with the lines; of those with several fields, the name."""
    position = 0
    while position < len(lines) and (listed := _ITEM.fullmatch(lines[position].rstrip())):
        indent, item = listed[1], [listed[2]]
        position += 1
        while position < len(lines) and lines[position].startswith((f"{indent} ", f"{indent}\t")):
            # What is indented further is a field's own.
            item.append(lines[position].rstrip()[listed.start(2) :])
            position += 1
        fields = [field for line in item if (field := _FIELD.fullmatch(line))]
        if _FIELD.fullmatch(item[0]):
            yield from [field[2] for field in fields if field[1].lower() == "name" and field[2]][:1]
        else:
            yield item[0]


def _key(quote: Quote) -> str:
    """A key of letters, digits and hyphens: the title's first words, and the page or the line."""
    place, document = quote.place, quote.place.document
    name = title_of(quote) or PurePosixPath(document.path).stem
    words = re.findall(r"[a-z0-9]+", fold(name))[:_WORDS_OF_KEY]
    mark = place.numbered
    number = str(mark.number or mark.name) if mark else str(place.lines[0])
    told = re.sub(r"[^a-z0-9]+", "-", fold(number)).strip("-")
    return "-".join([*(words or [document.sha256[:8]]), told])


def _keys(key: str) -> Iterator[str]:
    """A key, and others like it."""
    yield key
    yield from (f"{key}{letter}" for letter in ascii_lowercase[1:])
    number = 27
    while True:
        yield f"{key}-{number}"
        number += 1

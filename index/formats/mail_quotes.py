"""The lines of a message's text → what its sender wrote, what is quoted of others, with who wrote
that and when, and the signature."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.mail_header import day_of, name_of
from index.formats.mail_text import SIGNATURE, Quoted
from index.lines import clip

UNNAMED = "quoted"
"""The heading of what is quoted without a word on whose it is."""

_LONGEST = 400  # characters of a line that tells who wrote what is below it
_MOST_LINES = 4  # of such a line that is wrapped
_MOST_FIELDS = 14
_MOST_BELOW = 40  # lines of a signature
_WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|geschrieben|écrit|écrivait|escribió|escreveu|scritto|scrive"
    r"|schreef|geschreven|skrev|kirjoitti|napisał|napsal|napísal|írta|a scris|píše|писал|написал|пише)\b"
    r"[^:：]{0,60}[:：]$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:On|At|In|Am|Le|El|Il|Em|Op|Den|Dne|W dniu|Quoting|\*|\d{1,4}[./-]\d{1,2}[./-]\d{2,4})[ ,]"
)
_QUOTING = re.compile(r"(?:Quoting|\*) .*[:：]$")
_WHEN = re.compile(r"\d:\d\d|@|\b\d{4}\b.*<")
_ADDRESS = re.compile(r"[ \t]*(?:<[^<>]*>|\[mailto:[^\[\]]*\])")
_MARK = re.compile(r"[-_=*]{2,}[ \t]*[^\W\d_][^-_=*]{3,60}[ \t]*[-_=*]{2,}|_{20,}|-{20,}")
_BEGINS = re.compile(
    r"Begin forwarded message:|Anfang der weitergeleiteten Nachricht:", re.IGNORECASE
)
_FOOT = re.compile(r"[_=]{20,}")
_FIELD = re.compile(r"\*?([^\W\d_][\w -]{0,20}?)[ \t]?[:：]\*?(?:[ \t]|$)")
# What programs call the fields of a message that they quote.
_SENDER = re.compile(r"from|von|de|da|van|från|fra|od|от|发件人|差出人")
_SENT = re.compile(
    r"sent|date|gesendet(?: am)?|datum|envoyé|enviado|inviato|verzonden|skickat|sendt|fecha|data"
)
_SUBJECT = re.compile(r"subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|assunto")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines ``[first, last)`` of one writer, under a ``title`` where that is not the sender. The
    title is told by the lines from ``head`` to ``first``, -1 where none tell it: a sentence, or
    where it ``is_form`` what a program puts above a message that it forwards. A signature that
    ``is_foot`` is what a mailing list puts below all it sends."""

    first: int
    last: int
    title: str = ""
    head: int = -1
    is_form: bool = False
    is_signature: bool = False
    is_foot: bool = False


def stretches(lines: Sequence[Quoted]) -> list[Stretch]:
    """All lines that are not blank, in order, by who wrote them."""
    return [
        found
        for found in _Splitter(lines).split()
        if found.head >= 0 or any(line.text.strip() for line in lines[found.first : found.last])
    ]


class _Splitter:
    """Goes through runs of lines that are quoted equally deep, and keeps who wrote each depth."""

    def __init__(self, lines: Sequence[Quoted]) -> None:
        self.lines = lines
        self.titles: dict[int, str] = {}

    def split(self) -> Iterator[Stretch]:
        head = -1
        for first, last, below in self._runs():
            head = yield from self._run(first, last, below, head)

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        """First and last line of each run, and how deep the next is."""
        starts: list[int] = []
        for at, line in enumerate(self.lines):
            if line.text.strip() and (not starts or self.lines[starts[-1]].depth != line.depth):
                starts.append(at)
        for start, after in pairwise([*starts, len(self.lines)]):
            yield start, after, self.lines[after].depth if after < len(self.lines) else 0

    def _run(self, first: int, last: int, below: int, head: int) -> Generator[Stretch, None, int]:
        """The stretches of a run, whose title is told from line ``head`` on; returns where that of
        the next run is told."""
        depth = self.lines[first].depth
        end = self._attribution(first, last) if below > depth else last
        title, is_form = self.titles.get(depth, UNNAMED if depth else ""), False
        at = first
        while at < end:
            is_first = at == first or not self.lines[at - 1].text.strip()
            told = self._told(at, end, depth) if is_first else None
            if told is not None:
                yield Stretch(first, at, title, head, is_form)
                first, title, is_form = told
                head = at
                self._name(depth, title)
            elif depth == 0 and self._is_signature(at, end):
                yield Stretch(first, at, title, head, is_form)
                foot = next(filter(self._is_foot, range(at, end)), end)
                if foot > at:
                    yield Stretch(at + 1, foot, title, is_signature=True)
                if foot < end:
                    yield Stretch(foot + 1, end, title, is_signature=True, is_foot=True)
                first, head = end, -1
            at = max(at + 1, first)
        yield Stretch(first, end, title, head, is_form)
        if end == last:
            return -1
        self._name(below, _title(self._sentence(end, last)))
        return end

    def _name(self, depth: int, title: str) -> None:
        """Lines at a depth are somebody's from now on, and those deeper nobody's that is known."""
        self.titles = {at: named for at, named in self.titles.items() if at < depth}
        self.titles[depth] = title

    def _attribution(self, first: int, last: int) -> int:
        """Where the lines begin that tell, at the end of a run, whose the next is; ``last`` where
        none do."""
        end = last
        while end > first and not self.lines[end - 1].text.strip():
            end -= 1
        if not self.lines[end - 1].text.rstrip().endswith((":", "：")):
            return last
        for start in range(end - 1, max(first, end - _MOST_LINES) - 1, -1):
            above = self.lines[start].text.strip()
            if not above or (start < end - 1 and above[-1] in ".!?:"):
                break
            told = self._sentence(start, end)
            if len(told) > _LONGEST:
                break
            if _OPENS.match(told) and (_WROTE.search(told) or _WHEN.search(told)):
                return start
            if _QUOTING.match(told):
                return start
        told = self._sentence(end - 1, end)
        if len(told) > _LONGEST or not (_WROTE.search(told) or _ADDRESS.search(told)):
            return last
        is_whole = " " in _ADDRESS.sub("", told).strip() or end - 1 == first
        return end - 1 if is_whole or not self.lines[end - 2].text.strip() else end - 2

    def _told(self, at: int, end: int, depth: int) -> tuple[int, str, bool] | None:
        """Where lines end that tell whose the text below them is, as deep as they are, with its
        title and whether it is a form; None where none begin there."""
        told = self._form(at, end)
        if told is not None:
            return (*told, True)
        for last in range(at + 1, min(at + _MOST_LINES, end - 1) + 1):
            text = self._sentence(at, last)
            if len(text) > _LONGEST or not self.lines[last - 1].text.strip():
                return None
            if _WROTE.search(text) and _OPENS.match(text) and (depth or _WHEN.search(text)):
                return last, _title(text), False
        return None

    def _form(self, at: int, end: int) -> tuple[int, str] | None:
        """Where the fields of a message that is quoted end, and its title; None for no such."""
        start, is_marked = at, False
        while start < end and start < at + 3:
            text = self.lines[start].text.strip()
            if text and not (_MARK.fullmatch(text[:_LONGEST]) or _BEGINS.fullmatch(text)):
                break
            is_marked = is_marked or any(map(str.isalpha, text))
            start += 1
        values: dict[str, str] = {}
        last = near = start
        while near < min(end, start + _MOST_FIELDS) and self.lines[near].text.strip():
            text = self.lines[near].text.strip()[:_LONGEST]
            if (named := _FIELD.match(text)) is not None:
                values.setdefault(named[1].lower(), text[named.end() :].strip("* \t"))
                last = near + 1
            elif near == start:
                return None
            near += 1
        last = near if near - last == 1 else last  # the last field may be wrapped
        sender = _first(values, _SENDER)
        sent = _first(values, _SENT)
        is_sure = is_marked or (sent and (_first(values, _SUBJECT) or "@" in sender))
        if not sender or not is_sure:
            return None
        return last, ", ".join(filter(None, [name_of(sender), day_of(sent)]))

    def _is_signature(self, at: int, end: int) -> bool:
        """Whether a signature, or what a mailing list puts below all it sends, begins at a line."""
        if self.lines[at].text.rstrip() != SIGNATURE.rstrip() and not self._is_foot(at):
            return False
        below = self.lines[at + 1 : min(end, at + 2 + _MOST_BELOW)]
        return len(below) <= _MOST_BELOW and any(line.text.strip() for line in below)

    def _is_foot(self, at: int) -> bool:
        return _FOOT.fullmatch(self.lines[at].text.strip()) is not None

    def _sentence(self, first: int, last: int) -> str:
        return " ".join(" ".join(line.text.split()) for line in self.lines[first:last]).strip()


def _first(values: Mapping[str, str], names: re.Pattern[str]) -> str:
    return next((value for name, value in values.items() if names.fullmatch(name)), "")


def _title(sentence: str) -> str:
    """What tells who wrote something, as a heading has it: without addresses."""
    return clip(_ADDRESS.sub("", sentence).rstrip(" :：")) or UNNAMED

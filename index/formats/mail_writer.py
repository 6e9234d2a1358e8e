"""A message as text: what a reader of mail is shown of it. Its subject is a heading, and below it who
wrote it when, so that a quote tells of which message it is; what it quotes of others stands under a
heading of its own, so that it is not taken for the sender's words.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.message import Message
from functools import partial
from itertools import accumulate

from index.document import MAIL_FIELDS, Block, MarkKind, Span
from index.errors import ReadError
from index.formats.canonical import Canonical, Parsed, written
from index.formats.mail_files import write_file
from index.formats.mail_header import day_of, name_of, told
from index.formats.mail_parts import contents, page_of
from index.formats.mail_quotes import Stretch, stretches
from index.formats.mail_text import Page
from index.lines import Line, clip, clip_start
from index.sentences import count_words
from index.standing import in_capitals
from index.structure import Reader, told_in

_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_LONGEST_FIELD = 40  # words of a field that stands with the others
_DEEPEST = 8  # messages within messages
_LEVELS = 3  # of headings: the subject, the sender, who is quoted
_BELOW = "signature"
"""The context of a signature, which so is a passage by itself."""


@dataclass(slots=True)
class Writer:
    """Takes messages in order."""

    _made: Canonical = field(default_factory=Canonical)
    _subject: str = ""
    _sender: str = ""
    _date: str = ""
    _through: int = 0
    _messages: int = 0
    _signatures: set[str] = field(default_factory=set)
    _feet: Counter[str] = field(default_factory=Counter)

    def number(self, number: int) -> None:
        """What is written from now on is of this message of a mailbox."""
        self._made.mark(MarkKind.MESSAGE, number)

    def write(self, message: Message, depth: int = 0) -> None:
        """A message, within as many others, and those within it."""
        fields = {name: told(message, name) for name in _FIELDS}
        if depth == 0:
            self._messages += 1
            self._subject, self._date = fields["Subject"], fields["Date"]
            self._sender = name_of(fields["From"])
        base = depth * _LEVELS
        self._quoted(depth)
        who = filter(None, (name_of(fields["From"]), day_of(fields["Date"])))
        self._made.section(base + 1, clip(fields["Subject"]))
        self._made.section(base + 2, ", ".join(who))
        found = contents(message)
        lines = [f"{name}: {value}" for name, value in fields.items() if value]
        self._above([*lines, *(f"Attachment: {name}" for name in found.attached)])
        for part in found.texts:
            try:
                page = page_of(part)
            except ReadError:
                continue  # the other parts can still be read
            self._text(page, base + _LEVELS, depth)
        for name, part in found.files:
            self._quoted(depth)
            self._made.section(base + _LEVELS, clip(name))
            write_file(self._made, name, part)
        for inner in found.messages:
            if depth < _DEEPEST:
                self.write(inner, depth + 1)

    def done(self, *, is_one: bool) -> Parsed:
        """All of them; where it ``is_one``, the file is called and dated as that is."""
        parsed = self._made.done("mail", clip(self._subject) if is_one else "")
        about = written([self._sender], self._date) if is_one else ()
        blocks = tuple(filter(partial(self._is_told, parsed.text), parsed.blocks or ()))
        return replace(parsed, blocks=blocks, marks=(*about, *parsed.marks))

    def _is_told(self, text: str, block: Block) -> bool:
        """Whether a block is no foot of most messages: that says nothing of any of them."""
        if block.context != _BELOW or self._messages == 1:
            return True
        return 2 * self._feet[_on_one_line(block.span.of(text))] <= self._messages

    def _above(self, lines: Sequence[str]) -> None:
        """The fields in one piece, as they answer one question; without those that run long."""
        are_long = [count_words(line) > _LONGEST_FIELD for line in lines]
        short = (line for line, is_long in zip(lines, are_long, strict=True) if not is_long)
        self._made.paragraph("\n".join(short), MAIL_FIELDS)
        for line, is_long in zip(lines, are_long, strict=True):
            if is_long:
                self._made.paragraph(line, MAIL_FIELDS)

    def _quoted(self, through: int) -> None:
        """What is written from now on is handed on through so many messages."""
        if through != self._through:
            self._made.mark(MarkKind.QUOTED, through)
        self._through = through

    def _text(self, page: Page, level: int, depth: int) -> None:
        lines = [line.text for line in page.lines]
        above = ""  # the end of what is quoted, which the words below it answer
        for stretch, blocks in zip(
            found := stretches(page.lines), _parts(page, found), strict=True
        ):
            text = "\n".join(lines[stretch.first : stretch.last])
            head = "\n".join(lines[stretch.head : stretch.first]) if stretch.head >= 0 else ""
            deep = max((line.depth for line in page.lines[stretch.first : stretch.last]), default=0)
            self._quoted(depth + max(deep, bool(stretch.title)))
            if head and not stretch.is_form:
                self._made.heading(level, stretch.title, head)
            else:
                self._made.section(level, stretch.title)
                self._made.paragraph(head, MAIL_FIELDS)
            if stretch.is_signature:
                self._signature(text, is_foot=stretch.is_foot)
                continue
            if blocks and above and not stretch.title:
                blocks[0] = replace(blocks[0], context=blocks[0].context or above)
            self._made.found(text, blocks)
            above = clip_start(text) if stretch.title else ""

    def _signature(self, text: str, *, is_foot: bool) -> None:
        """What stands below all that somebody writes, or a list sends, once."""
        for paragraph in text.split("\n\n"):
            shown = _on_one_line(paragraph)
            self._feet[shown] += is_foot
            if shown in self._signatures:
                self._made.aside(paragraph)
            else:
                self._made.paragraph(paragraph, _BELOW)
            self._signatures.add(shown)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


class _Body(Reader):
    """What stands alone in a message is a greeting or a name rather than a heading, unless it is in
    capitals or counts."""

    def unmarked(self, line: Line) -> bool:
        is_told = self.at in self.placed or self.at in self.clauses
        return (is_told or in_capitals(self.lines, self.at)) and super().unmarked(line)


def _parts(page: Page, found: Sequence[Stretch]) -> Iterator[list[Block]]:
    """The blocks of each stretch, by offsets into its text."""
    lines = [line.text for line in page.lines]
    if page.blocks is not None:
        yield from _cut("\n".join(lines), lines, page.blocks, found)
        return
    for stretch in found:
        text = "\n".join(lines[stretch.first : stretch.last])
        # A line drawn above all would make it front matter.
        yield _Body(told_in(text.replace("---", "   ", 1) if text[:3] == "---" else text)).read()


def _cut(
    text: str, lines: Sequence[str], blocks: Sequence[Block], found: Sequence[Stretch]
) -> Iterator[list[Block]]:
    """The blocks of a text by stretches; one may end amid a paragraph."""
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    at = 0
    for stretch in found:
        first, last = starts[stretch.first], starts[stretch.last]
        inside: list[Block] = []
        while at < len(blocks) and blocks[at].span.start < last:
            start, end = max(first, blocks[at].span.start), min(last, blocks[at].span.end)
            part = text[start:end]
            if part.strip():
                start += len(part) - len(part.lstrip()) - first
                inside.append(replace(blocks[at], span=Span(start, start + len(part.strip()))))
            if blocks[at].span.end > last:
                break
            at += 1
        yield inside

"""The text of a part of a message: its bytes as letters, its paragraphs whole again where the sender's
program broke their lines to be put together (RFC 3676), and how deep each line is quoted."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.decoding import decode
from index.document import Block, Span
from index.errors import ReadError
from index.formats.canonical import Canonical, Parsed, with_line_feeds
from index.formats.html_sink import Sink
from index.formats.html_source import codec_of, tree
from index.formats.html_text import Walker
from index.formats.html_writer import Writer

SIGNATURE = "-- "
"""The line below which a signature stands."""

_MARKS = re.compile(r"(?:> ?)+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ENCODED = re.compile(r"^(?:[A-Za-z0-9+/=]{60,78}[ \t]*\n){4,}", re.MULTILINE)  # a key, a picture
_NO_LETTERS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_FEWEST_ODD, _MOST_ODD = 3, 0.05  # of the characters
_MOST_DEEP = 20
_PROMPT = ">>>"

_OPENS, _CLOSES = "\ue000", "\ue001"  # mean nothing in text; what is quoted stands between
_UNUSED = re.compile(f"[{_OPENS}{_CLOSES}]")
_BETWEEN = "\n\n"  # of what canonical text puts between blocks
_QUOTE = re.compile(r"<(/?)blockquote\b([^<>]*)>", re.IGNORECASE)
_CITES = re.compile(r"\btype\s*=\s*[\"']?cite|\bclass\s*=[^=]{0,200}(?:quote|cite)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line without its marks of quotation, and how many levels of them it has."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, and where they are of HTML its blocks, by offsets into the lines joined."""

    lines: Sequence[Quoted]
    blocks: Sequence[Block] | None = None


def decoded(data: bytes, label: str) -> str:
    """Bytes as the text that their label says, or else as any text; what no encoding fits, as far
    as it goes."""
    codec = "utf-7" if label == "utf-7" else codec_of(label)
    # Programs that were not told call a text plain ASCII, whatever it is.
    if codec is not None and label not in ("", "us-ascii", "ascii") and b"\0" not in data:
        try:
            return _if_text(_SURROGATE.sub("\ufffd", data.decode(codec)))
        except UnicodeDecodeError:
            pass
    try:
        return decode(data)[0]
    except ReadError:
        return _if_text(data.decode("utf-8", "replace"))


def _if_text(text: str) -> str:
    """What people may have written: nothing, where it is a picture that calls itself a text, say."""
    odd = len(_NO_LETTERS.findall(text))
    return text if odd <= max(_FEWEST_ODD, _MOST_ODD * len(text)) else ""


def plain(text: str, *, flowed: bool = False, joined: bool = False) -> Page:
    """The lines of plain text; ``flowed`` where a line that ends in a space goes on in the next,
    without that space if ``joined``."""
    told = _ENCODED.sub("", with_line_feeds(text))
    found = [_quoted(line, stuffed=flowed) for line in told.split("\n")]
    if not any(0 < line.depth < len(_PROMPT) for line in found):
        # Nothing is quoted once, so nothing three times: it is what is typed at a prompt.
        found = [_typed(line) if line.depth == len(_PROMPT) else line for line in found]
    return Page(list(_flowing(found, joined)) if flowed else found)


def _quoted(line: str, *, stuffed: bool) -> Quoted:
    marks = _MARKS.match(line)
    if marks is not None:
        return Quoted(line[marks.end() :], min(marks[0].count(">"), _MOST_DEEP))
    return Quoted(line[1:] if stuffed and line[:1] == " " else line)


def _typed(line: Quoted) -> Quoted:
    return Quoted(f"{_PROMPT} {line.text}")


def _flowing(lines: Iterable[Quoted], joined: bool) -> Iterator[Quoted]:
    """Lines, those that go on put together. Below "-- " is a signature, which nothing goes on in."""
    held: list[str] = []
    depth = 0
    for line in lines:
        if held and (line.depth != depth or line.text == SIGNATURE):
            yield Quoted("".join(held), depth)
            held = []
        depth = line.depth
        goes_on = line.text[-1:] == " " and line.text != SIGNATURE
        held.append(line.text[:-1] if goes_on and joined else line.text)
        if not goes_on:
            yield Quoted("".join(held), depth)
            held = []
    if held:
        yield Quoted("".join(held), depth)


def page(source: str) -> Page:
    """What a browser shows of HTML. Raises ReadError."""
    made = _walked(_marked(source))
    pieces: list[str] = []
    blocks: list[Block] = []
    bounds: list[tuple[int, int]] = []  # where a depth begins, in the text without marks
    at = length = depth = 0
    for block in made.blocks or ():
        told = block.span.of(made.text)
        if told not in (_OPENS, _CLOSES):
            shift = length - at
            span = Span(block.span.start + shift, block.span.end + shift)
            blocks.append(replace(block, span=span))
            continue
        pieces.append(made.text[at : block.span.start])
        length += len(pieces[-1])
        at = block.span.end + len(_BETWEEN)
        depth = min(max(0, depth + (1 if told == _OPENS else -1)), _MOST_DEEP)
        bounds.append((length, depth))
    text = "".join([*pieces, made.text[at:]])
    if _OPENS in text or _CLOSES in text:  # one that stands amid a table, say
        plainly = _walked(_UNUSED.sub("", source))
        return Page(_at_depths(plainly.text, []), plainly.blocks or ())
    return Page(_at_depths(text, bounds), blocks)


def _marked(source: str) -> str:
    """HTML with paragraphs that tell where what is quoted begins and ends."""
    opened: list[bool] = []

    def marked(tag: re.Match[str]) -> str:
        if not tag[1]:
            opened.append(_CITES.search(tag[2]) is not None)
            return f"{tag[0]}<p>{_OPENS}</p>" if opened[-1] else tag[0]
        return f"<p>{_CLOSES}</p>{tag[0]}" if opened and opened.pop() else tag[0]

    return _QUOTE.sub(marked, _UNUSED.sub("", source))


def _walked(source: str) -> Parsed:
    made = Canonical()
    root = tree(source).root
    if root is not None:
        Walker(Writer(Sink(made))).write(root)
    return made.done("mail")


def _at_depths(text: str, bounds: Sequence[tuple[int, int]]) -> list[Quoted]:
    found: list[Quoted] = []
    waiting = deque(bounds)
    at = depth = 0
    for line in text.split("\n"):
        while waiting and waiting[0][0] <= at:
            depth = waiting.popleft()[1]
        found.append(Quoted(line, depth))
        at += len(line) + 1
    return found

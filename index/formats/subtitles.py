"""Subtitles (SubRip, WebVTT): what is said, in paragraphs, each cue with the time when it begins.

Counters, times, notes and tags are no text. The grammar is WebVTT's (W3C, 2019), whose cues SubRip's
are like; cues that are not quite so, as people's files have them, are read as well.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from itertools import pairwise

from index.decoding import decode
from index.document import MarkKind
from index.formats import numerals
from index.formats.canonical import Canonical, Parsed

_LINE_END = re.compile(r"\r\n|\r|\n")  # not what only str.splitlines takes for one
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\ufeff?[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]+)?[ \t]+([^<>]+)>")
_TAG = re.compile(
    r"</?(?:[biuscv]|font|lang|ruby|rt|rp)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE
)
_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?:-[ \t]*)?(.*))?")
_SAID_BY_ANOTHER = re.compile(r"(?:[-‐–—][ \t]*|>>)(?=\w|[\"“„«'‘¿¡(\[])")
_STOP = re.compile(r"[.!?…。！？]")
_SENTENCE_END = re.compile(_STOP.pattern + r"[\"”’»)\]]*$")

_PAUSE = 4.0  # seconds after which something new begins
_LONGEST = 120  # words of a paragraph, which ends where a sentence does
_LONGEST_WITHOUT_STOPS = 40  # words of a paragraph in which no sentence ends
_ROLLING = 0.5  # share of the cues that begin with what stood there before


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is shown for a while, in seconds; ``voice`` is who says it, as far as it is told, and
    ``place`` the line of the file, from 1, below its times."""

    start: float
    end: float
    lines: tuple[str, ...]
    voice: str
    place: int


def parse(data: bytes) -> Parsed:
    """A file, whose title is what a WebVTT header says; one without cues is plain text."""
    text, encoding = decode(data)
    lines = _LINE_END.split(text)
    header = _HEADER.fullmatch(lines[0])
    cues = list(_cues(lines, is_webvtt=header is not None))
    if not cues:
        return Parsed(text, encoding)
    made = Canonical()
    for paragraph in _paragraphs(_unrolled(cues)):
        _write(made, paragraph)
    return made.done("subtitles", (header[1] or "") if header else "", encoding)


def _cues(lines: Sequence[str], *, is_webvtt: bool) -> Iterator[_Cue]:
    timed = {at: found for at, line in enumerate(lines) if (found := _TIMING.fullmatch(line))}
    is_counted = _is_counted(lines, list(timed))
    for at, below in pairwise([*timed, len(lines)]):
        times = timed[at].groups()
        told = list(lines[at + 1 : below])
        if below < len(lines) and told and told[-1].strip():
            # What names the next cue: its counter, or in WebVTT anything, after an empty line.
            is_apart = len(told) > 1 and not told[-2].strip()
            is_number = _is_number(told[-1])
            if (is_number and (is_counted or is_apart)) or (is_webvtt and is_apart):
                told.pop()
        if is_webvtt and "" in told:
            del told[told.index("") :]  # below are notes and styles
        voice = next((found[1].strip() for line in told if (found := _VOICE.search(line))), "")
        shown = (" ".join(unescape(_TAG.sub("", line)).split()) for line in told)
        first, last = _seconds(*times[:4]), _seconds(*times[4:])
        yield _Cue(first, last, tuple(filter(None, shown)), voice, at + 2)


def _is_counted(lines: Sequence[str], timed: Sequence[int]) -> bool:
    """Whether the cues, whose times stand at ``timed``, have counters: the first has one, or most
    have. Else a number right above times is what is said."""
    numbered = [at > 0 and _is_number(lines[at - 1]) for at in timed]
    return any(numbered[:1]) or 2 * sum(numbered) > len(numbered)


def _is_number(line: str) -> bool:
    return line.strip("\ufeff \t").isdecimal()


def _seconds(hours: str | None, minutes: str, seconds: str, part: str | None) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + float(f"0.{part or 0}")


def _unrolled(cues: Sequence[_Cue]) -> Iterator[_Cue]:
    """The cues that show something; where most of them show once more what stood there before,
    as those made by a machine do, without that."""
    shown = [cue for cue in cues if cue.lines]
    again = sum(_repeated(one.lines, other.lines) > 0 for one, other in pairwise(shown))
    if again < _ROLLING * len(shown):
        yield from shown
        return
    before: tuple[str, ...] = ()
    for cue in shown:
        new = cue.lines[_repeated(before, cue.lines) :]
        if new:
            yield replace(cue, lines=new)
        before = cue.lines


def _repeated(before: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the first lines were the last ones before."""
    counts = range(min(len(before), len(lines)), 0, -1)
    return next((n for n in counts if before[-n:] == lines[:n]), 0)


def _paragraphs(cues: Iterable[_Cue]) -> Iterator[list[tuple[_Cue, str]]]:
    """Lines that belong together, each with its cue."""
    paragraph: list[tuple[_Cue, str]] = []
    words, is_stopped = 0, False
    for cue in cues:
        for number, line in enumerate(cue.lines):
            if paragraph and (
                _SAID_BY_ANOTHER.match(line)
                or (number == 0 and _begins(cue, paragraph))
                or (words >= _LONGEST and _SENTENCE_END.search(paragraph[-1][1]))
                or (words >= _LONGEST_WITHOUT_STOPS and not is_stopped)
            ):
                yield paragraph
                paragraph, words, is_stopped = [], 0, False
            paragraph.append((cue, line))
            words += len(line.split())
            is_stopped = is_stopped or _STOP.search(line) is not None
    if paragraph:
        yield paragraph


def _begins(cue: _Cue, paragraph: Sequence[tuple[_Cue, str]]) -> bool:
    """Whether something else is said from a cue on: after a pause, or by another, who may not be
    named."""
    (first, opening), (before, line) = paragraph[0], paragraph[-1]
    if cue.start - before.end >= _PAUSE or (cue.voice and cue.voice != first.voice):
        return True
    is_turn = first.voice or _SAID_BY_ANOTHER.match(opening)
    return bool(not cue.voice and is_turn and _SENTENCE_END.search(line))


def _write(made: Canonical, paragraph: Sequence[tuple[_Cue, str]]) -> None:
    """A line for each line, so that a cue is found again; its mark stands where it begins."""
    text = "\n".join(line for _, line in paragraph)
    made.paragraph(text, paragraph[0][0].voice)
    left, before = len(text), None
    for cue, line in paragraph:
        if cue is not before:
            clock = numerals.shown(timedelta(seconds=int(cue.start)), "")
            made.mark(MarkKind.TIME, cue.place, clock, last=left)
        left, before = left - len(line) - 1, cue

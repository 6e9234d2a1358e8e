"""Files and folders → documents: which files are taken, and what each is read as."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.decoding import decode
from index.document import Block, Document
from index.errors import PathError, ReadError
from index.formats import FORMATS, parser
from index.formats.canonical import Parsed
from index.lines import Line, front_matter, heading, lines_of, marker

TEXT_SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".adoc", ".asciidoc", ".org"}
    | {".wiki", ".mediawiki"}
)
"""Suffixes of the files taken from a folder, in lower case."""

BARE_NAMES = frozenset(
    {"readme", "notes", "changes", "changelog", "history", "news", "todo", "faq", "install"}
    | {"license", "licence", "copying", "authors", "contributing"}
)
"""Names without a suffix that are taken from a folder, in lower case."""

LONGEST_TITLE = 120

_INDEX_FOLDER = ".qa"
_UNCITABLE = "its name holds characters that cannot be cited"
_TITLE_KEY = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be text, going by its name: where it is, and how it is cited."""

    path: Path
    display: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Discovery:
    """What stands under the roots, in the order of display paths.

    ``skipped`` holds files and folders left out for cause: display path, safe to print, and why.
    """

    found: tuple[Found, ...]
    skipped: tuple[tuple[str, str], ...]


def discover(roots: Sequence[Path], base: Path, *, leave_out: Path | None = None) -> Discovery:
    """The text files under ``roots``, by name and stat alone; nothing is opened.

    From folders come files of `TEXT_SUFFIXES` and `BARE_NAMES`; hidden ones are passed over, so
    is the folder ``leave_out``. A file that is itself a root is always taken. Paths are cited
    relative to ``base`` where they lie inside it. Raises PathError where a root does not exist.
    """
    return _Walk(base, leave_out).over(roots)


def read(found: Found) -> Document:
    """As `load`, without the blocks."""
    return load(found)[0]


def load(found: Found) -> tuple[Document, tuple[Block, ...] | None]:
    """Read one file whole, with its blocks where the format tells them.

    Raises ReadError, with the reason as one clause, where it is not text, empty, unreadable,
    gone, or kept changing while it was read.
    """
    data, status = _steady_bytes(found.path)
    if not data:
        raise ReadError("it is empty")
    suffix = found.path.suffix.lower()
    if suffix in FORMATS:
        parsed = parser(suffix)(data)
    else:
        text, encoding = decode(data)
        parsed = Parsed(text, encoding, title_of(text, found.path.stem))
    if not parsed.text or parsed.text.isspace():
        raise ReadError("it is empty but for white space")
    document = Document(
        path=found.display,
        text=parsed.text,
        sha256=sha256(data).hexdigest(),
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        encoding=parsed.encoding,
        title=parsed.title or found.path.stem,
        media=parsed.media,
        marks=parsed.marks,
    )
    return document, parsed.blocks


def title_of(text: str, stem: str) -> str:
    """A text's title: its front matter's, its first heading, a short first line, or ``stem``."""
    skipped = front_matter(text)
    if skipped and (named := _TITLE_KEY.search(text, 0, skipped)) is not None:
        title = named[1].strip().strip("\"'").strip()
        if title:
            return title
    for line in _first_lines(text, skipped):
        marked = heading(line)
        if marked is not None:
            return marked[1]
        if any(character.isalnum() for character in line.text):
            return _standing_title(line) or stem
    return stem


def _first_lines(text: str, start: int) -> Iterator[Line]:
    head = text[start : start + 4_000]
    return (line for line in lines_of(head, []) if line.text)


def _standing_title(line: Line) -> str:
    title = line.text.strip("*_ ") if line.text[0] in "*_" else line.text
    if len(title) > LONGEST_TITLE or title[0] in "<|{[(" or "\t" in title or marker(line):
        return ""
    is_box = title.lower() == "infobox"
    return "" if is_box or title[-1] in ".!,;:…。！" else title


def _steady_bytes(file: Path) -> tuple[bytes, os.stat_result]:
    """A file's bytes as they were at one moment."""
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            raise ReadError("it is not a regular file")
        for _ in range(2):
            with open(file, "rb") as opened:
                before = os.fstat(opened.fileno())
                data = opened.read()
                after = os.fstat(opened.fileno())
            same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
            if same and len(data) == after.st_size:
                return data, after
    except FileNotFoundError:
        raise ReadError("it is no longer there") from None
    except PermissionError:
        raise ReadError("it may not be read (permission denied)") from None
    except OSError as error:
        raise ReadError(f"it cannot be read ({error.strerror or error})") from None
    raise ReadError("it kept changing while it was read")


class _Walk:
    """Goes through folders; linked ones last, so that a file is cited by its own path."""

    def __init__(self, base: Path, leave_out: Path | None) -> None:
        self.base = os.path.abspath(base)
        self.real_base = os.path.realpath(base)
        self.leave_out = os.path.realpath(leave_out) if leave_out else None
        self.seen: set[tuple[int, int]] = set()
        self.found: dict[str, Found] = {}
        self.skipped: dict[str, str] = {}

    def over(self, roots: Sequence[Path]) -> Discovery:
        linked: list[str] = []
        for root in roots:
            path = os.path.abspath(root)
            try:
                status = os.stat(path)
            except (FileNotFoundError, NotADirectoryError):
                raise PathError(f"There is no file or folder {_printable(str(root))}.") from None
            except OSError as error:
                why = error.strerror or str(error)
                raise PathError(f"{_printable(str(root))} cannot be opened: {why}.") from None
            if stat.S_ISDIR(status.st_mode):
                self._folder(path, linked)
            else:
                self._take(path, status)
        while linked:
            self._folder(linked.pop(0), linked)
        found = tuple(self.found[display] for display in sorted(self.found))
        return Discovery(found, tuple(sorted(self.skipped.items())))

    def _folder(self, top: str, linked: list[str]) -> None:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                status = os.stat(folder)
                if (status.st_dev, status.st_ino) in self.seen or self._is_index(folder):
                    continue
                self.seen.add((status.st_dev, status.st_ino))
                with os.scandir(folder) as entries:
                    inside = list(entries)
            except OSError as error:
                self._skip(folder, f"it cannot be opened ({error.strerror or error})")
                continue
            for entry in inside:
                if not entry.name.startswith("."):
                    self._entry(entry, waiting, linked)

    def _entry(self, entry: os.DirEntry[str], waiting: list[str], linked: list[str]) -> None:
        try:
            if entry.is_dir():
                if _is_citable(entry.name):
                    (linked if entry.is_symlink() else waiting).append(entry.path)
                else:
                    self._skip(entry.path, _UNCITABLE)
            elif _is_text_name(entry.name):
                self._take(entry.path, entry.stat())
        except OSError as error:
            self._skip(entry.path, f"it cannot be opened ({error.strerror or error})")

    def _take(self, path: str, status: os.stat_result) -> None:
        display = self._display(path)
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "it is not a regular file")
        elif not _is_citable(display):
            self._skip(path, _UNCITABLE)
        else:
            size, mtime_ns = status.st_size, status.st_mtime_ns
            self.found[display] = Found(Path(path), display, size, mtime_ns)

    def _skip(self, path: str, reason: str) -> None:
        self.skipped[_printable(self._display(path))] = reason

    def _display(self, path: str) -> str:
        for base in (self.base, self.real_base):
            inside = base if base.endswith(os.sep) else base + os.sep
            if path.startswith(inside):
                return path[len(inside) :].replace(os.sep, "/")
        return path.replace(os.sep, "/")

    def _is_index(self, folder: str) -> bool:
        if os.path.basename(folder) == _INDEX_FOLDER:
            return True
        return self.leave_out is not None and os.path.realpath(folder) == self.leave_out


def _is_text_name(name: str) -> bool:
    stem, suffix = os.path.splitext(name.lower())
    return suffix in TEXT_SUFFIXES or suffix in FORMATS or (not suffix and stem in BARE_NAMES)


def _is_citable(path: str) -> bool:
    """Whether a path can be shown on one line and written as UTF-8."""
    return path.isprintable() or not re.search(
        r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", path
    )


def _printable(path: str) -> str:
    return path if _is_citable(path) else path.encode("unicode_escape").decode("ascii")

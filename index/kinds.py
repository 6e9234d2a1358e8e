"""A file's name → whether files of such a name are read, and whether it can be cited."""

import re
from collections.abc import Iterable

from index.formats import FORMATS

TEXT_SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".adoc", ".asciidoc", ".org"}
    | {".wiki", ".mediawiki", ".mdx", ".qmd", ".rmd"}
)
"""Suffixes of the files taken from a folder, in lower case."""

UNREAD_TEXT = frozenset({".json", ".jsonl", ".ndjson", ".log", ".xml", ".css"})
"""Suffixes of files that are text, mostly for programs, and are read only where that is asked."""

_COPIES = frozenset({".bak", ".old", ".orig", ".rej", ".save"})

BARE_NAMES = frozenset(
    {"readme", "notes", "changes", "changelog", "history", "news", "todo", "faq", "install"}
    | {"license", "licence", "copying", "authors", "contributing"}
)
"""Names without a suffix that are taken from a folder whatever is in the file, in lower case."""


def suffix_of(path: str) -> str:
    """With its dot, in lower case, of a name that is not hidden. What holds a space, or is a number
    alone, is no suffix but part of a name.

    >>> suffix_of("old.reports/Plan.PDF"), suffix_of("old.reports/plan"), suffix_of("a/.plan")
    ('.pdf', '', '')
    >>> suffix_of("Letter to Dr. Smith"), suffix_of("LICENSE-2.0"), suffix_of("a.mp3")
    ('', '', '.mp3')
    """
    name = path[path.rfind("/") + 1 :]
    at = name.rfind(".")
    suffix = name[at:].lower() if at > 0 else ""
    return "" if " " in suffix or suffix[1:].isdecimal() else suffix


def is_readable(name: str) -> bool:
    """Whether files of that name are read, whatever is in them."""
    suffix = suffix_of(name)
    if not suffix:
        return name.lower() in BARE_NAMES
    return suffix in TEXT_SUFFIXES or suffix in FORMATS


def is_for_people(name: str) -> bool:
    """Whether a name tells that a file is there to be read, though its suffix is of no format.

    >>> is_for_people("README.Debian"), is_for_people("changelog.Debian"), is_for_people("readme.json")
    (True, True, False)
    """
    suffix = suffix_of(name)
    is_other = suffix in UNREAD_TEXT or suffix in _COPIES or suffix.endswith("~")
    is_readme = name[: -len(suffix)].lower() == "readme"
    return suffix == ".debian" or (is_readme and not is_other)


def taken_by(suffixes: Iterable[str]) -> str:
    """The command that takes files of these suffixes as text where they are text, "" for none.

    >>> taken_by([".png", ".json"]), taken_by([".png"])
    ("`qa index --also '*.json'`", '')
    """
    patterns = [f"--also '*{suffix}'" for suffix in sorted(UNREAD_TEXT.intersection(suffixes))]
    return f"`qa index {' '.join(patterns[:2])}`" if patterns else ""


def is_citable(path: str) -> bool:
    """Whether a path can be shown on one line and written as UTF-8."""
    return path.isprintable() or not re.search(
        r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", path
    )


def printable(path: str) -> str:
    """A path that can be shown whatever is in it."""
    return path if is_citable(path) else path.encode("unicode_escape").decode("ascii")

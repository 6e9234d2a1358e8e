"""What is not plain text → canonical text with its blocks and marks. One module for each format,
imported only when such a file is read, and the only place where its library is.
"""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from index.formats.canonical import Parsed

__all__ = ["FORMATS", "Parser", "parser"]

FORMATS: dict[str, str] = {
    ".bash": "source:bash",
    ".c": "source:c",
    ".cc": "source:cpp",
    ".cfg": "keyed:ini",
    ".conf": "keyed:ini",
    ".cpp": "source:cpp",
    ".cs": "source:csharp",
    ".csv": "delimited",
    ".doc": "doc",
    ".docm": "docx",
    ".docx": "docx",
    ".eml": "mail",
    ".env": "keyed:ini",
    ".epub": "epub",
    ".fodt": "odt",
    ".go": "source:go",
    ".h": "source:cpp",
    ".hpp": "source:cpp",
    ".htm": "html",
    ".html": "html",
    ".ini": "keyed:ini",
    ".java": "source:java",
    ".jl": "source:julia",
    ".js": "source:javascript",
    ".jsx": "source:jsx",
    ".kt": "source:kotlin",
    ".lua": "source:lua",
    ".mbox": "mail:many",
    ".mjs": "source:javascript",
    ".msg": "msg",
    ".odt": "odt",
    ".ott": "odt",
    ".pdf": "pdf",
    ".php": "source:php",
    ".pl": "source:perl",
    ".ppsx": "pptx",
    ".pptm": "pptx",
    ".pptx": "pptx",
    ".properties": "keyed:ini",
    ".ps1": "source:powershell",
    ".py": "source:python",
    ".pyi": "source:python",
    ".r": "source:r",
    ".rb": "source:ruby",
    ".rs": "source:rust",
    ".rst": "rst",
    ".rtf": "rtf",
    ".scala": "source:scala",
    ".service": "keyed:ini",
    ".sh": "source:bash",
    ".socket": "keyed:ini",
    ".sql": "source:sql",
    ".srt": "subtitles",
    ".swift": "source:swift",
    ".tex": "tex",
    ".timer": "keyed:ini",
    ".toml": "keyed:toml",
    ".ts": "source:typescript",
    ".tsv": "delimited",
    ".tsx": "source:tsx",
    ".vtt": "subtitles",
    ".xhtml": "html",
    ".xlsm": "xlsx",
    ".xlsx": "xlsx",
    ".yaml": "keyed:yaml",
    ".yml": "keyed:yaml",
}
"""Suffix in lower case → the module here that reads it; what stands after a colon is told to its
``parse`` as ``variant``.

Of programs and settings, those are here that people write and comment by hand; JSON, style sheets
and the like are for programs.
"""


class Parser(Protocol):
    """What every module here has as ``parse``."""

    def __call__(self, data: bytes) -> "Parsed":
        """A file's bytes as text. Raises ReadError, with the reason as one clause ("it is
        encrypted"), where there is none to be had."""


def parser(suffix: str) -> Parser:
    """What reads files with a suffix of `FORMATS`."""
    name, _, variant = FORMATS[suffix].partition(":")
    parse = import_module(f"index.formats.{name}").parse
    made: Parser = partial(parse, variant=variant) if variant else parse
    return made

"""The command `qa show`."""

import difflib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import PathError
from qa import completion
from qa.options import IndexOption
from qa.plain import plain

if TYPE_CHECKING:
    from index.document import Document
    from index.store import Store

_LINE = re.compile(r"(.+):(\d+)")


def show(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH[:LINE]",
            help="A document, as it is cited or seen from here.",
            autocompletion=completion.paths,
        ),
    ],
    text: Annotated[
        bool,
        typer.Option("--text", help="Print its text alone, exactly as quotes count characters."),
    ] = False,
    index: IndexOption = None,
) -> None:
    """Show a document as it was indexed."""
    from index import place
    from index.store import Store

    with Store.open(place.find(index, Path.cwd())) as store, store.snapshot():
        document, line = _find(store, path)
        passages = len(store.keys_of(document.path))
    if text:
        sys.stdout.buffer.write(document.text.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
        return
    print(plain(document.path))
    print(f"title     {plain(document.title)}")
    print(f"format    {plain(', '.join(filter(None, (document.media, document.encoding))))}")
    print(f"passages  {passages}")
    if line is not None:
        print(f"line {line:<4} {plain(_line(document, line))}".rstrip())


def _find(store: "Store", asked: str) -> tuple["Document", int | None]:
    """A document, and the line that was asked for. A name that ends like one is a name first."""
    from index import place

    base = place.base(store)
    numbered = _LINE.fullmatch(asked)
    ways = [(asked, None), *([(numbered[1], int(numbered[2]))] if numbered else [])]
    for name, line in ways:
        for stored in (place.relative(Path(name), base), name):
            document = store.document(stored)
            if document is not None:
                return document, line
    known = list(store.known())
    nearest = _nearest(numbered[1] if numbered else asked, known)
    hint = f"; the nearest: {', '.join(nearest)}" if nearest else ""
    raise PathError(f"{asked} is not in the index{hint}")


def _nearest(asked: str, known: Sequence[str]) -> list[str]:
    """Up to three names like the one that was typed: of the same file elsewhere, else alike."""
    name = asked.rpartition("/")[2].lower()
    same = [path for path in known if path.rpartition("/")[2].lower() == name]
    if same:
        return same[:3]
    names: dict[str, str] = {}
    for path in known:
        names.setdefault(path.rpartition("/")[2].lower(), path)
    alike = [names[match] for match in difflib.get_close_matches(name, names, 3)]
    return alike or difflib.get_close_matches(asked, known, 3)


def _line(document: "Document", number: int) -> str:
    lines = document.text.split("\n")
    if not 1 <= number <= len(lines):
        raise PathError(f"{document.path} has {len(lines)} lines, so none is number {number}")
    return lines[number - 1]

"""The command `qa show`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import QuestionError
from qa import completion
from qa.config import resolve
from qa.console import print_json, print_rich, say
from qa.options import IndexOption, JsonOption

if TYPE_CHECKING:
    from qa.finding import Found


def show(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="PATH[:LINE]|N",
            help="A document, as it is cited or seen from here; or quote N of the last answer.",
            autocompletion=completion.paths,
        ),
    ],
    context: Annotated[
        int,
        typer.Option("-C", "--context", metavar="LINES", min=0, help="How many lines around it."),
    ] = 3,
    text: Annotated[
        bool,
        typer.Option(
            "--text",
            allow_from_autoenv=False,
            help="Print its text alone, exactly as quotes count characters.",
        ),
    ] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a document as it was indexed, or a quote or a line of it in its surroundings."""
    if text and as_json:
        raise QuestionError("--text and --json are two ways to print; choose one")
    found = _found(asked, index)
    if text:
        sys.stdout.buffer.write(found.document.text.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
        return
    if as_json:
        print_json(_to_json(found, context))
        return
    from qa.surroundings import Surroundings, outlined

    print_rich(outlined(found) if found.span is None else Surroundings.of(found, context))
    if found.note:
        say(f"qa: {found.note}")


def _found(asked: str, index: Path | None) -> "Found":
    from index.store import Store
    from qa.finding import find
    from qa.last import numbered, recall

    if (number := numbered(asked)) is not None:
        return recall(number)

    with Store.open(resolve(index).folder) as store:
        return find(store, asked)


def _to_json(found: "Found", context: int) -> dict[str, Any]:
    from qa.finding import outline

    document = found.document
    told: dict[str, Any] = {
        "path": document.path,
        "title": document.title,
        "format": document.media,
        "encoding": document.encoding or None,
        "sha256": document.sha256,
        "changed": bool(found.note),
    }
    if found.span is None:
        headings = [
            {"level": heading.level, "title": heading.title, "line": heading.line}
            for heading in outline(found.passages)
        ]
        return told | {"passages": len(found.passages), "headings": headings}
    from qa import render, surroundings
    from qa.answer import Place

    place = Place(document, found.span)
    return {
        **told,
        "text": found.span.of(document.text),
        **render.place_json(place),
        "heading": list(found.heading),
        "lines": surroundings.to_json(place, context),
    }

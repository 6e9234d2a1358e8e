"""The command `qa show`."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import NoIndexError, QAError, QuestionError
from qa import completion
from qa.config import folders, known_names
from qa.console import print_json, print_rich, say
from qa.options import IndexesOption, JsonOption

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
    index: IndexesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a document as it was indexed, or a quote or a line of it in its surroundings."""
    if text and as_json:
        raise QuestionError("--text and --json are two ways to print; choose one")
    found, *others = _found(asked, index)
    if others:
        names = [each.document.collection for each in (found, *others)]
        say(f"qa: {found.document.path} is in {' and '.join(names)}; this is the first")
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


def _found(asked: str, index: list[Path] | None) -> "list[Found]":
    """The quote, or the document in each index that has it."""
    from index.store import Store
    from qa.finding import find
    from qa.last import numbered, recall

    if (number := numbered(asked)) is not None:
        try:
            near = folders(index)
        except NoIndexError:
            if index:
                raise
            found = recall(number)
            say(f"qa: the last answer, of {found.base}; there is no index here")
            return [found]
        return [recall(number, near.values())]
    with ExitStack() as opened:
        stores = []
        for name, folder in _folders(asked, index).items():
            try:
                store = opened.enter_context(Store.open(folder))
            except QAError as error:
                raise type(error)(f"{name}: {error}" if name else str(error)) from None
            store.collection = name
            stores.append(store)
        return find(stores, asked)


def _folders(asked: str, index: list[Path] | None) -> dict[str, Path]:
    """The indexes to look in: beside those that were chosen the one whose name is typed before the
    path, as it is cited."""
    name = asked.strip().removeprefix("also in ").partition(":")[0]
    known = known_names() if ":" in asked else {}
    named = {name: known[name].folder} if name in known else {}
    try:
        return folders(index) | named
    except NoIndexError:
        if index or not named:
            raise
        return named


def _to_json(found: "Found", context: int) -> dict[str, Any]:
    from qa.finding import outline

    document = found.document
    told: dict[str, Any] = {
        **({"collection": document.collection} if document.collection else {}),
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
    from qa import as_json, surroundings
    from qa.answer import Place

    place = Place(document, found.span)
    return {
        **told,
        "text": found.span.of(document.text),
        **as_json.place_json(place),
        "heading": list(found.heading),
        "lines": surroundings.to_json(place, context),
    }

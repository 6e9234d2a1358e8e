"""Which index and which models a command uses."""

from pathlib import Path
from typing import Annotated

import typer

from index.errors import NoIndexError

DEFAULT_ROOT = Path("seeds")

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="DIR",
        envvar="QA_INDEX",
        help="The index to use. Else the nearest .qa folder at or above this one.",
    ),
]

RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        metavar="NAME_OR_PATH",
        help="A sentence-transformers CrossEncoder in the reader's place.",
    ),
]


def folder_to_make(chosen: Path | None) -> tuple[Path, bool]:
    """The index folder for a command that may make one, and whether it is there already."""
    from index import place, store

    try:
        folder = place.find(chosen, Path.cwd())
    except NoIndexError:
        folder = Path.cwd() / place.FOLDER
    return folder, (folder / store.FILE).is_file()

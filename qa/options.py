"""Options that several commands share; the variable of each, and its key in a file, hold for all."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa import completion

if TYPE_CHECKING:
    from qa.scope import Scope

_WHICH = "Which documents"
_MODELS = "Models"
_OUTPUT = "Output"


class ReaderChoice(StrEnum):
    """Who reads the best passages."""

    OWN = "own"
    NONE = "none"


OneIndexOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--index",
        metavar="NAME_OR_DIR",
        envvar="QA_INDEX",
        help="The index to use. Else the nearest .qa folder at or above this one.",
    ),
]
"""A list as what is set for good may name several; see `qa.config.only`."""

IndexesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--index",
        metavar="NAME_OR_DIR",
        envvar="QA_INDEX",
        help="The index to use, of several all at once. Repeatable. Else the nearest .qa folder "
        "at or above this one.",
    ),
]

ReaderOption = Annotated[
    ReaderChoice,
    typer.Option(
        "--reader",
        envvar="QA_READER",
        help="Let the best passages be read, or none.",
        rich_help_panel=_MODELS,
    ),
]

RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        envvar="QA_RERANKER",
        metavar="NAME_OR_PATH",
        help="A sentence-transformers CrossEncoder in the reader's place.",
        rich_help_panel=_MODELS,
    ),
]

InOption = Annotated[
    list[str] | None,
    typer.Option(
        "--in",
        envvar="QA_IN",
        metavar="GLOB",
        help="Only documents whose path matches, as in a .gitignore. Repeatable.",
        autocompletion=completion.paths,
        rich_help_panel=_WHICH,
    ),
]

NotInOption = Annotated[
    list[str] | None,
    typer.Option(
        "--not-in",
        envvar="QA_NOT_IN",
        metavar="GLOB",
        help="No documents whose path matches. Repeatable.",
        autocompletion=completion.paths,
        rich_help_panel=_WHICH,
    ),
]

TypeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        envvar="QA_TYPE",
        metavar="TYPE",
        help="Only documents of a format or suffix, as in --type pdf. Repeatable.",
        autocompletion=completion.types,
        rich_help_panel=_WHICH,
    ),
]

UnderOption = Annotated[
    list[str] | None,
    typer.Option(
        "--under",
        envvar="QA_UNDER",
        metavar="HEADING",
        help="Only text under a heading that holds these words, whole or else in part. Repeatable.",
        rich_help_panel=_WHICH,
    ),
]

SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        envvar="QA_SINCE",
        metavar="DATE",
        help="Only files changed since 2024, 2024-05-31, or 30d, 2w, 6m, 1y ago.",
        rich_help_panel=_WHICH,
    ),
]

JsonOption = Annotated[
    bool,
    typer.Option(
        "--json", envvar="QA_JSON", help="Print one JSON object.", rich_help_panel=_OUTPUT
    ),
]

QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        envvar="QA_QUIET",
        help="No notices and no progress, but errors, and word that most documents were not searched.",
        rich_help_panel=_OUTPUT,
    ),
]

VerboseOption = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        envvar="QA_VERBOSE",
        help="Tell how long each stage took.",
        rich_help_panel=_OUTPUT,
    ),
]


class CiteStyle(StrEnum):
    """How a citation is written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    BIBTEX = "bibtex"


CiteOption = Annotated[
    CiteStyle | None,
    typer.Option(
        "--cite", help="Print citations alone, for those who write.", rich_help_panel=_OUTPUT
    ),
]

CopyOption = Annotated[
    bool,
    typer.Option(
        "--copy",
        help="Copy the first quote with its citation, in the style of --cite or plain.",
        rich_help_panel=_OUTPUT,
    ),
]

ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain", help="Show what each stage gave each quote.", rich_help_panel=_OUTPUT
    ),
]


def scope_of(
    inside: list[str] | None,
    outside: list[str] | None,
    types: list[str] | None,
    under: list[str] | None,
    since: str | None,
) -> "Scope":
    """What the options limit a search to. Raises QuestionError for a date that is none."""
    from qa.scope import Scope, moment

    return Scope(
        tuple(inside or ()),
        tuple(outside or ()),
        tuple(types or ()),
        tuple(under or ()),
        moment(since) if since is not None else None,
    )

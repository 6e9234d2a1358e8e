"""The command `qa chat`, and `qa` alone: a chat in a terminal, else a question a line."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.console import FAILED, NO_ANSWER, say
from qa.opening import DEFAULT_ROOT, asker_of, chosen_collections, folder_to_make
from qa.options import (
    IndexesOption,
    InOption,
    NotInOption,
    QuietOption,
    ReaderChoice,
    ReaderOption,
    RerankerOption,
    SinceOption,
    TypeOption,
    UnderOption,
    VerboseOption,
)

if TYPE_CHECKING:
    from qa.answering import Answering


ALONE = "qa.alone"
"""Set in a context's ``meta`` where no command was named."""


def is_wanted_alone() -> bool:
    """Whether `qa` without a command is a chat: there is something to ask, and somebody asks."""
    if sys.stdin is None or not sys.stdin.isatty():
        return sys.stdin is not None
    has_index = "QA_INDEX" in os.environ or folder_to_make(None)[1] or DEFAULT_ROOT.is_dir()
    return sys.stdout.isatty() and has_index


def chat(
    context: typer.Context,
    quotes: Annotated[
        int, typer.Option("-k", "--quotes", min=1, max=10, help="How many quotes at most.")
    ] = 3,
    index: IndexesOption = None,
    inside: InOption = None,
    outside: NotInOption = None,
    types: TypeOption = None,
    under: UnderOption = None,
    since: SinceOption = None,
    reader: ReaderOption = ReaderChoice.OWN,
    reranker: RerankerOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Ask one question after another; from a pipe, each line is one.

    Each is asked by itself, so name again what it is about.
    """

    def open_asker() -> "Answering":
        return asker_of(index, reader, reranker, quiet)

    from qa.limits import Limits

    limits = Limits.of(inside, outside, types, under, since)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from qa.chat_loop import converse

        # An index that is made first shows its progress, before there is a prompt.
        several = len(chosen_collections(index)) > 1
        is_made = several or folder_to_make(index[0] if index else None)[1]
        asker = None if is_made else open_asker()
        converse(lambda: asker or open_asker(), limits, quotes, verbose=verbose)
        return
    from qa.piped import ask_lines

    lines = sys.stdin.buffer
    code = ask_lines(lines, open_asker, limits, quotes, quiet=quiet, verbose=verbose)
    if code is None and ALONE in context.meta:
        typer.echo(context.find_root().get_help())
        raise typer.Exit(FAILED)
    if code is None:
        say("qa: there is no question on standard input")
        raise typer.Exit(NO_ANSWER)
    raise typer.Exit(code)

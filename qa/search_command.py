"""The command `qa search`."""

from typing import Annotated

import typer

from index.errors import QuestionError
from qa.console import ANSWERED, NO_ANSWER, print_json, print_rich, say
from qa.opening import asker_of
from qa.options import (
    IndexesOption,
    InOption,
    JsonOption,
    NotInOption,
    QuietOption,
    ReaderChoice,
    SinceOption,
    TypeOption,
    UnderOption,
    VerboseOption,
    scope_of,
)


def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="What to look for.")
    ] = None,
    passages: Annotated[
        int, typer.Option("-k", "--passages", min=1, max=40, help="How many passages at most.")
    ] = 10,
    index: IndexesOption = None,
    inside: InOption = None,
    outside: NotInOption = None,
    types: TypeOption = None,
    under: UnderOption = None,
    since: SinceOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """List the passages that come closest, without answering. Exit code 1: none."""
    text = " ".join(query or [])
    if not text.strip():
        raise QuestionError("there is nothing to look for; type some words: qa search cease-fire")
    scope = scope_of(inside, outside, types, under, since)
    # Passages that are only looked at are not worth the time of reading them.
    asker = asker_of(index, ReaderChoice.NONE, None, quiet)
    told = asker.look(text, k=passages, scope=scope)
    from qa import render

    if as_json:
        print_json(render.to_json(told.reply))
    else:
        print_rich(render.to_terminal(told.reply, asker.bases))
        if not quiet:
            for notice in told.reply.notices:
                say(f"qa: {notice}")
    if verbose:
        say(f"qa: {render.timings(told.timings)}")
    raise typer.Exit(ANSWERED if told.reply.quotes else NO_ANSWER)

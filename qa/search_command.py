"""The command `qa search`."""

from typing import Annotated

import typer

from index.errors import QuestionError
from qa.console import ANSWERED, NO_ANSWER
from qa.opening import asker_of, tell_grave
from qa.options import (
    CiteOption,
    CopyOption,
    ExplainOption,
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
from qa.printing import Form, print_told


def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="What to look for.")
    ] = None,
    passages: Annotated[
        int,
        typer.Option(
            "-k", "--passages", min=1, max=40, metavar="N", help="How many passages at most."
        ),
    ] = 10,
    index: IndexesOption = None,
    inside: InOption = None,
    outside: NotInOption = None,
    types: TypeOption = None,
    under: UnderOption = None,
    since: SinceOption = None,
    as_json: JsonOption = False,
    explain: ExplainOption = False,
    cite: CiteOption = None,
    copy: CopyOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """List the passages that come closest, without answering."""
    text = " ".join(query or [])
    if not text.strip():
        raise QuestionError("there is nothing to look for; type some words: qa search cease-fire")
    form = Form(as_json, explain, cite, copy, quiet, verbose)
    scope = scope_of(inside, outside, types, under, since)
    # Passages that are only looked at are not worth the time of reading them.
    asker = asker_of(index, ReaderChoice.NONE, None, quiet)
    told = asker.look(text, k=passages, scope=scope)
    from qa import last

    last.remember(asker, told.reply)
    print_told(told, asker.bases, form)
    tell_grave(asker, form)
    raise typer.Exit(ANSWERED if told.reply.quotes else NO_ANSWER)

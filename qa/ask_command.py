"""The command `qa ask`."""

from pathlib import Path
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
    ReaderOption,
    RerankerOption,
    SinceOption,
    TypeOption,
    UnderOption,
    VerboseOption,
    scope_of,
)
from qa.printing import Form, print_told, told_json


def ask(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="What you want to know.")
    ] = None,
    quotes: Annotated[
        int,
        typer.Option("-k", "--quotes", min=1, max=10, metavar="N", help="How many quotes at most."),
    ] = 3,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            allow_from_autoenv=False,
            metavar="FILE.jsonl",
            help='Ask every line, {"id": …, "question": …}; print one JSON object a line. '
            "- reads standard input.",
        ),
    ] = None,
    index: IndexesOption = None,
    inside: InOption = None,
    outside: NotInOption = None,
    types: TypeOption = None,
    under: UnderOption = None,
    since: SinceOption = None,
    reader: ReaderOption = ReaderChoice.OWN,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
    explain: ExplainOption = False,
    cite: CiteOption = None,
    copy: CopyOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Answer a question with quotes."""
    scope = scope_of(inside, outside, types, under, since)
    if batch is not None:
        if question:
            raise QuestionError("give either a question or --batch, not both")
        if cite or copy:
            raise QuestionError("--batch prints JSON; leave out --cite and --copy")
        from qa.batch import Reply, ask_each

        def open_reply() -> Reply:
            asker = asker_of(index, reader, reranker, quiet)
            return lambda text: told_json(asker.tell(text, k=quotes, scope=scope), explain)

        raise typer.Exit(ask_each(batch, open_reply))
    text = " ".join(question or [])
    if not text.strip():
        raise QuestionError('the question is empty; type it in quotes: qa ask "When …?"')
    form = Form(as_json, explain, cite, copy, quiet, verbose)
    asker = asker_of(index, reader, reranker, quiet)
    told = asker.tell(text, k=quotes, scope=scope)
    from qa import answer, last

    last.remember(asker, told.reply)
    print_told(told, asker.bases, form)
    tell_grave(asker, form)
    raise typer.Exit(ANSWERED if isinstance(told.reply, answer.Answer) else NO_ANSWER)

"""The command `qa`: parses, calls, renders. The one place where everything is wired."""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from index.errors import NoIndexError, PathError, QAError, QuestionError
from qa import __version__
from qa.console import ANSWERED, FAILED, NO_ANSWER, STOPPED, print_json, print_rich, say
from qa.eval_command import evaluate
from qa.index_command import index as index_command
from qa.index_command import waiting, warn
from qa.show_command import show
from qa.status_command import status
from qa.where import DEFAULT_ROOT, IndexOption, RerankerOption, folder_to_make


class _Group(TyperGroup):
    """The commands. What is wrong on the user's side is told in one line; exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was chosen."""
        try:
            return super().invoke(ctx)
        except QAError as error:
            say(f"qa: {error}")
            raise SystemExit(FAILED) from None
        except BrokenPipeError:
            # Whoever read us has gone; nothing more is to be flushed to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(FAILED) from None
        except KeyboardInterrupt:
            say("qa: stopped")
            raise SystemExit(STOPPED) from None


app = typer.Typer(
    name="qa",
    cls=_Group,
    help="Ask your own documents; answers are quotes, each with its place.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class ReaderChoice(StrEnum):
    """Who reads the best passages."""

    OWN = "own"
    NONE = "none"


def main() -> None:
    """Run the command. A bug keeps its traceback, but not Python's exit code: 1 is "no answer"."""
    try:
        app()
    except Exception:  # noqa: BLE001  whatever a bug may raise
        traceback.print_exc()
        raise SystemExit(FAILED) from None


def _version(wanted: bool) -> None:
    if wanted:
        print(f"pincite {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Ask your own documents; answers are quotes, each with its place."""


app.command("index")(index_command)


@app.command()
def ask(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="What you want to know.")
    ] = None,
    quotes: Annotated[
        int, typer.Option("-k", "--quotes", min=1, max=10, help="How many quotes at most.")
    ] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE.jsonl",
            help='Ask every line, {"id": …, "question": …}; print one JSON object a line. '
            "- reads standard input.",
        ),
    ] = None,
    reader: Annotated[
        ReaderChoice, typer.Option("--reader", help="Let the best passages be read, or none.")
    ] = ReaderChoice.OWN,
    reranker: RerankerOption = None,
    index: IndexOption = None,
) -> None:
    """Answer a question with quotes. Exit code 0: answered, 1: no answer, 2: error."""
    if batch is not None:
        if question:
            raise QuestionError("give either a question or --batch, not both")
        raise typer.Exit(_ask_batch(batch, quotes, index, reader, reranker))
    text = " ".join(question or [])
    if not text.strip():
        raise QuestionError('the question is empty; type it in quotes: qa ask "When …?"')
    asker = _asker(index, reader, reranker)
    reply = asker.ask(text, k=quotes)
    from qa import answer, render

    if as_json:
        print_json(render.to_json(reply))
    else:
        print_rich(render.to_terminal(reply, asker.base))
        for notice in reply.notices:
            say(f"qa: {notice}")
    raise typer.Exit(ANSWERED if isinstance(reply, answer.Answer) else NO_ANSWER)


def _asker(chosen: Path | None, reader: ReaderChoice, reranker: str | None) -> Any:
    """An open index; made on the way from the seeds where there is none yet."""
    from qa.ask import opened

    folder, known = folder_to_make(chosen)
    if not known:
        if not DEFAULT_ROOT.is_dir():
            raise NoIndexError(
                f"there is no index at or above {Path.cwd()}; run `qa index FOLDER` to make one"
            )
        from index.build import index as build
        from qa.progress import showing, summary

        with showing() as progress:
            changes = build(folder, [DEFAULT_ROOT], progress=progress, wait=waiting)
        say(summary(changes, folder))
        warn(changes)
    return opened(folder, "full" if reader is ReaderChoice.OWN or reranker else "late", reranker)


def _ask_batch(
    file: Path, quotes: int, chosen: Path | None, reader: ReaderChoice, reranker: str | None
) -> int:
    from qa import render

    with _lines(file) as lines:
        asker = _asker(chosen, reader, reranker)
        failed = answered = False
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            identity: object = None
            question: object = None
            try:
                identity, question = _parsed(line, number)
                reply = render.to_json(asker.ask(question, k=quotes), identity)
                answered = answered or reply["answered"]
            except _Unusable as error:
                failed = True
                reply = render.error_json(error.identity, None, str(error))
            except QAError as error:
                failed = True
                reply = render.error_json(identity, question, str(error))
            print_json(reply)
    return FAILED if failed else ANSWERED if answered else NO_ANSWER


class _Unusable(Exception):
    """A line of a batch that is not a question; ``identity`` is its id where that can be told."""

    def __init__(self, identity: object, message: str) -> None:
        super().__init__(message)
        self.identity = identity


def _parsed(line: bytes, number: int) -> tuple[object, str]:
    try:
        value = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _Unusable(None, f"line {number} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise _Unusable(None, f"line {number} is not a JSON object with a question")
    question = value.get("question")
    if not isinstance(question, str) or not question.strip():
        raise _Unusable(value.get("id"), f"line {number} has no question")
    return value.get("id"), question


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number there")


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[bytes]]:
    if str(file) == "-":
        yield iter(sys.stdin.buffer)
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise PathError(f"{file} cannot be read: {error.strerror}") from None
    with stream:
        yield stream


app.command("status")(status)
app.command("show")(show)
app.command("eval")(evaluate)


if __name__ == "__main__":
    main()

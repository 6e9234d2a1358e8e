"""The command `qa`: parses, calls, renders. The one place where everything is wired."""

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from index.errors import QAError
from qa import __version__
from qa.ask_command import ask
from qa.config_command import config
from qa.console import FAILED, STOPPED, say
from qa.doctor_command import doctor
from qa.eval_command import evaluate
from qa.index_command import index
from qa.search_command import search
from qa.settable import name_variables
from qa.settings import EPILOG, Configured, Forgiving
from qa.show_command import show
from qa.status_command import status


class _Group(TyperGroup):
    """The commands. What is wrong on the user's side is told in one line; exit code 2."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        name_variables(self.commands)

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


class _App(typer.Typer):
    """What gathers the commands; files and variables can set the options of each."""

    def command(self, name: str | None = None, **more: Any) -> Any:
        """Add a command."""
        return super().command(name, **{"cls": Configured, "epilog": EPILOG, **more})


app = _App(
    name="qa",
    cls=_Group,
    help="Ask your own documents; answers are quotes, each with its place.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


app.command("ask")(ask)
app.command("search")(search)
app.command("index")(index)
app.command("status")(status)
app.command("show")(show)
app.command("eval")(evaluate)
app.command("config")(config)
app.command("doctor", cls=Forgiving)(doctor)


if __name__ == "__main__":
    main()

"""The command `qa`: parses, calls, renders. The one place where everything is wired."""

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer

from index.errors import QAError, QuestionError
from qa import __version__, chat_command, completion, help
from qa.ask_command import ask
from qa.config_command import config
from qa.console import FAILED, STOPPED, make_writable, say
from qa.doctor_command import doctor
from qa.epilogs import EPILOGS
from qa.eval_command import evaluate
from qa.index_command import index
from qa.misread import meant
from qa.search_command import search
from qa.settable import name_variables
from qa.show_command import show
from qa.status_command import status

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF})
_USAGE_ERROR: Any = typer.BadParameter.__base__
"""click's own, which some versions of typer bring along and others import."""


class _Group(help.Group):
    """The commands. What is wrong on the user's side is told in one line; exit code 2."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        name_variables(self.commands)

    def main(self, *args: Any, **more: Any) -> Any:
        """Run a command line, or complete one."""
        with _told():
            completion.check()
        return super().main(*args, **more)

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Understand the command line as far as the command; help is printed here too."""
        with _told():
            return super().make_context(*args, **more)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without a command it is a chat, where there is something to ask and somebody asks."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if args and args[0] not in self.commands and (told := meant(args, self.commands)):
            raise QuestionError(told)
        is_alone = not args or _is_option(args[0], self.commands["chat"])
        if is_alone and chat_command.is_wanted_alone():
            ctx.meta[chat_command.ALONE] = True
            args = ["chat", *args]
        if not args:
            typer.echo(ctx.get_help(), err=True)
            ctx.exit(FAILED)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was chosen."""
        with _told():
            return super().invoke(ctx)


def _is_option(argument: str, command: Any) -> bool:
    """Whether an argument is an option of a command, perhaps with its value: -k, -k1, --in=x."""
    name = argument.partition("=")[0] if argument.startswith("--") else argument[:2]
    return any(name in parameter.opts for parameter in command.params)


@contextmanager
def _told() -> Iterator[None]:
    """Tell in one line what is wrong on the user's side, and end."""
    try:
        yield
    except QAError as error:
        say(f"qa: {error}")
        raise SystemExit(FAILED) from None
    except _USAGE_ERROR as error:
        say(f"qa: {help.told_shortly(error)}")
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
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOGS["qa"],
)


def main() -> None:
    """Run the command. A bug keeps its traceback, but not Python's exit code: 1 is "no answer"."""
    # numpy's threads go on spinning after each product, on the cores that the models are run on.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _open_missing()
    make_writable()
    try:
        app()
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            traceback.print_exc()
            raise SystemExit(FAILED) from None
        _give_up(error)
    except Exception:  # noqa: BLE001  whatever a bug may raise
        traceback.print_exc()
        raise SystemExit(FAILED) from None
    finally:
        try:
            sys.stdout.flush()
        except OSError as error:
            _give_up(error)


def _open_missing() -> None:
    """Have each standard stream, though whoever started us closed it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _give_up(error: OSError) -> NoReturn:
    """End where what is printed cannot be written; nothing more is to be flushed to it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno != errno.EPIPE:
        say(f"qa: what is printed cannot be written ({error.strerror})")
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


for panel, name, function, cls in (
    ("Ask", "ask", ask, help.Question),
    ("Ask", "search", search, help.Question),
    ("Ask", "chat", chat_command.chat, help.Command),
    ("Documents", "index", index, help.Command),
    ("Documents", "status", status, help.Command),
    ("Documents", "show", show, help.Command),
    ("Settings", "config", config, help.Command),
    ("Settings", "doctor", doctor, help.Forgiving),
    ("Measure", "eval", evaluate, help.Command),
):
    app.command(name, cls=cls, epilog=EPILOGS[name], rich_help_panel=panel)(function)


if __name__ == "__main__":
    main()

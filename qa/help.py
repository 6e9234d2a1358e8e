"""How the help of a command is laid out: plain lines under headings, at any width.

Typer's own panels come from Rich, whose import alone takes longer than all of the help may.
"""

import inspect
import os
from typing import Any

import typer
from typer.core import TyperGroup

from qa import settings

Rows = dict[str, list[tuple[str, str]]]
"""Heading → what stands under it: names with what they mean."""


class Command(settings.Configured):
    """A command with its options under the headings of their panels."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        _write(formatter, _options(self, ctx))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the epilog as it stands."""
        _write_epilog(formatter, self.epilog)


class Question(Command):
    """A command with words of a question for arguments. One that begins with a dash and holds a
    space is meant as such: no option has a space in its name."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Parse, with such arguments behind a ``--``."""
        valued = {
            name
            for parameter in self.params
            if parameter.param_type_name == "option" and not getattr(parameter, "is_flag", False)
            for name in parameter.opts
        }
        end = args.index("--") if "--" in args else len(args)
        words = [
            position
            for position, argument in enumerate(args[:end])
            if argument.startswith("-")
            and any(map(str.isspace, argument.partition("=")[0]))
            and (position == 0 or args[position - 1] not in valued)
        ]
        if words:
            others = [argument for n, argument in enumerate(args[:end]) if n not in words]
            args = [*others, "--", *(args[n] for n in words), *args[end + 1 :]]
        return super().parse_args(ctx, args)


class Forgiving(Command, settings.Forgiving):
    """A command that runs whatever is wrong in files."""


class Group(TyperGroup):
    """Commands under the headings of their panels, then the options of all."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, each with the first paragraph of its help, and the options."""
        rows: Rows = {}
        width = max(len(name) for name in self.commands)
        for name, command in self.commands.items():
            if not command.hidden:
                told = inspect.cleandoc(command.help or "").split("\n\n")[0]
                heading = getattr(command, "rich_help_panel", None)
                _add(rows, heading, "Commands", (f"{name:<{width}}", " ".join(told.split())))
        _write(formatter, rows | _options(self, ctx))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the epilog as it stands."""
        _write_epilog(formatter, self.epilog)


def told_shortly(error: Any) -> str:
    """What is wrong with a command line, as one sentence, and where more is told.

    >>> told_shortly(typer.BadParameter("99 is not in the range 1<=x<=10.", param_hint="-k"))
    'invalid value for -k: 99 is not in the range 1<=x<=10'
    """
    message = " ".join(error.format_message().split()).rstrip(".")
    for long, short in ((". Did you", "; did you"), ("(Possible options: ", "(possible options: ")):
        message = message.replace(long, short)
    is_clear = error.ctx is None or message.endswith("?")
    more = "" if is_clear else f"; see `{error.ctx.command_path} --help`"
    return message[:1].lower() + message[1:] + more


def _options(command: Any, ctx: Any) -> Rows:
    rows: Rows = {}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            own = "Arguments" if parameter.param_type_name == "argument" else "Options"
            _add(rows, getattr(parameter, "rich_help_panel", None), own, record)
    return rows


def _add(rows: Rows, panel: object, otherwise: str, row: tuple[str, str]) -> None:
    rows.setdefault(panel if isinstance(panel, str) else otherwise, []).append(row)


def _write(formatter: Any, rows: Rows) -> None:
    for heading, told in rows.items():
        with formatter.section(_bold(heading)):
            formatter.write_dl(told)


def _write_epilog(formatter: Any, epilog: str | None) -> None:
    """Lines that end in a colon are headings, the rest stands below them."""
    for line in ["", *inspect.cleandoc(epilog or "").splitlines()]:
        told = f"{_bold(line[:-1])}:" if line.endswith(":") else f"  {line}"
        formatter.write(f"{told.rstrip()}\n")


def _bold(heading: str) -> str:
    """Colours are taken out again where what is printed to is no terminal."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return heading if plain else typer.style(heading, bold=True)

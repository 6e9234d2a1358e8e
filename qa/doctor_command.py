"""The command `qa doctor`."""

from typing import TYPE_CHECKING, Any

import typer

from qa.console import FAILED, print_json, print_rich
from qa.options import IndexOption, JsonOption
from qa.plain import plain
from qa.settings import SETTINGS

if TYPE_CHECKING:
    from index.checking import Check

_STYLES = {"ok": "green", "warning": "yellow", "error": "bold red"}


def _line(found: "Check") -> Any:
    """A line that is not broken: the terminal does, and what reads a pipe has one line a check."""
    from rich.console import Group
    from rich.text import Text

    line = Text(no_wrap=True, overflow="ignore")
    line.append(f"{found.state:<8}", _STYLES[found.state])
    line.append(f"{found.name:<9} {plain(found.told)}")
    if found.advice:
        line.append(f"; {plain(found.advice)}")
    return Group(line)


def doctor(ctx: typer.Context, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check that all is there and whole, and tell what to do. Exit code 2: something is wrong."""
    from qa.doctor import examine

    failed = False
    checks = []
    for found in examine(ctx.meta[SETTINGS], index):
        failed = failed or found.state == "error"
        if as_json:
            names = ("name", "state", "told", "advice")
            checks.append({name: getattr(found, name) for name in names})
            continue
        print_rich(_line(found))
    if as_json:
        print_json({"ok": not failed, "checks": checks})
    if failed:
        raise typer.Exit(FAILED)

"""The command `qa doctor`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from qa.console import FAILED, print_json, print_rich
from qa.options import IndexesOption, JsonOption
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


def doctor(ctx: typer.Context, index: IndexesOption = None, as_json: JsonOption = False) -> None:
    """Check that all is there and whole, and tell what to do. Exit code 2: something is wrong."""
    failed = False
    checks = []
    under = ""
    for collection, found in _examined(ctx, index):
        failed = failed or found.state == "error"
        if as_json:
            of = {"collection": collection} if collection else {}
            names = ("name", "state", "told", "advice")
            checks.append({**of, **{name: getattr(found, name) for name in names}})
            continue
        if collection != under:
            under = collection
            print(f"\ncollection {plain(collection)}")
        print_rich(_line(found))
    if as_json:
        print_json({"ok": not failed, "checks": checks})
    if failed:
        raise typer.Exit(FAILED)


def _examined(ctx: typer.Context, index: list[Path] | None) -> Iterator[tuple[str, "Check"]]:
    """Each check, and of several indexes what the index was chosen by."""
    from qa.doctor import examine, examine_index

    for found in examine(ctx.meta[SETTINGS]):
        yield "", found
    chosen: list[Path | None] = [*dict.fromkeys(index or [])] or [None]
    for path in chosen:
        for found in examine_index(path):
            yield str(path) if len(chosen) > 1 else "", found

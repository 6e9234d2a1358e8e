"""The command `qa index`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import PathError
from qa.config import only, resolve
from qa.console import FAILED, missing_root, say
from qa.opening import default_root, folder_to_make, tell_left_out, waiting, warn
from qa.options import OneIndexOption, QuietOption
from qa.plain import plain
from qa.settable import is_typed

if TYPE_CHECKING:
    from index.build import Changes
    from index.ignoring import Choice


def index(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Files and folders to add. Without any: all that the index knows, else seeds.",
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            metavar="GLOB",
            help="Take only files that match, as in a .gitignore of the folder; '*.log' takes "
            "text files of any suffix. Repeatable; remembered, in place of earlier patterns.",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude", metavar="GLOB", help="Leave out what matches, likewise. Repeatable."
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="GLOB",
            help="Beside the rest, take what matches as text, whatever its suffix and though an "
            "ignore file names it; likewise. Repeatable.",
        ),
    ] = None,
    no_patterns: Annotated[
        bool,
        typer.Option(
            "--no-patterns",
            allow_from_autoenv=False,
            help="Forget remembered patterns of the paths, or of all, and what --remove keeps out "
            "of them.",
        ),
    ] = False,
    remove: Annotated[
        bool,
        typer.Option(
            "--remove", allow_from_autoenv=False, help="Forget the paths instead, and all in them."
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            allow_from_autoenv=False,
            help="Go on, and follow each change until interrupted.",
        ),
    ] = False,
    index: OneIndexOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME_OR_PATH",
            help="The sentence-transformers model of a new index. Else all-MiniLM-L6-v2.",
        ),
    ] = None,
    quiet: QuietOption = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 2 when a file could not be indexed.")
    ] = False,
) -> None:
    """Index documents, or bring an index up to date: only what changed is read."""
    chosen = only(index)
    if remove:
        others = ("include", "exclude", "also", "no_patterns", "watch", "model")
        if not paths or any(is_typed(ctx, name) for name in others):
            raise PathError("--remove takes the paths to forget, and no other option but --index")
        _remove(chosen, paths)
        return
    from index.build import index as build
    from qa.progress import showing, summary

    folder, known = folder_to_make(chosen)
    roots = paths or ([] if known else [default_root(chosen)])
    if known and not is_typed(ctx, "model"):
        model = None  # what is set for good is for new indexes
    choice = _choice(include, exclude, also, even_none=no_patterns)
    wait = _waiting_quietly if quiet else waiting
    if paths and known and chosen is None and not quiet:
        _tell_above(folder)
    with showing(quiet) as progress:
        changes = build(folder, roots, choice=choice, model=model, progress=progress, wait=wait)
    if not quiet:
        print(summary(changes, folder), flush=True)
    if not quiet or strict:
        for root in changes.missing:
            say(f"qa: {missing_root(root)}")
        warn(changes)
        tell_left_out(changes)
    if not changes.documents:
        say("qa: nothing is indexed; `qa status` tells what was left out")
    if watch:
        _watch(folder)
    if strict and changes.skipped:
        raise typer.Exit(FAILED)


def _tell_above(folder: Path) -> None:
    """Say which index is added to where that is not in this folder."""
    from index import place

    if folder.parent != Path.cwd():
        say(f"qa: adding to the index above, {folder}; `--index {place.FOLDER}` makes one here")


def _waiting_quietly() -> None:
    """Nobody wants to know."""


def _choice(*patterns: list[str] | None, even_none: bool) -> "Choice | None":
    """Patterns of each kind, in the order of the fields; None where there are none, unless that
    is what was asked for."""
    from index.ignoring import Choice

    if not any(patterns) and not even_none:
        return None
    return Choice(*(tuple(p.removeprefix("./") for p in each or ()) for each in patterns))


def _remove(chosen: Path | None, paths: list[Path]) -> None:
    from index.removing import remove

    done = remove(resolve(chosen).folder, paths, wait=waiting)
    roots = f", and no longer followed: {', '.join(done.roots)}" if done.roots else ""
    count = len(done.documents)
    print(plain(f"{count} document{'s' if count != 1 else ''} removed{roots}"))
    for path, root in done.excluded:
        print(plain(f"{path} is now excluded from {root}, which is still followed"))


def _watch(folder: Path) -> None:
    from index.watching import follow
    from qa.progress import summary

    def updated(changes: "Changes") -> None:
        print(summary(changes, folder), flush=True)
        warn(changes)

    say("qa: following changes; stop with Ctrl-C")
    follow(folder, updated, lambda problem: say(f"qa: {problem}"))

"""What a shell may complete from the index. Where there is none, nothing."""

import os
from collections.abc import Iterable
from pathlib import Path

import typer

_MOST = 200


def check() -> None:
    """Raise ConfigError where bash is said to ask for completion, but the word to complete is not
    told as bash does."""
    if os.environ.get("_QA_COMPLETE") != "complete_bash":
        return
    from index.errors import ConfigError

    if "COMP_WORDS" not in os.environ or not os.environ.get("COMP_CWORD", "").isdecimal():
        raise ConfigError("completion needs COMP_WORDS, the line, and COMP_CWORD, a word's number")


def paths(ctx: typer.Context, incomplete: str) -> list[str]:
    """Documents as they are cited."""
    return _beginning(incomplete, (path for path, _ in _documents(ctx)))


def types(ctx: typer.Context, incomplete: str) -> list[str]:
    """Formats of the documents, and suffixes."""
    found = _documents(ctx)
    suffixes = {os.path.splitext(path)[1].lower().lstrip(".") for path, _ in found}
    return _beginning(incomplete.lower(), sorted(suffixes.union(media for _, media in found)))


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name and name.startswith(incomplete)][:_MOST]


def _documents(ctx: typer.Context) -> list[tuple[str, str]]:
    from index.errors import QAError
    from index.names import names
    from qa.config import resolve

    chosen = ctx.params.get("index") or None  # as it was typed
    each = chosen if isinstance(chosen, list | tuple) else [chosen]
    try:
        folders = [resolve(Path(one) if one else None).folder for one in each]
        return [pair for folder in folders for pair in names(folder)]
    except QAError:
        return []

"""The command `qa status`."""

import shlex
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from index.errors import QAError
from index.kinds import suffix_of, taken_by
from index.leftout import NOT_READ
from qa.config import folders
from qa.console import FAILED, print_json, say
from qa.options import IndexesOption, JsonOption
from qa.plain import plain

if TYPE_CHECKING:
    from index.ignoring import Choice
    from index.leftout import LeftOut
    from index.status import Status

_MOST_SUFFIXES, _MOST_PATHS = 10, 5
_SAID = {
    ".gitignore": "ignored by .gitignore",
    ".qaignore": "ignored by .qaignore",
    "--exclude": "excluded by --exclude",
}


def status(
    index: IndexesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the index holds, what was skipped and why, and what changed since."""
    chosen = folders(index)
    if len(chosen) > 1:
        _tell_each(chosen, as_json)
        return
    (folder,) = chosen.values()
    found = _look(folder)
    if as_json:
        print_json(_to_json(found))
    else:
        _tell(_lines(found))


def _tell_each(chosen: dict[str, Path], as_json: bool) -> None:
    """The same of several, each under its name; what is wrong with one is told in its place."""
    told: dict[str, Any] = {}
    failed = False
    for name, folder in chosen.items():
        if not as_json:
            _tell([*([("", "")] if told else []), ("collection", name)])
        try:
            found = _look(folder)
            told[name] = _to_json(found)
        except QAError as error:
            failed = True
            told[name] = {"error": str(error)}
            if not as_json:
                say(f"qa: {name}: {error}")
            continue
        if not as_json:
            _tell(_lines(found))
    if as_json:
        print_json({"collections": told})
    if failed:
        raise typer.Exit(FAILED)


def _look(folder: Path) -> "Status":
    from index.status import status as look
    from index.store import Store

    with Store.open(folder) as store:
        return look(store)


def _tell(lines: Iterable[tuple[str, str]]) -> None:
    for name, text in lines:
        print(f"{name:<10} {plain(text)}".rstrip(), flush=True)


def _to_json(found: "Status") -> dict[str, Any]:
    moment = _moment(found)
    return {
        "index": str(found.folder),
        "base": str(found.base),
        "model": found.model or None,
        "roots": [
            {
                "path": root,
                "include": choice.include,
                "exclude": choice.exclude,
                "also": choice.also,
                "here": root not in found.missing,
                "followed": root not in found.outside,
            }
            for root, choice in found.roots.items()
        ],
        "documents": sum(found.formats.values()),
        "formats": found.formats,
        "passages": found.passages,
        "bytes": found.size,
        "indexed": moment.isoformat() if moment else None,
        "changes": {"new": found.new, "changed": found.changed, "deleted": found.deleted},
        "unfinished": found.unfinished,
        "indexing_now": found.busy,
        "partial": [{"path": path, "lacks": lacks} for path, lacks in found.partial],
        "skipped": [{"path": item.path, "reason": item.reason} for item in found.skipped],
        "left_out": {
            "files": dict(found.left_out.files),
            "folders": dict(found.left_out.folders),
            "formats": dict(found.left_out.formats.most_common()),
            "paths": [{"path": path, "reason": reason} for path, reason in found.left_out],
        },
    }


def _lines(found: "Status") -> Iterator[tuple[str, str]]:
    yield "index", str(found.folder)
    for number, (root, choice) in enumerate(found.roots.items()):
        yield "" if number else "follows", _root(root, choice) + _state(root, found)
    if any(map(_patterns, found.roots.values())):
        yield "", "(`qa index PATH --no-patterns` forgets the patterns of a path)"
    formats = ", ".join(f"{count} {name}" for name, count in found.formats.items())
    yield "documents", formats or "none"
    yield "passages", str(found.passages)
    yield "model", found.model or "none"
    yield "size", f"{found.size / 1e6:.1f} MB"
    moment = _moment(found)
    never = "not finished yet" if found.unfinished else "not known"
    yield "indexed", moment.strftime("%Y-%m-%d %H:%M") if moment else never
    yield "since then", _changes(found)
    for number, text in enumerate(_left_out(found.left_out) if found.left_out.paths else ()):
        yield "" if number else "left out", text
    for number, (path, lacks) in enumerate(found.partial):
        yield "" if number else "partly", f"{path}: {lacks}"
    if found.skipped:
        yield "skipped", str(len(found.skipped))
    for item in found.skipped:
        yield "", f"{item.path}: {item.reason}"


def _root(root: str, choice: "Choice") -> str:
    return " ".join([root, *_patterns(choice)])


def _patterns(choice: "Choice") -> list[str]:
    patterns = [f"--include {shlex.quote(pattern)}" for pattern in choice.include]
    patterns += [f"--exclude {shlex.quote(pattern)}" for pattern in choice.exclude]
    patterns += [f"--also {shlex.quote(pattern)}" for pattern in choice.also]
    return patterns


def _state(root: str, found: "Status") -> str:
    """What is to be said of a root that is not followed."""
    if root in found.missing:
        return f" (not here; `qa index --remove {shlex.quote(root)}` forgets it)"
    if root in found.outside:
        return (
            " (outside the collection and not added on this machine, so not followed; "
            f"`qa index {shlex.quote(root)}` follows it)"
        )
    return ""


def _changes(found: "Status") -> str:
    changed = "to be cut anew by this version" if found.recut else "changed"
    counted = ((found.new, "new"), (found.changed, changed), (found.deleted, "deleted"))
    shown = ", ".join(f"{count} {word}" for count, word in counted if count)
    if found.busy:
        return f"another process is indexing now{f'; to go: {shown}' if shown else ''}"
    told = ["the last indexing was interrupted"] if found.unfinished else []
    told += [shown] if shown else []
    return "; ".join([*told, "run `qa index`"]) if told else "nothing changed"


def _left_out(left: "LeftOut") -> Iterator[str]:
    """How much it is, then each reason with some of its paths; of formats, each suffix."""
    files, folders = left.files, left.folders
    yield _counted(files.total() + left.formats.total(), folders.total())
    told: dict[str, list[str]] = {}
    order = sorted(left.formats.items(), key=lambda item: (-item[1], not item[0], item[0]))
    most = [suffix for suffix, _ in order[:_MOST_SUFFIXES]]
    paths = sorted(left.paths.get(NOT_READ, ()))
    for suffix in most:
        same = [path for path in paths if suffix_of(path) == suffix]
        told[f"not read, {suffix or 'no suffix'} {len(same)}"] = same
    if rest := [path for path in paths if suffix_of(path) not in most]:
        told[f"not read, other suffixes {len(rest)}"] = rest
    for reason in sorted(left.paths.keys() - {NOT_READ}):
        said = f"{_SAID.get(reason, reason)}, {_counted(files[reason], folders[reason])}"
        told[said] = sorted(left.paths[reason])
    for said, each in told.items():
        more = ", …" if len(each) > _MOST_PATHS else ""
        yield f"{said}: {', '.join(each[:_MOST_PATHS])}{more}"
    if how := taken_by(left.formats):
        yield f"{how} takes text of other formats, too"
    if any(len(each) > _MOST_PATHS for each in told.values()):
        yield "`qa status --json` names them all"


def _counted(files: int, folders: int) -> str:
    counted = ((files, "file"), (folders, "folder"))
    return " and ".join(f"{count} {word}{'s' * (count > 1)}" for count, word in counted if count)


def _moment(found: "Status") -> datetime | None:
    if found.indexed_ns is None:
        return None
    return datetime.fromtimestamp(found.indexed_ns // 10**9, UTC).astimezone()

"""The command `qa status`."""

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qa.config import resolve
from qa.console import print_json
from qa.options import IndexOption, JsonOption
from qa.plain import plain

if TYPE_CHECKING:
    from index.choosing import LeftOut
    from index.ignoring import Choice
    from index.status import Status

_MOST_SUFFIXES = 10
_SAID = {
    ".gitignore": "ignored by .gitignore",
    ".qaignore": "ignored by .qaignore",
    "--exclude": "excluded by --exclude",
    "of programs": "of programs (node_modules, virtual environments)",
}


def status(
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the index holds, what was skipped and why, and what changed since."""
    from index.status import status as look
    from index.store import Store

    with Store.open(resolve(index).folder) as store:
        found = look(store)
    if as_json:
        print_json(_to_json(found))
        return
    for name, text in _lines(found):
        print(f"{name:<10} {plain(text)}".rstrip())


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
        "skipped": [{"path": item.path, "reason": item.reason} for item in found.skipped],
        "left_out": {
            "files": dict(found.left_out.files),
            "folders": dict(found.left_out.folders),
            "formats": dict(found.left_out.formats.most_common()),
        },
    }


def _lines(found: "Status") -> Iterator[tuple[str, str]]:
    yield "index", str(found.folder)
    for number, (root, choice) in enumerate(found.roots.items()):
        yield "" if number else "follows", _root(root, choice) + _state(root, found)
    formats = ", ".join(f"{count} {name}" for name, count in found.formats.items())
    yield "documents", formats or "none"
    yield "passages", str(found.passages)
    yield "model", found.model or "none"
    yield "size", f"{found.size / 1e6:.1f} MB"
    moment = _moment(found)
    yield "indexed", moment.strftime("%Y-%m-%d %H:%M") if moment else "not known"
    yield "since then", _changes(found)
    if left_out := _left_out(found.left_out):
        yield "left out", "; ".join(left_out)
    if found.skipped:
        yield "skipped", str(len(found.skipped))
    for item in found.skipped:
        yield "", f"{item.path}: {item.reason}"


def _root(root: str, choice: "Choice") -> str:
    patterns = [f"--include {shlex.quote(pattern)}" for pattern in choice.include]
    patterns += [f"--exclude {shlex.quote(pattern)}" for pattern in choice.exclude]
    return " ".join([root, *patterns])


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
    counted = ((found.new, "new"), (found.changed, "changed"), (found.deleted, "deleted"))
    shown = ", ".join(f"{count} {word}" for count, word in counted if count)
    return f"{shown}; run `qa index`" if shown else "nothing changed"


def _left_out(counted: "LeftOut") -> list[str]:
    shown = []
    for reason in sorted(counted.files.keys() | counted.folders.keys()):
        numbers = [
            f"{count} {word}{'s' if count > 1 else ''}"
            for count, word in (
                (counted.files[reason], "file"),
                (counted.folders[reason], "folder"),
            )
            if count
        ]
        if numbers:
            shown.append(f"{_SAID.get(reason, reason)}: {' and '.join(numbers)}")
    if counted.formats:
        most = counted.formats.most_common(_MOST_SUFFIXES)
        each = ", ".join(f"{suffix or 'no suffix'} {count}" for suffix, count in most)
        more = ", …" if len(counted.formats) > len(most) else ""
        shown.append(f"formats that are not read: {counted.formats.total()} ({each}{more})")
    return shown


def _moment(found: "Status") -> datetime | None:
    if found.indexed_ns is None:
        return None
    return datetime.fromtimestamp(found.indexed_ns // 10**9, UTC).astimezone()

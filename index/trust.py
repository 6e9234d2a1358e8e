"""What this user allowed on this machine: models named, and folders added, by themselves.

An index may have come with documents from elsewhere; that something stands in it says nothing about
what its user wants. What is remembered here lies in the user's own folder, and never in an index.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from index.errors import TrustError
from index.state import state_folder, write_private

FILE = "allowed.json"
_MODELS, _ROOTS = "models", "roots"


def state_file() -> Path:
    """Where it is remembered."""
    return state_folder() / FILE


def is_model_allowed(name: str) -> bool:
    """Whether this user named the model. Raises TrustError."""
    return name in _read()[_MODELS]


def allow_model(name: str) -> None:
    """Remember that this user named a model. Raises TrustError."""
    if not is_model_allowed(name):
        _change(lambda state: state[_MODELS].append(name))


def added_roots(index: Path) -> set[str]:
    """The roots of an index that this user added to it. Raises TrustError."""
    return set(_read()[_ROOTS].get(os.path.realpath(index), []))


def add_roots(index: Path, roots: Iterable[str]) -> None:
    """Remember that this user added roots to an index. Raises TrustError."""
    wanted = added_roots(index).union(roots)
    if wanted != added_roots(index):
        _set_roots(index, wanted)


def remove_roots(index: Path, roots: Iterable[str]) -> None:
    """Forget roots of an index. Raises TrustError."""
    there = added_roots(index)
    if there.intersection(roots):
        _set_roots(index, there.difference(roots))


def _set_roots(index: Path, roots: Iterable[str]) -> None:
    def change(state: dict[str, Any]) -> None:
        state[_ROOTS][os.path.realpath(index)] = sorted(roots)
        # An index that is no more is forgotten: another may come to lie in its place.
        state[_ROOTS] = {key: value for key, value in state[_ROOTS].items() if os.path.isdir(key)}

    _change(change)


def _read() -> dict[str, Any]:
    file = state_file()
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {_MODELS: [], _ROOTS: {}}
    except OSError as error:
        raise TrustError(f"{file} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise _damaged(file) from error
    if not _is_whole(value):
        raise _damaged(file)
    return {_MODELS: value[_MODELS], _ROOTS: value[_ROOTS]}


def _is_whole(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get(_ROOTS), dict):
        return False
    return all(
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in (value.get(_MODELS), *value[_ROOTS].values())
    )


def _damaged(file: Path) -> TrustError:
    return TrustError(
        f"{file}, which remembers the models and folders that you named, is damaged; "
        "delete it and name them again, with `qa index`"
    )


def _change(change: Callable[[dict[str, Any]], None]) -> None:
    """Write it anew: the old file or the new one, never a part; nobody else may read it."""
    from filelock import FileLock

    file = state_file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock"), mode=0o600):
            state = _read()
            change(state)
            write_private(file, json.dumps(state, indent=1))
    except OSError as error:
        raise TrustError(
            f"{file} cannot be written ({error.strerror or error}), and what you name would not be "
            "remembered; check its permissions, or name another folder in QA_STATE_DIR"
        ) from error

"""The files `qa.toml`: where they lie, what stands in them, and the collections that they name.

Does not know which options there are: see qa.settings.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.errors import ConfigError, NoIndexError

FILE = "qa.toml"
COLLECTIONS = "collections"
_LARGEST = 1_000_000  # bytes; one that came with documents may be anything


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A file of settings as it stands; ``table`` is empty where there is no file. ``is_users`` is
    false for one that lies beside documents, and may have come with them."""

    path: Path
    is_users: bool
    table: Mapping[str, Any]
    exists: bool

    def within(self, told: str, what: str) -> Path:
        """A path that stands in the file, in full. Raises ConfigError where a collection's file
        reaches beyond its own folder."""
        folder = self.path.parent
        path = Path(os.path.abspath(folder / Path(told).expanduser()))
        if not self.is_users and not _is_below(path, folder):
            raise ConfigError(
                f"{self.path}: {what} is {told!r}, and a file that lies beside documents may name "
                f"only folders below its own; put it into {user_path()}"
            )
        return path


@dataclass(frozen=True, slots=True)
class Collection:
    """An index that was chosen; ``name`` is empty where it was not chosen by one. ``root`` is the
    folder of documents that a name stands for, None where it stands for an index."""

    name: str
    folder: Path
    root: Path | None = None


def user_path() -> Path:
    """Where the user's own file is, or would be."""
    folder = os.environ.get("QA_CONFIG_DIR")
    if folder:
        return Path(folder).absolute() / FILE
    import platformdirs  # here: `qa --help` needs none

    return platformdirs.user_config_path("pincite") / FILE


def user_file() -> ConfigFile:
    """The user's own file. Raises ConfigError."""
    return _read(user_path(), is_users=True)


def file_above(start: Path) -> ConfigFile | None:
    """The nearest file at or above a folder, but not above the nearest index: there another
    collection begins. Raises ConfigError."""
    from index import place, store

    start = start.absolute()
    for folder in (start, *start.parents):
        if found := _beside_documents(folder / FILE):
            return found
        if os.path.isfile(folder / place.FOLDER / store.FILE):
            return None
    return None


def file_of(index: Path) -> ConfigFile | None:
    """The file of an index: beside its ``.qa``, or in an index folder of another name. Raises
    ConfigError."""
    from index import place

    return _beside_documents((index.parent if index.name == place.FOLDER else index) / FILE)


def _beside_documents(path: Path) -> ConfigFile | None:
    if not os.path.lexists(path) or os.path.realpath(path) == os.path.realpath(user_path()):
        return None
    return _read(path, is_users=False)


def _read(path: Path, is_users: bool) -> ConfigFile:
    try:
        if not os.path.lexists(path):
            return ConfigFile(path, is_users, {}, exists=False)
        if not path.is_file() or path.stat().st_size > _LARGEST:
            raise ConfigError(f"{path} is not a file of settings; rename or delete it")
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}, line {line}: it is not UTF-8; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path} is not TOML: it is nested too deep") from error
    return ConfigFile(path, is_users, table, exists=True)


def _is_below(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def collections_of(file: ConfigFile) -> dict[str, Collection]:
    """The collections that a file names. Raises ConfigError."""
    told = file.table.get(COLLECTIONS, {})
    if not isinstance(told, dict):
        raise ConfigError(f'{file.path}: [{COLLECTIONS}] is a table, as in law = "~/law"')
    found = {}
    for name, value in told.items():
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{file.path}: [{COLLECTIONS}] {name} must be a folder, in quotes")
        is_name = name.isprintable() and not {os.sep, "/", os.pathsep}.intersection(name)
        if not is_name or name[:1] in ("", ".", "~", "-"):
            raise ConfigError(
                f"{file.path}: [{COLLECTIONS}] {name!r} is no name; "
                f"leave out / and {os.pathsep}, and begin with a letter or digit"
            )
        found[name] = _collection(name, file.within(value, f"[{COLLECTIONS}] {name}"))
    return found


def _collection(name: str, folder: Path) -> Collection:
    from index import place, store

    if folder.name == place.FOLDER or os.path.isfile(folder / store.FILE):
        return Collection(name, folder)
    return Collection(name, folder / place.FOLDER, folder)


def names(files: Iterable[ConfigFile | None]) -> dict[str, Collection]:
    """The collections that files name; what an earlier file means by a name holds."""
    found: dict[str, Collection] = {}
    for file in files:
        if file is not None:
            found = collections_of(file) | found
    return found


def known_names() -> dict[str, Collection]:
    """The collections that can be named here: the user's own, and those of the nearest file, which
    cannot take a name from the user's. Raises ConfigError."""
    return names((user_file(), file_above(Path.cwd())))


def resolve(chosen: Path | None, known: Mapping[str, Collection] | None = None) -> Collection:
    """The collection of that name, else the index in that folder; the nearest one when None.

    Raises ConfigError, and NoIndexError where nothing was chosen and none is near, or where
    what was chosen is no folder but nearly a name.
    """
    from index import place

    if chosen is None:
        return Collection("", place.find(None, Path.cwd()))
    known = known_names() if known is None else known
    name = str(chosen)
    if name in known:
        return known[name]
    folder = place.find(chosen, Path.cwd())
    alike = get_close_matches(name, known, 3)
    if alike and len(chosen.parts) == 1 and not folder.exists():
        raise NoIndexError(
            f"there is no collection or folder {name}; did you mean {' or '.join(alike)}?"
        )
    return Collection("", folder)


def only(chosen: Sequence[Path] | None) -> Path | None:
    """The one that was chosen, for a command that takes no more. Raises NoIndexError."""
    if chosen and len(chosen) > 1:
        raise NoIndexError(
            f"this command takes one index, not {' and '.join(map(str, chosen))}; "
            "choose it with --index NAME"
        )
    return chosen[0] if chosen else None


def folders(chosen: Sequence[Path] | None) -> dict[str, Path]:
    """The index folders that were chosen, as `named`; one alone, or the nearest where nothing was
    chosen, has no name but that it was chosen by. Raises as `resolve` does."""
    known = known_names() if chosen else {}
    each: Sequence[Path | None] = chosen or [None]
    found = [resolve(path, known) for path in each]
    return named(found) if len(found) > 1 else {found[0].name: found[0].folder}


def named(chosen: Iterable[Collection]) -> dict[str, Path]:
    """Each index under its name, once; one that has none under its folder's, in full where another
    is called so."""
    from index import place

    found: dict[str, Path] = {}
    seen: set[str] = set()
    for collection in sorted(chosen, key=lambda item: not item.name):  # the named ones first
        folder = collection.folder
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        documents = folder.parent if folder.name == place.FOLDER else folder
        name = collection.name or documents.name
        found[str(documents) if name in found or not name else name] = folder
    return found

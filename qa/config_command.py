"""The command `qa config`."""

import json
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import ConfigError
from qa.console import print_json
from qa.options import IndexesOption, JsonOption
from qa.plain import plain
from qa.settable import is_variable, options, variable_of, wrong_variable
from qa.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from qa.config import ConfigFile

_DEFAULT = "default"
_WIDE = 40  # columns; what a longer setting comes from is not lined up


@dataclass(frozen=True, slots=True)
class _Setting:
    """A value of an option, and which file or variable it comes from."""

    value: Any
    source: str


def config(
    ctx: typer.Context,
    key: Annotated[
        str | None,
        typer.Argument(metavar="[KEY]", help="One setting alone, as in qa config ask.quotes."),
    ] = None,
    index: IndexesOption = None,  # whose file it is about, which the settings know
    as_json: JsonOption = False,
) -> None:
    """Show what is set in files and variables, and where it comes from."""
    settings: Settings = ctx.meta[SETTINGS]
    known = _settings(ctx, settings)
    if key is not None:
        known = {key: _one(known, key)}
    if as_json:
        values = {name: {"value": s.value, "from": s.source} for name, s in known.items()}
        print_json(values if key is not None else {**_files_json(settings), "values": values})
        return
    told = {name: plain(f"{name} = {_shown(setting.value)}") for name, setting in known.items()}
    width = max(len(text) for text in told.values() if len(text) <= _WIDE)
    lines = {name: f"{text:<{width}}  # {plain(known[name].source)}" for name, text in told.items()}
    defaults = [lines.pop(name) for name, s in known.items() if s.source == _DEFAULT]
    files = [] if key is not None else [plain(line) for line in _files(settings)]
    print("\n\n".join("\n".join(part) for part in ([*lines.values()], files, defaults) if part))


def _one(known: dict[str, _Setting], key: str) -> _Setting:
    if key in known:
        return known[key]
    ends = [name for name in known if name.partition(".")[2] == key]
    alike = ends or get_close_matches(key, known, 1)
    hint = f"; did you mean {' or '.join(alike)}?" if alike else "; `qa config` lists them all"
    raise ConfigError(f"there is no setting {key}{hint}")


def _settings(ctx: Any, settings: Settings) -> dict[str, _Setting]:
    """Every setting by its full name, as each command would have it now."""
    found = {}
    for name, command in settings.commands.items():
        inner: Any = type(ctx)(command, info_name=name, parent=ctx.parent)
        inner.default_map = settings.defaults(name)
        for key, option in options(command).items():
            value, source = option.consume_value(inner, {})
            try:
                value = option.process_value(inner, value)
            except typer.BadParameter as error:
                raise wrong_variable(option, error) from None
            found[f"{name}.{key}"] = _Setting(_plainly(value), _source(settings, name, key, source))
    return found


def _source(settings: Settings, name: str, key: str, source: Any) -> str:
    if source.name == "DEFAULT_MAP":
        return str(settings.values[name, key][1])
    if is_variable(source):
        return variable_of(options(settings.commands[name])[key])
    return _DEFAULT


def _plainly(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, (list, tuple)):
        return [_plainly(item) for item in value]
    return str(value) if isinstance(value, (Path, str)) else value


def _shown(value: Any) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)


def _files(settings: Settings) -> list[str]:
    from qa.config import FILE, collections_of

    told = []
    for file in settings.files:
        there = "" if file.exists else " (not there)"
        told.append(f"{_whose(file)} file: {file.path}{there}")
    if len(settings.files) == 1:
        told.append(f"collection's file: none; it would be {FILE} beside the documents")
    for file in settings.files:
        for name, collection in collections_of(file).items():
            told.append(f"collection {name}: {collection.folder}  # {file.path}")
    return told


def _files_json(settings: Settings) -> dict[str, Any]:
    from qa.config import names

    return {
        "files": [
            {"whose": "user" if f.is_users else "collection", "path": str(f.path), "here": f.exists}
            for f in settings.files
        ],
        "collections": {name: str(c.folder) for name, c in names(settings.files).items()},
    }


def _whose(file: "ConfigFile") -> str:
    return "user's" if file.is_users else "collection's"

"""Options that stand in files and variables → the defaults of a command line.

Precedence: command line, variable, the collection's file, the user's file, the built-in default.
click does the choosing: files become a ``default_map``, and each option knows its variables.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from index.errors import ConfigError, QAError
from qa.settable import HARMLESS, is_shared, is_variable, long_name, options, wrong_variable

if TYPE_CHECKING:
    from qa.config import ConfigFile


SETTINGS = "qa.settings"
"""What a command finds its `Settings` under, in its context's ``meta``."""

Key = tuple[str, str]
"""A command and the long name of one of its options, without dashes."""


class Configured(TyperCommand):
    """A command whose options files may set; of each such flag there is a ``--no-`` beside."""

    def make_parser(self, ctx: Any) -> Any:
        """The parser of the command line."""
        parser: Any = super().make_parser(ctx)
        for key, option in options(self).items():
            if option.is_flag and not option.secondary_opts:
                parser.add_option(
                    obj=option,
                    opts=[f"--no-{key}"],
                    dest=option.name,
                    action="store_const",
                    const=False,
                )
        return parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line; what it leaves open is looked up."""
        if not ctx.resilient_parsing:
            given, _, _ = self.make_parser(ctx).parse_args(args=list(args))
            if not given.get("help"):
                self.look_up(ctx, given)
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            option: Any = error.param
            if option and is_variable(ctx.get_parameter_source(option.name)):
                raise wrong_variable(option, error) from None
            raise

    def look_up(self, ctx: Any, given: Mapping[str, Any]) -> None:
        """Take what files set. Raises ConfigError."""
        commands = ctx.parent.command.commands if ctx.parent else {ctx.info_name: self}
        ctx.meta[SETTINGS] = load(ctx, commands, given)
        ctx.default_map = ctx.meta[SETTINGS].defaults(ctx.info_name)


class Forgiving(Configured):
    """A command that runs whatever is wrong in files; it finds the error in the settings' place."""

    def look_up(self, ctx: Any, given: Mapping[str, Any]) -> None:
        """Take what files set, where nothing is wrong in them."""
        try:
            super().look_up(ctx, given)
        except QAError as error:
            ctx.meta[SETTINGS] = error


@dataclass(frozen=True, slots=True)
class Settings:
    """What the files set. ``files``: the user's, then the collection's, where there is one."""

    files: tuple["ConfigFile", ...]
    values: Mapping[Key, tuple[Any, Path]]
    commands: Mapping[str, Any]

    def defaults(self, name: str) -> dict[str, Any]:
        """What the files set of a command, as click takes it."""
        known = options(self.commands[name])
        return {
            known[key].name: value
            for (command, key), (value, _) in self.values.items()
            if command == name
        }


def load(ctx: Any, commands: Mapping[str, Any], given: Mapping[str, Any]) -> Settings:
    """What the files set for a command; ``given`` are its raw options. The collection's file is
    the one of the index that is chosen, by ``given``, a variable or the user's file; else the
    nearest. Raises ConfigError.
    """
    from qa import config

    users = config.user_file()
    values = dict(_values(ctx, users, commands))
    nearest = config.file_above(Path.cwd())
    index = options(commands[ctx.info_name]).get("index")
    chosen: Any = None
    if index is not None and is_shared("index", index):
        ctx.default_map = None
        value, source = index.consume_value(ctx, given)
        chosen = None if source.name == "DEFAULT" else value
    own = nearest
    near = dict(_values(ctx, nearest, commands)) if nearest else {}
    if chosen is None and (ctx.info_name, "index") not in near:
        chosen = values.get((ctx.info_name, "index"), (None,))[0]
    if chosen:
        known = config.names((users, nearest))
        several = [chosen] if isinstance(chosen, str) else list(chosen)
        folders = [config.resolve(Path(one), known).folder for one in several]
        own = config.file_of(folders[0]) if len(folders) == 1 else None
        near = dict(_values(ctx, own, commands)) if own else {}
        near = {key: value for key, value in near.items() if key[1] != "index"}
    files = (users,) if own is None else (users, own)
    return Settings(files, values | near, commands)


def _values(
    ctx: Any, file: "ConfigFile", commands: Mapping[str, Any]
) -> Iterator[tuple[Key, tuple[Any, Path]]]:
    """Every value of a file, checked; what stands in a command's own table comes last."""
    from qa.config import COLLECTIONS, collections_of

    known = collections_of(file)
    shared = {
        key
        for command in commands.values()
        for key, option in options(command).items()
        if is_shared(key, option)
    }
    tables = [*commands, COLLECTIONS]
    for key, told in file.table.items():
        if key in tables and isinstance(told, dict):
            continue  # index is the name of a command and of an option
        if key not in shared:
            raise ConfigError(f"{file.path}: {_unknown(key, [*shared, *tables], commands)}")
        for name, command in commands.items():
            option = options(command).get(key)
            if option is not None and is_shared(key, option):
                value = _value(ctx, file, key, option, told, known)
                yield (name, key), (value, file.path)
    for name in commands.keys() & file.table.keys():
        if not isinstance(file.table[name], dict):
            continue
        mine = options(commands[name])
        for key, told in file.table[name].items():
            if key not in mine:
                raise ConfigError(f"{file.path}: {_not_in(name, key, commands[name])}")
            where = f"[{name}] {key}"
            value = _value(ctx, file, where, mine[key], told, known)
            yield (name, key), (value, file.path)


def _unknown(key: str, known: Sequence[str], commands: Mapping[str, Any]) -> str:
    for name, command in commands.items():
        if key in options(command):
            return f"{key} is an option of some commands only; write it under [{name}]"
    if key in known:
        return f"{key} is a table; write [{key}], and below it what to set"
    alike = get_close_matches(key, known, 1)
    hint = f"did you mean {alike[0]}?" if alike else f"known are {', '.join(sorted(set(known)))}"
    return f"there is no setting {key}; {hint}"


def _not_in(name: str, key: str, command: Any) -> str:
    if any(f"--{key}" in param.opts for param in command.params):
        return f"[{name}] {key} says what to do now; it can be given on the command line alone"
    known = sorted(options(command))
    alike = get_close_matches(key, known, 1)
    hint = f"did you mean {alike[0]}?" if alike else f"known are {', '.join(known) or 'none'}"
    return f"there is no setting {key} in [{name}]; {hint}"


def _value(
    ctx: Any, file: "ConfigFile", where: str, option: Any, told: Any, known: Mapping[str, Any]
) -> Any:
    """A value as click takes it from a ``default_map``."""
    if not file.is_users and long_name(option) not in HARMLESS:
        from qa.config import user_path

        raise ConfigError(
            f"{file.path}: {where} cannot be set by a file that lies beside documents, since it "
            "may have come with them, and must not load a model, name a program, or reach "
            f"elsewhere; set it in {user_path()}"
        )
    given = told if option.multiple and isinstance(told, list) else [told]
    values = [_single(file, where, option, item, known) for item in given]
    value = values if option.multiple else values[0]
    try:
        option.type_cast_value(ctx, value)
    except typer.BadParameter as error:
        raise ConfigError(f"{file.path}: {where}: {error.message.rstrip('.')}") from error
    return value


def _single(
    file: "ConfigFile", where: str, option: Any, told: Any, known: Mapping[str, Any]
) -> Any:
    """A value of a list, or a value that is none; paths in full, which names are not."""
    wanted: type = str
    if option.is_flag:
        wanted = bool
    elif option.type.name.startswith("int"):
        wanted = int
    elif isinstance(told, datetime.date):
        told = told.isoformat()
    if type(told) is not wanted:
        names = {bool: "true or false", int: "a whole number", str: "text in quotes"}
        raise ConfigError(f"{file.path}: {where} must be {names[wanted]}, not {told!r}")
    if option.type.name == "path" and told not in known:
        return str(file.within(str(told), where))
    return told

"""The options that files and variables may set, and the variables that set them."""

import os
from collections.abc import Mapping
from typing import Any

import typer

from index.errors import ConfigError

HARMLESS = frozenset(
    {"quotes", "passages", "in", "not-in", "type", "under", "since", "reader", "json", "quiet"}
    | {"verbose", "index", "include", "exclude", "also", "strict"}
    | {"system", "part", "sample", "misspelt", "show-misses", "min", "explain", "cite", "context"}
)
"""What a file that lies beside documents may set, though it may have come with them: nothing that
loads a model, names a program, or reads or writes elsewhere. Any other option is refused there."""


def is_typed(ctx: Any, name: str) -> bool:
    """Whether an option stands on the command line itself; ``name`` is its parameter's."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def is_variable(source: Any) -> bool:
    """Whether click took a value from a variable."""
    return source is not None and source.name == "ENVIRONMENT"


def variable_of(option: Any) -> str:
    """The variable that an option is set by."""
    return str(next(name for name in option.envvar if os.environ.get(name)))


def wrong_variable(option: Any, error: typer.BadParameter) -> ConfigError:
    """What to raise where a variable holds what its option does not take."""
    return ConfigError(f"the variable {variable_of(option)}: {error.message.rstrip('.')}")


def options(command: Any) -> dict[str, Any]:
    """The options of a command that files and variables may set, by their long names. Not those
    that say what to do now."""
    return {
        long_name(param): param
        for param in command.params
        if param.param_type_name == "option" and param.allow_from_autoenv and param.expose_value
    }


def name_variables(commands: Mapping[str, Any]) -> None:
    """Give each option its variable, QA_ASK_QUOTES; those that several commands share bring a
    shorter one beside."""
    for name, command in commands.items():
        for key, option in options(command).items():
            own = _variable(name, key)
            option.envvar = [own, *([option.envvar] if option.envvar else [])]
            option.show_envvar = False


def is_shared(key: str, option: Any) -> bool:
    """Whether an option can be set for all commands that have it."""
    return _variable(key) in option.envvar


def _variable(*parts: str) -> str:
    return "_".join(("QA", *parts)).upper().replace("-", "_")


def long_name(option: Any) -> str:
    """An option's long name, without dashes."""
    return str(max(option.opts, key=len)).lstrip("-")

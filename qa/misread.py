"""A command line that begins with something else than a command → what to type in its place."""

import shlex
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

_LIVE = frozenset('"$`\\!')
"""What a shell would not take as it stands between double quotation marks."""
_SENTENCE = 3  # words


def meant(args: Sequence[str], commands: Mapping[str, Any]) -> str:
    """What is wrong, where options stand before a command or a question has none; else empty.

    >>> meant(["When did the ferry leave?"], {})
    'a question stands behind a command; type: qa ask "When did the ferry leave?"'
    """
    options, words = _parted(args, commands)
    if not words or not all(_is_known(option, commands) for option in options):
        return ""
    if words[0] in commands:
        if not options:
            return ""
        told = [_quoted(word) if " " in word else shlex.quote(word) for word in words[1:]]
        typed = " ".join(["qa", words[0], *map(shlex.quote, options), *told])
        return f"options stand behind the command; type: {typed}"
    question = " ".join(words)
    is_asked = len(question.split()) >= _SENTENCE or question.endswith("?")
    if not is_asked or (" " not in words[0] and get_close_matches(words[0], commands)):
        return ""
    typed = " ".join(["qa ask", *map(shlex.quote, options), _quoted(question)])
    return f"a question stands behind a command; type: {typed}"


def _parted(args: Sequence[str], commands: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The options at the beginning, with their values, and what stands behind them."""
    at = 0
    while at < len(args) and args[at].startswith("-"):
        at += 2 if args[at] in _names(commands, are_valued=True) else 1
    return list(args[:at]), list(args[at:])


def _is_known(typed: str, commands: Mapping[str, Any]) -> bool:
    """Whether it is an option of a command, alone or with its value, or such a value."""
    name = typed.partition("=")[0] if typed.startswith("--") else typed[:2]
    return not typed.startswith("-") or name in _names(commands)


def _names(commands: Mapping[str, Any], *, are_valued: bool = False) -> set[str]:
    return {
        name
        for command in commands.values()
        for parameter in command.params
        if parameter.param_type_name == "option"
        and not (are_valued and getattr(parameter, "is_flag", False))
        for name in parameter.opts
    }


def _quoted(text: str) -> str:
    """A text as a person would quote it for a shell."""
    return shlex.quote(text) if _LIVE.intersection(text) else f'"{text}"'

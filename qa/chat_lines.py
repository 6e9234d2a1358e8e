"""What is typed in a chat → what the chat does."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from rich.console import Group
from rich.text import Text

from index.errors import QuestionError
from qa.console import print_rich
from qa.layout import Hung

if TYPE_CHECKING:
    from qa.chat import Chat

_LEAVING = ("exit", "quit", ":exit", ":q", ":quit")
# What begins commands elsewhere; a question may begin with a path.
_SLASH = "/"


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what stands after it, and whether that is a document or a pattern."""

    argument: str
    told: str
    run: "Callable[[Chat, str], None]"
    takes: Literal["path", "pattern", ""] = ""


def take(chat: "Chat", line: str) -> None:
    """Do what a line says. Raises EOFError where it ends the chat, and QAError and
    KeyboardInterrupt as the chat does."""
    text = commanded(" ".join(line.split()))
    if leaves(text):
        raise EOFError
    name, _, argument = text.partition(" ")
    if not name.startswith(":"):
        if text:
            chat.ask(text)
    elif name in COMMANDS:
        COMMANDS[name].run(chat, argument)
    else:
        raise no_command(name)


def commanded(text: str) -> str:
    """A line with the colon that begins a command, where it begins with a slash and a command."""
    name = f":{text.partition(' ')[0].removeprefix(_SLASH)}"
    is_command = name in COMMANDS or name in _LEAVING
    return f":{text[1:]}" if text[:1] == _SLASH and is_command else text


def leaves(text: str) -> bool:
    """Whether a line ends the chat."""
    return text.lower() in _LEAVING


def no_command(name: str) -> QuestionError:
    """What to raise of a word that begins as commands do and is none."""
    return QuestionError(f"{name} is no command; {_meant(name)}")


def words_of(argument: str) -> list[str]:
    """The words of an argument, those in quotation marks together. Raises QuestionError."""
    try:
        return shlex.split(argument)
    except ValueError:
        raise QuestionError("a quotation mark is not closed") from None


def _meant(name: str) -> str:
    typed = name.lower()
    begun = [command for command in COMMANDS if command.startswith(typed)]
    near = (begun[:3] or get_close_matches(typed, COMMANDS, 1)) if typed != ":" else []
    return f"did you mean {' or '.join(near)}?" if near else ":help tells them all"


def _limit(name: str, parted: Callable[[str], Sequence[str]]) -> "Callable[[Chat, str], None]":
    return lambda chat, argument: chat.limit(name, parted(argument))


def _whole(argument: str) -> list[str]:
    return [argument] if argument else []


def _help(_: "Chat", __: str) -> None:
    told = [(f"{name} {command.argument}", command.told) for name, command in COMMANDS.items()]
    told.append(("Ctrl-C, Ctrl-D", "stop a question or clear the line; leave"))
    width = max(len(usage) for usage, _ in told) + 2
    print_rich(Group(*(Hung(Text(f"{usage:<{width}}"), Text(of, "dim")) for usage, of in told)))
    print()


def _leave(_: "Chat", __: str) -> None:
    raise EOFError


COMMANDS = {
    ":show": Command(
        "[N | PATH[:LINE]]",
        "a quote or a document in its surroundings",
        lambda chat, asked: chat.show(asked),
        "path",
    ),
    ":open": Command(
        "[N | PATH[:LINE]]",
        "the same in your editor or viewer",
        lambda chat, asked: chat.open(asked),
        "path",
    ),
    ":more": Command("", "further quotes of the same question", lambda chat, _: chat.more()),
    ":search": Command(
        "WORDS", "passages, without answering", lambda chat, asked: chat.search(asked)
    ),
    ":explain": Command("", "how the quotes were found", lambda chat, _: chat.explain()),
    ":copy": Command(
        "[N]", "a quote with its citation, to the clipboard", lambda chat, asked: chat.copy(asked)
    ),
    ":in": Command(
        "[GLOB …]", "only these documents; alone, all again", _limit("in", words_of), "pattern"
    ),
    ":not-in": Command("[GLOB …]", "not these documents", _limit("not-in", words_of), "pattern"),
    ":type": Command("[TYPE …]", "only these formats, as in :type pdf", _limit("type", words_of)),
    ":under": Command("[HEADING]", "only under headings with these words", _limit("under", _whole)),
    ":since": Command(
        "[DATE]", "only files changed since 2024, 2024-05-31 or 30d ago", _limit("since", _whole)
    ),
    ":k": Command("N", "how many quotes at most", lambda chat, told: chat.quotes(told)),
    ":help": Command("", "this", _help),
    ":quit": Command("", "leave", _leave),
}

"""The line that a chat's questions are typed on. The only module that imports prompt_toolkit."""

import os
import re
import shlex
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.styles import Style

from index.patterns import exactly
from qa.chat_lines import COMMANDS
from qa.plain import plain

_MOST_PATHS = 100
_LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")
_STYLE = Style.from_dict(
    {
        "limits": "ansibrightblack",
        "mark": "bold",
        "completion-menu": "bg:default default",
        "completion-menu.completion": "bg:default default",
        "completion-menu.completion.current": "noreverse bg:default bold ansigreen",
        "completion-menu.meta.completion": "bg:default ansibrightblack",
        "completion-menu.meta.completion.current": "noreverse bg:default ansibrightblack",
        "scrollbar.background": "bg:default",
        "scrollbar.button": "bg:ansibrightblack",
    }
)


class Prompt:
    """Reads lines, keeps what was typed in a file for the user alone, and completes."""

    def __init__(self, history: Path, paths: Callable[[], list[str]]) -> None:
        self._session: PromptSession[str] = PromptSession(
            history=_history(history),
            completer=Commands(paths),
            complete_in_thread=True,
            complete_while_typing=Condition(_begins_command),
            key_bindings=_keys(),
            style=_STYLE,
        )

    def read(self, limits: str, opening: "Future[Any]") -> str:
        """A line. Raises KeyboardInterrupt for one that was given up, EOFError at the end, and
        what ``opening`` fails with as soon as it does."""

        def watch() -> None:
            app, loop = get_app(), get_app().loop

            def done(future: "Future[Any]") -> None:
                error = None if future.cancelled() else future.exception()
                if error is not None and loop is not None:
                    with suppress(RuntimeError):  # the prompt has ended
                        loop.call_soon_threadsafe(lambda: app.exit(exception=error))

            opening.add_done_callback(done)

        shown: StyleAndTextTuples = [("class:limits", f"{plain(limits)}\n")] if limits else []
        return self._session.prompt([*shown, ("class:mark", "> ")], pre_run=watch)


class Commands(Completer):
    """Commands, and after those that take them documents' paths."""

    def __init__(self, paths: Callable[[], list[str]]) -> None:
        self._paths = paths

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        """What a line that begins with a colon may go on with."""
        line = document.text_before_cursor
        name, space, argument = line.partition(" ")
        if not name.startswith(":"):
            return
        if not space:
            for each, command in COMMANDS.items():
                if each.startswith(name):
                    yield Completion(each, -len(name), display_meta=command.told)
            return
        takes = COMMANDS[name].takes if name in COMMANDS else ""
        if takes == "path":
            for path in _like(argument, self._paths()):
                yield Completion(path, -len(argument), display=plain(path))
        elif takes == "pattern":
            typed = argument.rpartition(" ")[2]
            for path in _like(typed, _with_folders(self._paths())):
                yield Completion(pattern(path), -len(typed), display=plain(path))


def pattern(path: str) -> str:
    """A path as it is typed after ``:in``, quoted where it would be read as more than a path."""
    exact = exactly(path)
    return shlex.quote(path if exact == f"/{path}" else exact)


def _like(typed: str, paths: list[str]) -> list[str]:
    """Those that begin with what was typed, then those that hold it."""
    wanted = typed.casefold()
    begun = [path for path in paths if path.casefold().startswith(wanted)]
    held = [path for path in paths if wanted in path.casefold()]
    return list(dict.fromkeys([*begun, *held]))[:_MOST_PATHS]


def _with_folders(paths: list[str]) -> list[str]:
    folders = {
        f"{above}/"
        for path in paths
        for above in map(str, Path(path).parents)
        if above not in (".", "/")
    }
    return sorted({*paths, *folders})


def _begins_command() -> bool:
    return get_app().current_buffer.text.startswith(":")


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        """Several lines that are pasted are one question."""
        event.current_buffer.insert_text(_LINE_ENDS.sub(" ", event.data))

    return keys


class _Kept(FileHistory):
    """A line that cannot be kept is asked all the same."""

    def store_string(self, string: str) -> None:
        with suppress(OSError):
            super().store_string(string.encode("utf-8", "replace").decode())


def _history(file: Path) -> History:
    """In a file for the user alone, or where there can be none, of this chat."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600))
    except OSError:
        return InMemoryHistory()
    return _Kept(str(file))

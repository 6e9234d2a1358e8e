"""A chat in a terminal that is typed into and timed."""

import re
from collections.abc import Mapping, Sequence
from time import perf_counter
from types import ModuleType
from typing import Any, Self

from index.errors import BenchError

_WIDTH, _HEIGHT = 80, 60
_PROMPT = "\x1b[?2004h"  # it asks that what is pasted be marked as such
_GLIMPSE, _REPLY = "reading …", re.compile(r"confidence \d|No answer in these")
_PATIENCE = 60


def pexpect() -> ModuleType | None:
    """What drives terminals, where it is installed and there are such terminals."""
    try:
        import pexpect
    except ImportError:
        return None
    return pexpect if hasattr(pexpect, "spawn") else None


class Typed:
    """A chat, kept open between questions. Raises BenchError where it does not answer."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._module = pexpect()
        assert self._module is not None
        self._child = self._module.spawn(
            command[0],
            [*command[1:]],
            env={**env, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm-256color"},
            dimensions=(_HEIGHT, _WIDTH),
            encoding="utf-8",
            timeout=_PATIENCE,
        )
        self._child.delaybeforesend = None
        self._expect(_PROMPT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close(force=True)

    def ask(self, question: str) -> tuple[float, float]:
        """Seconds from pressing Enter until quotes are on the screen, and until the reply is."""
        self._child.send(question)
        self._expect(question.split()[-1][-3:])  # drawn
        started = perf_counter()
        self._child.send("\r")
        seen = self._expect(_GLIMPSE, _REPLY)
        first = perf_counter() - started
        if seen == 0:
            self._expect(_REPLY)
        taken = perf_counter() - started
        self._expect(_PROMPT)
        return first, taken

    def _expect(self, *wanted: Any) -> int:
        """Which of them was shown first."""
        assert self._module is not None
        try:
            patterns = [re.compile(re.escape(w)) if isinstance(w, str) else w for w in wanted]
            return int(self._child.expect(patterns))
        except (self._module.EOF, self._module.TIMEOUT) as error:
            raise BenchError("`qa chat` gave no answer in its terminal") from error

"""Questions from a pipe, one a line → each with its quotes, in turn and at once."""

import sys
from collections.abc import Callable, Iterable

from rich.text import Text

from index.errors import QAError
from qa import last, render
from qa.answer import Answer
from qa.answering import Answering
from qa.chat_lines import COMMANDS, commanded, leaves, no_command
from qa.console import ANSWERED, FAILED, NO_ANSWER, print_rich, say
from qa.limits import Limits
from qa.plain import plain


def ask_lines(
    lines: Iterable[bytes],
    open_asker: Callable[[], Answering],
    limits: Limits,
    k: int,
    *,
    quiet: bool = False,
    verbose: bool = False,
) -> int | None:
    """Ask every line that is not empty; the exit code, None where there is no such line. A line
    that cannot be asked is told on standard error and costs itself alone."""
    asker: Answering | None = None
    is_answered = is_wrong = False
    for line in lines:
        question = " ".join(line.decode("utf-8-sig", "replace").split())
        question = commanded(question)
        if not question:
            continue
        if leaves(question):
            break
        asker = asker or open_asker()
        name = question.partition(" ")[0]
        if name[:1] == ":" and name[1:2].isalpha():
            sys.stdout.flush()
            say(f"qa: {plain(_refused(name, question))}")
            is_wrong = True
            continue
        print_rich(Text(plain(question), style="bold"))
        print()
        try:
            told = asker.tell(question, k=k, scope=limits.scope)
        except QAError as error:
            sys.stdout.flush()
            say(f"qa: {error}")
            continue
        last.remember(asker, told.reply)
        print_rich(render.to_terminal(told.reply, asker.bases))
        print(flush=True)
        is_answered = is_answered or isinstance(told.reply, Answer)
        for notice in asker.grave if quiet else told.reply.notices:
            say(f"qa: {notice}")
        if verbose:
            say(f"qa: {render.timings(told.timings)}")
    if asker is None:
        return None
    if is_answered:
        return ANSWERED
    return FAILED if is_wrong else NO_ANSWER


def _refused(name: str, line: str) -> str:
    if name in COMMANDS:
        return f"{line}: commands are for a chat in a terminal; give options here"
    return str(no_command(name))

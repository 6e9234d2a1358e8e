"""A chat in a terminal, from its first line to its last."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from index.errors import QAError
from index.state import state_folder
from qa.beside import Beside, waited
from qa.chat_lines import take
from qa.chat_prompt import Prompt
from qa.console import remark, say, unechoed
from qa.limits import Limits

if TYPE_CHECKING:
    from qa.answering import Answering
    from qa.chat import Chat

_HISTORY = "history"
_GREETING = "Ask your documents. :help tells what else there is, Ctrl-D leaves."


def converse(
    open_asker: "Callable[[], Answering]", limits: Limits, k: int, *, verbose: bool = False
) -> None:
    """Answer what is typed until the user leaves. Raises QAError where there is no index to ask;
    what else goes wrong is told, and the chat goes on."""
    beside = Beside()

    def open_chat() -> "Chat":
        from qa.chat import Chat  # here: the first question is typed meanwhile

        asker = open_asker()
        asker.showing = beside.showing  # bars would be drawn over what is typed
        return Chat(asker, beside, limits, k, verbose=verbose)

    opening = beside.start(open_chat)

    def chat() -> "Chat | None":
        return opening.result() if opening.done() and opening.exception() is None else None

    try:
        prompt = Prompt(
            state_folder() / _HISTORY, lambda: opened.paths() if (opened := chat()) else []
        )
        remark(_GREETING)
        while True:
            line = ""
            try:
                opened = chat()
                line = prompt.read(str(opened.limits if opened else limits), opening)
                with unechoed():
                    take(waited(opening), line)
            except KeyboardInterrupt:
                if line:
                    say("qa: stopped")
            except EOFError:
                return
            except QAError as error:
                if opening.done() and opening.exception() is not None:
                    raise
                say(f"qa: {error}")
                print()
    finally:
        beside.close()
        if opened := chat():
            opened.asker.close()

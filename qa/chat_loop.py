"""A chat in a terminal, from its first line to its last."""

from collections.abc import Callable

from index.errors import QAError
from qa.ask import Asker
from qa.beside import Beside
from qa.chat import Chat, tell
from qa.chat_lines import take
from qa.chat_prompt import Prompt
from qa.console import say
from qa.last import state_folder
from qa.limits import Limits

_HISTORY = "history"
_GREETING = "Ask your documents. :help tells what else there is, Ctrl-D leaves."


def converse(
    open_asker: Callable[[], Asker], limits: Limits, k: int, *, verbose: bool = False
) -> None:
    """Answer what is typed until the user leaves. Raises QAError where there is no index to ask;
    what else goes wrong is told, and the chat goes on."""
    beside = Beside()
    opening = beside.start(open_asker)  # while the first question is typed
    try:
        chat = Chat(opening, beside, limits, k, verbose=verbose)
        prompt = Prompt(state_folder() / _HISTORY, chat.paths)
        tell(_GREETING)
        while True:
            line = ""
            try:
                line = prompt.read(str(chat.limits), opening)
                take(chat, line)
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
        if opening.done() and opening.exception() is None:
            opening.result().close()

"""A reply, printed in the form that the options ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.console import print_json, print_rich, say

if TYPE_CHECKING:
    from qa.reply import Told


@dataclass(frozen=True, slots=True)
class Form:
    """How a reply is to be printed; the fields are the options of those names."""

    as_json: bool = False
    explain: bool = False
    quiet: bool = False
    verbose: bool = False


def print_told(told: "Told[Any]", base: Path, form: Form) -> None:
    """Print a reply, and on standard error what is to be known beside it."""
    from qa import render
    from qa.answer import Passages

    if form.as_json:
        print_json(told_json(told, form.explain))
    else:
        print_rich(render.to_terminal(told.reply, base))
        if form.explain:
            from qa.explain import explained

            if not isinstance(told.reply, Passages) or not told.reply.quotes:
                print_rich("")  # those end in an empty line
            print_rich(explained(told, base))
        if not form.quiet:
            for notice in told.reply.notices:
                say(f"qa: {notice}")
    if form.verbose:
        say(f"qa: {render.timings(told.timings)}")


def told_json(told: "Told[Any]", explain: bool) -> dict[str, Any]:
    """A reply as JSON, with how it came about where that is asked for."""
    from qa import render

    reply = render.to_json(told.reply)
    if explain:
        from qa.explain import explanation

        reply["explain"] = explanation(told)
    return reply

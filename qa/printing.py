"""A reply, printed in the form that the options ask for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import QuestionError
from qa.console import print_json, print_rich, say
from qa.options import CiteStyle

if TYPE_CHECKING:
    from qa.answer import Bases, Passages, Reply
    from qa.reply import Told


@dataclass(frozen=True, slots=True)
class Form:
    """How a reply is to be printed; the fields are the options of those names.

    Raises QuestionError for options that do not go together.
    """

    as_json: bool = False
    explain: bool = False
    cite: CiteStyle | None = None
    copy: bool = False
    quiet: bool = False
    verbose: bool = False

    def __post_init__(self) -> None:
        if self.cite and (self.as_json or self.explain):
            other = "--json" if self.as_json else "--explain"
            raise QuestionError(f"--cite prints citations and nothing else; leave out {other}")


def print_told(told: "Told[Any]", base: "Bases", form: Form) -> None:
    """Print a reply, and on standard error what is to be known beside it. Raises ClipboardError."""
    from qa import render

    if form.as_json:
        print_json(told_json(told, form.explain))
    elif not form.cite:
        _print_for_people(told, base, form.explain)
    if form.cite or form.copy:
        _cite(told.reply, base, form)
    if not form.as_json and not form.quiet:
        for notice in told.reply.notices:
            say(f"qa: {notice}")
    if form.verbose:
        say(f"qa: {render.timings(told.timings)}")


def told_json(told: "Told[Any]", explain: bool) -> dict[str, Any]:
    """A reply as JSON, with how it came about where that is asked for."""
    from qa import as_json

    reply = as_json.to_json(told.reply)
    if explain:
        from qa.explain import explanation

        reply["explain"] = explanation(told)
    return reply


def _print_for_people(told: "Told[Any]", base: "Bases", explain: bool) -> None:
    from qa import render
    from qa.answer import Passages

    print_rich(render.to_terminal(told.reply, base))
    if explain:
        from qa.explain import explained

        if not isinstance(told.reply, Passages) or not told.reply.quotes:
            print_rich("")  # those end in an empty line
        print_rich(explained(told, base))


def _cite(reply: "Reply | Passages", base: "Bases", form: Form) -> None:
    """Print citations or copy the first, or both; without an answer there is nothing to cite."""
    from qa.answer import NoAnswer
    from qa.cite import citations

    quotes = () if isinstance(reply, NoAnswer) else reply.quotes
    if not quotes:
        if not form.quiet:
            why = "there is no answer" if isinstance(reply, NoAnswer) else "nothing was found"
            say(f"qa: {why} in these documents, so nothing is {'cited' if form.cite else 'copied'}")
        return
    made = citations(quotes, base, form.cite or CiteStyle.PLAIN)
    if form.cite:
        print("\n\n".join(made))
    if form.copy:
        from qa.clipboard import copy

        how = copy(made[0])
        if not form.quiet:
            say(f"qa: copied 1, with its citation, {how}")

"""What is told beside quotes: what of a question was looked for where, and what was not found."""

from collections.abc import Sequence

from qa.focus import Focus
from qa.plain import plain
from qa.question import aliases, unmentioned
from qa.ranked import Ranked
from qa.signals import Window
from qa.unheard import unheard
from qa.versions import versions


def absent(missing: Sequence[str]) -> tuple[str, ...]:
    """What to tell of codes that stand in no document."""
    if not missing:
        return ()
    return (f"{', '.join(map(plain, missing))} stand{'s' * (len(missing) == 1)} in no document",)


def looked(aim: Focus | None) -> tuple[str, ...]:
    """What to tell of a question without an answer that names where to look for one."""
    if aim is None:
        return ()
    if aim.missing:
        return (f"no {aim.missing} was found in {aim.name}",)
    asked = "were" if aim.is_several else "was"
    return (f"only {aim.name} {asked} asked, which the question names",)


def is_nowhere(aim: Focus | None) -> bool:
    """Whether a place itself is asked for that was not found."""
    return aim is not None and aim.is_whole and bool(aim.missing)


def remarks(aim: Focus | None) -> tuple[str, ...]:
    """What to tell with an answer of what the question names: that nothing else was asked, or that a
    place stands in several documents, or in none."""
    if aim is None or not aim.is_whole or aim.missing:
        return looked(aim)
    if len(aim.spans) == 1:
        return ()
    return (f"there are several: {aim.name}; name the document you mean",)


def lacking(ranked: Ranked, window: Window) -> tuple[str, ...]:
    """What to tell where the first quote may be on another thing of the kind."""
    passage = window.hit.passage
    known = aliases(passage.document.path, passage.document.title)
    missing = unmentioned(ranked.asked.text, passage.presented, known)
    there = f"{passage.document.path}\n{passage.document.title}\n{passage.presented}"
    missing += [one.told for one in versions(ranked.asked.text) if not one.is_in(there)]
    others = unheard(ranked, window, missing, known)
    if not missing:
        return others
    told = ", ".join(map(plain, missing))
    return (f"the first quote's passage does not mention {told}", *others)

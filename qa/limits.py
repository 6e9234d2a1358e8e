"""What a chat's questions are limited to, as it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.options import scope_of

if TYPE_CHECKING:
    from qa.scope import Scope

NAMES = ("in", "not-in", "type", "under", "since")


@dataclass(frozen=True, slots=True)
class Limits:
    """Words by the name of their limit, which is the option's; those of no words are not kept."""

    words: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        inside: Sequence[str] | None,
        outside: Sequence[str] | None,
        types: Sequence[str] | None,
        under: Sequence[str] | None,
        since: str | None,
    ) -> "Limits":
        """As the options have them."""
        given = (inside, outside, types, under, [since] if since else None)
        return cls({name: words for name, words in zip(NAMES, given, strict=True) if words})

    def with_words(self, name: str, words: Sequence[str]) -> "Limits":
        """With one limit set, or lifted where there are no words."""
        kept = {**self.words, name: words}
        return Limits({each: kept[each] for each in NAMES if kept.get(each)})

    @property
    def scope(self) -> "Scope":
        """The same for a search, times ago counted from now. Raises QuestionError for a date that
        is none."""
        inside, outside, types, under, since = (list(self.words.get(each, ())) for each in NAMES)
        return scope_of(inside, outside, types, under, " ".join(since) if since else None)

    def __str__(self) -> str:
        return " · ".join(f"{name} {', '.join(words)}" for name, words in self.words.items())

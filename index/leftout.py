"""What the choosing of files passes over on purpose, by its reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.kinds import suffix_of

HIDDEN, OF_PROGRAMS, NOT_INCLUDED = "hidden", "of programs", "not in --include"
NOT_READ = "format not read"
SETTINGS = "settings of `qa`"
"""Reasons, beside the name of an ignore file and ``--exclude``."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Paths by reason, safe to print; folders end in a slash, and nobody looked into them."""

    paths: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, path: str) -> None:
        """Note a file or folder."""
        self.paths.setdefault(reason, []).append(path)

    @property
    def files(self) -> Counter[str]:
        """How many files there are of each reason, but for those of formats that are not read."""
        return self._counted(is_folder=False)

    @property
    def folders(self) -> Counter[str]:
        """How many folders there are of each reason."""
        return self._counted(is_folder=True)

    @property
    def formats(self) -> Counter[str]:
        """How many files there are of each format that is not read, by suffix."""
        return Counter(suffix_of(path) for path in self.paths.get(NOT_READ, ()))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every path with its reason, in order."""
        return iter(sorted((path, reason) for reason, each in self.paths.items() for path in each))

    def _counted(self, *, is_folder: bool) -> Counter[str]:
        counted = {
            reason: sum(path.endswith("/") is is_folder for path in paths)
            for reason, paths in self.paths.items()
            if reason != NOT_READ
        }
        return Counter({reason: count for reason, count in counted.items() if count})

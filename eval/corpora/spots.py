"""Where a writer put what: what a citation of a file that it wrote must say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of text in the file at ``path``, and its place there, as far as the format has
    such: the headings above it, its page and the label printed on it (empty where that is the
    number), its slide, its sheet and row, the nearest id above it."""

    path: str
    text: str
    heading: tuple[str, ...] = ()
    page: int = 0
    label: str = ""
    slide: int = 0
    sheet: str = ""
    row: int = 0
    anchor: str = ""

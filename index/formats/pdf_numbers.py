"""Lines of PDF pages → the numbers printed on them, where the file does not tell these."""

from collections import Counter
from collections.abc import Iterator, Sequence

from index.formats.pdf_lines import Line

_OUTER = 2  # lines at the top and the bottom of a page that may hold its number
_FEWEST = 5  # pages
_MOST = 0.75  # of the pages: the number stands as far from the count of the pages
_LONGEST = 4


def printed_labels(pages: Sequence[Sequence[Line]], labels: Sequence[str]) -> Sequence[str]:
    """The labels, or where these say no more than the count of the pages does, the numbers printed
    at the edge of nearly every page, which are the same number of pages behind."""
    if any(label not in ("", str(count)) for count, label in enumerate(labels, start=1)):
        return labels
    found = [set(_numbers(lines)) for lines in pages]
    shifts = Counter(
        count - number for count, numbers in enumerate(found, start=1) for number in numbers
    )
    shift, times = shifts.most_common(1)[0] if shifts else (0, 0)
    first = next((n for n, numbers in enumerate(found) if n + 1 - shift in numbers), 0)
    told = sum(1 for lines in pages[first:] if lines)
    if shift == 0 or times < max(_FEWEST, _MOST * told):
        return labels
    return [
        label if count <= first else str(count - shift)
        for count, label in enumerate(labels, start=1)
    ]


def _numbers(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers that begin or end the outermost lines of a page."""
    upright = sorted(lines, key=lambda line: -line.y)
    for line in [*upright[:_OUTER], *upright[-_OUTER:]]:
        words = line.text.split()
        for word in {words[0], words[-1]}:
            if word.isascii() and word.isdigit() and len(word) <= _LONGEST:
                yield int(word)

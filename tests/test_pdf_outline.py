"""A bookmark's title and the number that its page has before it."""

import pytest

from index.formats.pdf_lines import Line
from index.formats.pdf_outline import _numbered


@pytest.mark.parametrize(
    ("lines", "title", "told"),
    [
        (["5.11.3 Using the", "DELAYED/ queue"], "Using the DELAYED/ queue", "5.11.3"),
        (["Chapter 2. Fees"], "Fees", "Chapter 2."),
        (["Appendix A. Forms"], "Forms", "Appendix A."),
        (["IV. Fees"], "Fees", "IV."),
        (["2 FEES"], "Fees", "2"),
        (["2 Fees"], "2 Fees", ""),
        (["Fees"], "Fees", ""),
        (["1939 Fees and dues"], "Fees", ""),
        (["C libraries"], "C libraries", ""),
        ([], "Fees", ""),
    ],
)
def test_the_number_on_the_page_is_told(lines: list[str], title: str, told: str) -> None:
    own = [Line(line, 0, 100, 700, 10) for line in lines]
    assert _numbered(title, own) == f"{told} {title}".strip()

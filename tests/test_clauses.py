"""Numbered clauses that begin with their title, or go on in prose that is not set in."""

import pytest

from index.structure import blocks

LONG = (
    "The holder of a licence may use the mooring for as long as the licence is in force there, and\n"
    "must leave it when the harbour master says so."
)
PROSE = "The harbour master may lend a mooring that nobody uses to whoever asks for it."


def _read(text: str) -> list[tuple[str, str]]:
    """The path of each block, and how it begins."""
    return [(" › ".join(block.heading), block.span.of(text)[:12]) for block in blocks(text)]


def test_titles_at_the_beginning_are_headings_and_no_text() -> None:
    titles = ("Rights. ", "Use of the Mooring. ", "Fees. ")
    text = "".join(f"   {n}. {title}{LONG}\n\n" for n, title in enumerate(titles, 1))
    assert _read(f"Terms\n\n{text}   END OF TERMS\n\nSigned: Jean.") == [
        ("Terms › 1. Rights", "The holder o"),
        ("Terms › 2. Use of the Mooring", "The holder o"),
        ("Terms › 3. Fees", "The holder o"),
        ("", "END OF TERMS"),
        ("", "Signed: Jean"),
    ]


def test_titles_alone_above_what_is_set_in_are_headings_though_they_end_in_a_stop() -> None:
    text = "".join(
        f"{number}. {title}.\n\n     {number}.1. {LONG[:60]}\n\n"
        for number, title in enumerate(("Rights", "U.S. Moorings", "Fees of this Harbour"), 1)
    )
    assert _read(text + "EXHIBIT A -A form.") == [
        ("1. Rights", "1.1. The hol"),
        ("2. U.S. Moorings", "2.1. The hol"),
        ("3. Fees of this Harbour", "3.1. The hol"),
        ("", "EXHIBIT A -A"),
    ]


def test_a_number_alone_is_the_heading_of_what_goes_on_below_it() -> None:
    text = (
        f"Preface\n\n{LONG}\n\n  0. {LONG}\n\n{PROSE}\n\n  1. {LONG}\n\n    a) A boat.\n\n{PROSE}\n\n"
        f"  2. {LONG}\n\n{' ' * 28}NO PROMISE\n\n  3. {LONG}\n\nOf none of them.\n"
    )
    assert _read(text) == [
        ("Preface", "The holder o"),
        ("0.", "The holder o"),
        ("0.", "The harbour "),
        ("1.", "The holder o"),
        ("1.", "A boat."),
        ("1.", "The harbour "),
        ("2.", "The holder o"),
        ("NO PROMISE › 3.", "The holder o"),
        ("NO PROMISE", "Of none of t"),
    ]


def test_an_item_right_below_a_colon_is_one_where_it_is_set_in() -> None:
    text = "     The owner grants to whoever asks:\n          (a)  a berth; and\n          (b) a key.\n"
    assert [told for _, told in _read(text)] == ["The owner gr", "a berth; and", "a key."]
    flat = "The owner grants to whoever asks, in the words of the law:\n(a) and no more than that."
    assert len(_read(flat)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"1. {LONG}\n\n2. {LONG}\n\n3. {LONG}\n",
        f"1. Rent is due. {LONG}\n\n2. Boats are red. {LONG}\n\n3. It is so. {LONG}\n",
        f"1. Rights. {LONG}\n\n2. Fees. {LONG}\n",
        f"1. Rights. {LONG}\n\n3. Fees. {LONG}\n\n4. Use. {LONG}\n",
        f"1. Apples.\n\n{PROSE}\n\n2. Pears.\n\n{PROSE}\n\n3. Some plums.\n\n{PROSE}\n",
    ],
)
def test_other_numbered_paragraphs_are_items(text: str) -> None:
    assert {heading for heading, _ in _read(text)} == {""}


def test_a_word_before_the_count_makes_clauses_of_short_ones() -> None:
    text = "Rules\n\nRule 1. Quiet.\n\nRule 2. Pets are not let in.\n\nRule 3. Bins go out.\n"
    assert _read(text) == [
        ("", "Rules"),
        ("Rule 1.", "Quiet."),
        ("Rule 2.", "Pets are not"),
        ("Rule 3.", "Bins go out."),
    ]
    titled = text.replace("Quiet.", "Quiet. None sings.").replace("Pets", "Dogs. Pets")
    assert _read(titled.replace("Bins", "Bins. All"))[1] == ("Rules › Rule 2. Dogs", "Pets are not")

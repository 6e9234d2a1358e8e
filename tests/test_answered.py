"""A question that a text asks is the heading of its answer, or stands in one block with it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answered import answered
from index.asked import bare, is_question, speaker
from index.chunking import passages
from index.structure import blocks
from tests.samples import document

PROSE = "The ferry leaves from the east quay at noon, and whoever comes late must walk round."
SESSION = """\
# First day

JOHN REID, watchman.

Q. Was the lamp lit?
A. It was. I lit it.
Q. At what hour?
A. At nine.
[The witness wept.]
Q. It has been said that you slept.
A. I did not.
"""
INQUIRY = """\
EVIDENCE

Captain Vane: What did it cost?

Mr. Ogle: Nine pounds. It was too much.

Mr. Ogle: I said so.

Mr. Hale: I am a cooper. I never saw it.

Captain Vane: I thank you.

Mr. Hale: Nobody else did.
"""


def _told(text: str, path: str = "a.txt") -> list[tuple[str, str]]:
    """Each block's headings and text, found as a passage's units of it are."""
    found: dict[int, tuple[str, int, int]] = {}
    for passage in passages(document(path, text)):
        for unit in passage.units:
            _, start, _ = found.get(unit.block, ("", unit.span.start, 0))
            found[unit.block] = (" › ".join(passage.heading), start, unit.span.end)
    return [(heading, text[start:end]) for heading, start, end in found.values()]


@pytest.mark.parametrize(
    ("text", "title", "answer"),
    [
        ("Q: Is it free?\nA: No.", "Q: Is it free?", "A: No."),
        ("Q. Is it free?\nA. No.", "Q. Is it free?", "A. No."),
        ("**Q: Is it free?**\nA: No.", "Q: Is it free?", "A: No."),
        ("**Q:** Is it free?\n**A:** No.", "Q: Is it free?", "**A:** No."),
        ("Question 3: Is it free?\nAnswer 3: No.", "Question 3: Is it free?", "Answer 3: No."),
        ("Q: Tell me what\nit costs.\nA: Nothing.", "Q: Tell me what it costs.", "A: Nothing."),
        ("Q: Is it free?\n\nA: No.", "Q: Is it free?", "A: No."),
        ("Q: Is it free?\n\nNot to all.", "Q: Is it free?", "Not to all."),
        ("**Is it free?**\nNo.", "Is it free?", "No."),
        ("**Is it free?**\n\nNo.", "Is it free?", "No."),
        ("Ann Lee: Is it free?\n\nBob: No.", "Ann Lee: Is it free?", "Bob: No."),
        ("> Q: Is it free?\n> A: No.", "Q: Is it free?", "A: No."),
    ],
)
def test_what_only_asks_is_the_heading_of_what_answers(text: str, title: str, answer: str) -> None:
    assert _told(f"{PROSE}\n\n{text}\n") == [("", PROSE), (title, answer)]


@pytest.mark.parametrize(
    "text",
    [
        "Q: Is it free?",  # nothing answers
        "Q. E. D.",
        "**Is it free?** No.",  # one paragraph
        "**It is free.**\n\nNo.",
        "Is it free?\n\nNo.",  # as anybody may ask in passing
        "Ann Lee: Is it free?\n\nAnn Lee: I do not know.",
        "Ann Lee: Is it free?\n\nNobody knew.",
    ],
)
def test_other_questions_are_text(text: str) -> None:
    told = [(f"{PROSE}\n\n{text}\n", path) for path in ("a.txt", "a.md")]
    found = [[heading for heading, _ in _told(*one)] for one in told]
    assert found == [[""] * (2 + text.count("\n\n"))] * 2


def test_an_answer_goes_on_to_the_next_question() -> None:
    text = f"# Fares\n\nQ: Is it free?\nA: No.\n\n- Two pence.\n\nQ: And goats?\nA: {PROSE}\n"
    assert _told(text + "\n## Ferry\n\nIt sank.\n", "a.md") == [
        ("Fares › Q: Is it free?", "A: No."),
        ("Fares › Q: Is it free?", "Two pence."),
        ("Fares › Q: And goats?", f"A: {PROSE}"),
        ("Fares › Ferry", "It sank."),
    ]


@pytest.mark.parametrize("other", ["**Is it far?** No.", "Q: Is it far?"])
def test_an_answer_ends_where_another_question_begins(other: str) -> None:
    text = f"# Fares\n\nQ: Is it free?\nA: No.\n\n{other}\n"
    assert _told(text, "a.md") == [("Fares › Q: Is it free?", "A: No."), ("Fares", other)]


def test_of_many_questions_in_a_row_each_stands_with_its_answer() -> None:
    assert _told(SESSION) == [
        ("First day", "JOHN REID, watchman."),
        ("First day", "Q. Was the lamp lit?\nA. It was. I lit it."),
        ("First day", "Q. At what hour?\nA. At nine.\n[The witness wept.]"),
        ("First day", "Q. It has been said that you slept.\nA. I did not."),
    ]


def test_a_witness_is_told_above_all_that_he_is_asked() -> None:
    said = "Q. What then?\nA. I ran to the quay and called the watch, who had gone home by then.\n"
    text = f"JOHN REID, watchman.\n\n{said * 20}\nANN LEE, widow.\n\n{said * 2}\nThe end came.\n"
    reid, lee = "JOHN REID, watchman.", "ANN LEE, widow."
    found = [(p.context, p.text.splitlines()[0]) for p in passages(document("a.txt", text))]
    assert found[0] == (reid, reid)
    assert set(found[1:-2]) == {(reid, "Q. What then?")}
    assert found[-2:] == [(lee, lee), ("", "The end came.")]


def test_a_question_is_not_parted_from_what_follows_it() -> None:
    said = "It was a long day on the quay, and all that came were nine goats and a piano. "
    text = "".join(said + "Who had called for them? " for _ in range(40))
    cut = [passage.text for passage in passages(document("a.txt", text))]
    assert len(cut) > 5
    assert not any(told.endswith("?") for told in cut[:-1])


def test_a_question_is_parted_from_what_is_too_long_with_it() -> None:
    text = "Word Word Word Word Word Word Word Word Word Why? Word"
    cut = [p.text for p in passages(document("a.txt", text), words=5, overlap=0)]
    assert cut == [text.removesuffix(" Word"), "Word"]


def test_who_is_asked_answers_and_nobody_else() -> None:
    asked = "EVIDENCE › Captain Vane: What did it cost?"
    assert _told(INQUIRY) == [
        (asked, "Mr. Ogle: Nine pounds. It was too much."),
        (asked, "Mr. Ogle: I said so."),
        ("EVIDENCE", "Mr. Hale: I am a cooper. I never saw it."),
        ("EVIDENCE", "Captain Vane: I thank you."),
        ("EVIDENCE", "Mr. Hale: Nobody else did."),
    ]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Tom: Who is up?\n\nAnn: Which boat?\n\nBea: Is ten too early?\n\nTom: No.", [""] * 4),
        ("CRANE: Were you there?\n\nAMES: At night?\n\nCRANE: Yes.\n\nAMES: No.", [""] * 4),
        ("**Is it free?**\n\n**Is it near?**\n\nYes, both.", ["", "Is it near?"]),
        ("**Is it free?**\n\nQ: Is it near?\nA: Yes.", ["", "Q: Is it near?"]),
        ("Question 2: Why?\n\nQ: Who?", ["", ""]),
        ("Question 2: Why?\n\nQ: Who?\n\nA: Ann.", ["", "Q: Who?"]),
        ("Q1. Why?\n\nQ2. Who?\n\nQ3. When?\n\nQ4. Where?", [""] * 4),
        ("Q1. Name nine goats.\n\nQ2. Who was Ann?\n\nTime is up.", [""] * 3),
        (f"Q1. Draw it.\n\nQ2. What is a goat?\n\nQ3. Who is Ann?\n\n{PROSE}", [""] * 4),
        (f"Q1. Draw a\ngoat.\n\nQ2. What is a goat?\n\n{PROSE}", [""] * 3),
    ],
)
def test_a_question_that_another_follows_is_text(text: str, headings: list[str]) -> None:
    told = _told(text)
    assert [heading for heading, _ in told] == headings
    assert all(one in text for _, one in told)


def test_who_asks_twice_is_answered_once() -> None:
    text = "Tom: Who is up?\n\nTom: Are you?\n\nAnn: I am.\n"
    assert _told(text) == [("", "Tom: Who is up?"), ("Tom: Are you?", "Ann: I am.")]


@pytest.mark.parametrize(
    "asked", ["Q: How long?\n\nA: ", "Q: How long?\nA: ", "Al: How long?\n\nBo: "]
)
def test_a_marked_answer_is_one_paragraph_and_what_it_announces(asked: str) -> None:
    title, mark = asked.split("\n")[0], asked.split("\n")[-1]
    text = f"{asked}These:\n\n- Days.\n- Nights.\n\n```\nrun\n```\n\nWrite to us.\n\n- Now.\n"
    assert _told(text) == [
        (title, f"{mark}These:"),
        (title, "Days."),
        (title, "Nights."),
        (title, "run"),
        ("", "Write to us."),
        ("", "Now."),
    ]


def test_lines_below_an_answer_are_no_list_of_it() -> None:
    text = "Q: How long?\n\nA: Three days.\n\nWrite to us\nCome by\n"
    assert _told(text) == [
        ("Q: How long?", "A: Three days."),
        ("", "Write to us"),
        ("", "Come by"),
    ]


def test_an_answer_without_a_name_is_one_paragraph_where_nobody_speaks_anew() -> None:
    asked = "KR: When does the ferry leave?"
    text = f"{asked}\n\n{PROSE}\n\n- At one.\n\n{PROSE}\n\nIt is blue.\n"
    assert [block.heading for block in blocks(text)] == [(asked,), (asked,), (), ()]


PIECES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "Q: Is {} free?",
                "Q. It costs {}.",
                "Question 2: Who is {}?",
                "Ann: Is {} here?",
                "Bob: Where is {}?",
                "**Is {} open?**",
                "**Ann: Is {} open?**",
                "**Q: Is {} near?**",
                "A: It is {}.",
                "Ann: I am {}.",
                "Bob: No {}.",
                "The {} came. " + PROSE,
                "Is {} it?",
                "{} is told",
                "# Of {}",
                "Of {} Alone",
                "- Take {}",
                "1. Is {} a goat?",
                "> Q: Is {} quoted?",
            ]
        ),
        st.sampled_from(["\n", "\n\n"]),
    ),
    max_size=9,
)


@given(PIECES)
def test_no_word_is_lost(told: list[tuple[str, str]]) -> None:
    text = "".join(piece.format(f"goat{at}") + gap for at, (piece, gap) in enumerate(told))
    found = answered(text, blocks(text))
    kept = " ".join(" ".join([*block.heading, block.span.of(text)]) for block in found)
    assert _words(text) - _words(kept) == set()
    starts = [block.span.start for block in found]
    assert starts == sorted(set(starts))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text))


def test_an_answer_without_a_name_ends_where_one_is_told() -> None:
    asked = "KR: When does the ferry leave?"
    text = f"{asked}\n\n{PROSE}\n\nIt is blue.\n\nKR: I see.\n\n{PROSE}\n"
    text = f"THE TALK OF MAY\n\n{PROSE}\n\n{text}"
    assert [" › ".join(block.heading) for block in blocks(text)] == [
        "THE TALK OF MAY",
        f"THE TALK OF MAY › {asked}",
        f"THE TALK OF MAY › {asked}",
        "THE TALK OF MAY",
        "THE TALK OF MAY",
    ]


def _listed(*questions: str) -> str:
    return "\n\n".join(f"{question}\n\n{PROSE}" for question in questions)


LONG = "My lamp went out in the night before last, so may I have another one from the shop?"


def test_a_question_among_headings_that_ask_is_one() -> None:
    text = _listed("Is it free?", "Are goats taken?", "When does it leave?", LONG)
    text += "\n\nIs there a bell?\n\nNo.\n"
    assert [" › ".join(block.heading) for block in blocks(text)] == [
        "Is it free?",
        "Are goats taken?",
        "When does it leave?",
        LONG,
        "Is there a bell?",
    ]


def test_a_question_among_others_that_are_none_is_none() -> None:
    few = _listed("Is it free?", "Are goats taken?", "When does it leave?")
    text = "\n\n".join([few, *[f"{LONG}\n\nNo."] * 3])
    headings = [block.heading[0] for block in blocks(text)]
    assert headings == ["Is it free?", "Are goats taken?"] + ["When does it leave?"] * 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("**Q: Is it free?**", "Is it free?"),
        ("Q:** Is it free?", "Is it free?"),
        ("Question 12. Is it free?", "Is it free?"),
        ("4) Is it free?", "Is it free?"),
        ("Miss K. Ramsay: Is it free?", "Is it free?"),
        ("Queen of goats", "Queen of goats"),
    ],
)
def test_a_question_without_its_marks(text: str, told: str) -> None:
    assert bare(text) == told


def test_who_speaks() -> None:
    told = ["KR: Yes.", "Mrs. Bain: Yes.", "**Bob:** Yes.", "A: Yes.", "so: yes", "Bob said: yes"]
    assert [*map(speaker, told)] == ["KR", "Mrs. Bain", "Bob", "", "", ""]


def test_what_ends_as_a_question() -> None:
    told = ["Is it?", "**Is it?**", "だれ？", 'He asked, "Is it?"', "It is.", ""]
    assert [*map(is_question, told)] == [True, True, True, False, False, False]

"""A quote that ends in a colon goes on with what the colon announces."""

from pathlib import Path

import numpy as np
import pytest

from index.chunking import passages
from index.document import Kind, Passage, Span, Unit
from index.formats import tex
from index.markdown import markdown_blocks
from index.sentences import count_words
from qa.answer import shown
from qa.ask import Asker
from qa.lead import announcing, blocks, breaks, parts
from qa.merge import merge
from qa.signals import MOST_WORDS, SIGNALS, Window
from tests.asking import hit_of, holding, span_of
from tests.conftest import StubEncoder
from tests.samples import document, update, write

STEPS = """\
# Router

To reset it, do this:

```sh
router reset --all
```

Wait. Then check **the following:**

1. The lamp is green.
2. The fan is still.

The maker says:

> It resets at once. All is lost.

Models differ as follows:

| model | seconds |
|---|---|
| A1 | 30 |

## Other

Nothing to add:

## Elsewhere

- A list of its own.
"""


def _completed(text: str, words: str, path: str = "a.md") -> str:
    """What a window of the words becomes, with its passage's neighbours at hand."""
    doc = document(path, text)
    found = dict(enumerate(passages(doc), start=1))
    span = span_of(text, words)
    key, passage = holding(found, span)
    quoted = parts(_window(passage, span, key), found)
    return Span(quoted[0].start, quoted[-1].end).of(text)


def _window(passage: Passage, span: Span, key: int = 1) -> Window:
    signals = np.zeros(len(SIGNALS), dtype=np.float32)
    count = count_words(span.of(passage.document.text))
    return Window(hit_of(passage, key=key), span, count, signals)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("To reset it, do this:", "To reset it, do this:\n\n```sh\nrouter reset --all\n```"),
        (
            "Then check **the following:**",
            "Then check **the following:**\n\n1. The lamp is green.\n2. The fan is still.",
        ),
        ("The maker says:", "The maker says:\n\n> It resets at once. All is lost."),
        ("Models differ as follows:", "Models differ as follows:"),  # a table
        ("Nothing to add:", "Nothing to add:"),  # another heading
        ("Wait.", "Wait."),
        ("The lamp is green.", "Then check **the following:**\n\n1. The lamp is green."),
        (
            "The fan is still.",
            "Then check **the following:**\n\n1. The lamp is green.\n2. The fan is still.",
        ),
        ("router reset --all", "router reset --all"),
    ],
)
def test_what_follows_a_colon(words: str, told: str) -> None:
    assert _completed(STEPS, words) == told


def test_as_many_items_as_there_is_room_for() -> None:
    items = [f"- Item {n} of the list says what it has to say in twelve words." for n in range(9)]
    told = _completed("\n".join(["Bring these:", "", *items]), "Bring these:")
    assert told == "\n".join(["Bring these:", "", *items[:4]])
    assert count_words(told) <= MOST_WORDS


SAID = "Q. Was it lit?\nA. It was. I lit it. So it was.\nQ. Why?\nA. It was dark.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("I lit it.", "Q. Was it lit?\nA. It was. I lit it."),
        ("A. It was. I lit it.", "Q. Was it lit?\nA. It was. I lit it."),
        ("Q. Was it lit?\nA. It was.", "Q. Was it lit?\nA. It was."),
        ("A. It was dark.", "Q. Why?\nA. It was dark."),
    ],
)
def test_an_answer_stands_with_its_question(words: str, told: str) -> None:
    assert _completed(SAID, words) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Was it lit?\n\nIt was. I lit it.\n", "Was it lit?\n\nIt was."),
        ("It was dark. Was it lit?\n\nIt was.\n", "It was."),
        ("It was dark.\n\nWas it lit?\n\nIt was.\n", "Was it lit?\n\nIt was."),
        ("- Was it lit?\n- It was.\n", "It was."),
    ],
)
def test_a_paragraph_below_a_question_stands_with_it(text: str, told: str) -> None:
    assert _completed(text, "It was.") == told


def test_a_question_too_long_for_a_quote_is_left_out() -> None:
    text = f"Q. {'And was it ' * 20}lit?\nA. It was. I lit it.\nQ. Why?\nA. It was dark.\n"
    assert _completed(text, "I lit it.") == "I lit it."


@pytest.mark.parametrize(("words", "is_led"), [(50, True), (60, True), (80, False)])
def test_an_item_has_more_room_for_what_announces_it(words: int, is_led: bool) -> None:
    lead = f"Dues {'and fees ' * (words // 2)}are owed for:"
    text = f"{lead}\n\n- a cart of peat;\n- a boat or two.\n"
    assert _completed(text, "a boat or two.") == (text.strip() if is_led else "a boat or two.")


NESTED = """\
You need:

- Linux 5.10
- A database server
  - version 14 or later
  - with a user of its own
- Port 9092

```
apt install db
```
"""


def test_a_list_with_lists_in_it() -> None:
    assert len(list(passages(document("a.md", NESTED)))) > 3
    assert _completed(NESTED, "You need:") == NESTED[: NESTED.index("\n\n```")]


def test_a_list_ends_where_a_term_is_defined() -> None:
    listed = "To install it:\n\n1. Get the file.\n2. Unpack it."
    text = f"{listed}\n\nTimeout\n: The seconds it waits.\n"
    assert [unit.kind for unit in passages(document("a.md", text))][-1] is Kind.ITEM
    assert _completed(text, "To install it:") == listed


def test_of_a_paragraph_as_many_sentences() -> None:
    said = [f"Sentence {n} is as long as eleven words will make it." for n in range(9)]
    text = f"He said:\n\n> {' '.join(said)}\n\nNo more was said.\n"
    assert _completed(text, "He said:") == f"He said:\n\n> {' '.join(said[:5])}"


@pytest.mark.parametrize(
    "lead",
    ["To uninstall it, run", "Run the following command", "Use the code below.", "In short,"]
    + ["Do as follows (as root)!", "1. Wait\n2. To end it, use", "All is **not** lost.\n\nThen"],
)
def test_code_below_words_that_lead_to_it(lead: str) -> None:
    text = f"# Tool\n\n{lead}\n\n```sh\npip uninstall tool\n```\n\nThat is all.\n"
    words = lead.split("\n")[-1].removeprefix("2. ")
    assert _completed(text, words) == f"{words}\n\n```sh\npip uninstall tool\n```"
    assert announcing([hit_of(next(passages(document("a.md", text))), key=7)]) == [8, 9]


@pytest.mark.parametrize("words", [4, 70])  # the block is of the same passage, or of the next
@pytest.mark.parametrize("below", ["  lp -o landscape", "  tool remove <name>\n  tool end"])
def test_a_block_that_is_set_in_goes_on_with_an_open_sentence(below: str, words: int) -> None:
    lead = "To turn it off for one job use"
    text = f"{'It sank. ' * (words // 2)}{lead}\n\n{below}\n\n{'That is all. ' * 30}\n"
    assert _completed(text, lead, "a.txt") == f"{lead}\n\n{below}"
    assert _completed(text.replace("\n  ", "\n"), lead, "a.txt") == lead
    whole = lead.replace(" use", ".")
    assert _completed(text.replace(lead, whole), whole, "a.txt") == whole


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("````sh\nget\n````", "````sh\nget\n````"),
        ("~~~~\nget\n~~~~~\n~~~~", "~~~~\nget\n~~~~~"),
        ("> ```sh\n> get\n>\n> ```", "> ```sh\n> get\n>\n> ```"),
        ("1. ```sh\n   get\n   ```", "1. ```sh\n   get\n   ```"),
        ("```sh\r\nget\r\n```\r\n", "```sh\r\nget\r\n```"),
        ("    get\n\n```\nput\n```", "    get"),
    ],
)
def test_a_fence_that_opens_is_closed(code: str, told: str) -> None:
    text = f"# Tool\n\nTo get it:\n\n{code}\n\nThat is all.\n"
    assert _completed(text, "To get it:") == f"To get it:\n\n{told}"


@pytest.mark.parametrize(
    "lead", ["It is gone then.", "- Linux\n- Port 9092", "Is it gone?", "It went below. Be calm."]
)
def test_code_below_other_words_is_left(lead: str) -> None:
    text = f"# Tool\n\n{lead}\n\n```sh\npip uninstall tool\n```\n"
    words = lead.split("\n")[-1].removeprefix("- ")
    assert _completed(text, words) == words


def test_only_code_is_announced_without_a_colon() -> None:
    for below in (
        "Wait then.",
        "- Wait.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "## A\n\n```\nx\n```",
    ):
        assert (
            _completed(f"# Tool\n\nTo stop it, run\n\n{below}\n", "To stop it, run")
            == "To stop it, run"
        )


def test_code_with_too_many_words_is_left_where_it_is() -> None:
    code = "\n".join(f"run step {n} now" for n in range(20))
    text = f"Do this:\n\n```\n{code}\n```\n"
    assert _completed(text, "Do this:") == "Do this:"


def test_what_is_announced_in_another_version_is_not_quoted() -> None:
    old, new = (list(passages(document("a.md", STEPS + more))) for more in ("", "New.\n"))
    window = _window(old[0], span_of(STEPS, "To reset it, do this:"))
    assert parts(window, {2: new[1]}) == parts(window, {}) == (window.span,)
    code = span_of(STEPS, "router reset --all")
    closing = Span(code.end + 1, code.end + 4)
    assert parts(window, {2: old[1]}) == (window.span, code, closing)


def test_only_passages_that_end_in_a_colon_are_followed() -> None:
    found = list(passages(document("a.md", STEPS)))
    hits = [hit_of(passage, key=10 * key) for key, passage in enumerate(found)]
    ending = [10 * key for key, each in enumerate(found) if each.text.endswith((":", ":**"))]
    assert announcing(hits) == [key + step for key in ending for step in range(1, 7)]
    assert len(ending) == 3


LISTED = (
    "To do:\r\n\r\n- Wake,  and\r\n  rise. Or not.\r\n- Eat.\r\n\r\n    fry(\r\n\r\n        2)\r\n"
)


def test_lines_are_begun_between_parts() -> None:
    item = span_of(LISTED, "Wake,  and\r\n  rise. Or not.")
    quoted = [span_of(LISTED, "To do:"), item, span_of(LISTED, "Eat.")]
    assert breaks(LISTED, quoted) == (LISTED.index("- Wake"), LISTED.index("- Eat"))
    assert breaks(LISTED, quoted[1:]) == (LISTED.index("- Eat") - item.start,)
    assert breaks(LISTED, quoted[:1]) == ()
    one, other = span_of(LISTED, "rise."), span_of(LISTED, "Or not.")
    assert breaks(LISTED, [one, other]) == ()  # on one line


def test_code_is_taken_line_by_line() -> None:
    code = span_of(LISTED, "    fry(\r\n\r\n        2)")
    passage = Passage(document("a.md", LISTED), Kind.CODE, (Unit(code, 0),))
    lines = (span_of(LISTED, "    fry("), span_of(LISTED, "        2)"))
    assert blocks(passage) == parts(_window(passage, code), {}) == lines
    assert breaks(LISTED, lines) == (LISTED.index("        2)") - code.start,)


def test_the_blocks_of_a_passage() -> None:
    found = list(passages(document("a.md", STEPS)))
    items = next(each for each in found if "lamp" in each.text)
    assert [span.of(STEPS) for span in blocks(items)] == [
        "Wait. Then check **the following:**",
        "The lamp is green.",
        "The fan is still.",
        "The maker says:",
        "It resets at once. All is lost.",
        "Models differ as follows:",
    ]


def test_what_a_better_quote_has_is_not_quoted_twice() -> None:
    found = dict(enumerate(passages(document("a.md", STEPS)), start=1))
    lead = _window(found[1], span_of(STEPS, "To reset it, do this:"))
    code = _window(found[2], span_of(STEPS, "router reset --all"), 2)
    for first, second, spans in (
        (lead, code, ["To reset it, do this:\n\n```sh\nrouter reset --all\n```"]),
        (code, lead, ["router reset --all", "To reset it, do this:"]),
    ):
        merged = merge([(first, 2.0), (second, 1.0)], 3, lambda window: parts(window, found))
        assert [item.span.of(STEPS) for item in merged] == spans


def test_in_an_answer(tmp_path: Path, stub: StubEncoder, plain_weights: None) -> None:
    write(tmp_path, {"docs/a.md": STEPS, "docs/b.md": "# Lamp\n\nIt is green.\n"})
    update(tmp_path, tmp_path / "docs")
    asker = Asker.open(tmp_path / ".qa", "late")
    texts = [quote.text for quote in shown(asker.ask("How do I reset it, do this?", k=10))]
    followed = "Then check **the following:**\n\n1. The lamp is green.\n2. The fan is still."
    assert followed in texts
    assert not {"The lamp is green.", "The fan is still."} & set(texts)
    asker.close()


# Lines like titles

DIARY = """\
DIARY OF A FARMER

Monday 3 March 1902
Sold the two red heifers to Munro. Rain until four.

Tuesday 4 March 1902

The chimney took fire.

Present: Mrs Pym, Mr Tolley

Wool: 9 shillings
Eggs: 2 pence

It was dear. Everybody said so.

That was all
"""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Monday 3 March 1902",
            "Monday 3 March 1902\nSold the two red heifers to Munro. Rain until four.",
        ),
        ("Tuesday 4 March 1902", "Tuesday 4 March 1902\n\nThe chimney took fire."),
        ("Monday 3", "Monday 3"),  # not the whole line
        ("Rain until four.", "Rain until four."),
        ("The chimney took fire.", "The chimney took fire."),
        ("Present: Mrs Pym, Mr Tolley", "Present: Mrs Pym, Mr Tolley"),  # no sentence below
        ("That was all", "That was all"),
    ],
)
def test_a_line_like_a_title_is_quoted_with_the_paragraph_below(words: str, told: str) -> None:
    assert _completed(DIARY, words, "diary.txt") == told


def test_the_title_with_which_a_paragraph_begins_brings_it_along() -> None:
    text = "# Act\n\n**1. Use.** It is free.\n\n**2. Fees.** None. Or few.\n\n**3. End.** In May.\n"
    doc = document("a.md", text)
    found = dict(enumerate(passages(doc, markdown_blocks(text, text)), start=1))
    span = span_of(text, "**2. Fees.**")
    key, passage = holding(found, span)
    signals = np.zeros(len(SIGNALS), dtype=np.float32)
    quoted = parts(Window(hit_of(passage, key=key), span, 2, signals), found)
    assert text[quoted[0].start : quoted[-1].end] == "**2. Fees.** None. Or few."


def test_nothing_is_announced_across_a_comment() -> None:
    text = "We do this: % but may we say so here?\nWe wait. It ends.\n"
    doc = document("a.tex", text)
    found = dict(enumerate(passages(doc, tex.parse(text.encode()).blocks), start=1))
    span = span_of(text, "We do this:")
    key, passage = holding(found, span)
    assert parts(_window(passage, span, key), found) == (span,)

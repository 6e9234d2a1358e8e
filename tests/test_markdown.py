"""Markdown: what is not shown of it is not quoted, and its headings are those that are marked."""

import time

import pytest

from index.document import Kind
from index.markdown import markdown_blocks, shown

PROSE = "The host is told by the platform, and it may be blocked or allowed or neither of the two."


def _blocks(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = markdown_blocks(text, shown(text))
    return [(block.span.of(text), block.heading) for block in found]


@pytest.mark.parametrize("marked", ["# Top", "Top\n===", '<h1 align="center">Top</h1>'])
@pytest.mark.parametrize("line", ["The platform", "**Delay:** 4 days", "Is it told?", "1. First"])
def test_where_a_heading_is_marked_no_other_line_is_one(marked: str, line: str) -> None:
    found = _blocks(f"{marked}\n\n{line}\n\n{PROSE}\n")
    assert {heading for _, heading in found} == {("Top",)}
    assert found[-1][0] == PROSE


def test_where_none_is_marked_a_line_may_stand_as_one() -> None:
    code = "```sh\n# a comment\n```\n"
    assert _blocks(f"{code}\nThe platform\n\n{PROSE}\n")[-1] == (PROSE, ("The platform",))
    assert _blocks("---\n# title: x\na: b\n---\nThe platform\n\n" + PROSE)[-1][1]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('<h1 align="center">Title</h1>', "Title"),
        ("<h1>Title</h1>", "Title"),
        ("> <H3 id=x>A <em>title</em></H3 >", "A title"),
        ('<h2 align="center">\n  <img src="x">\n  Title\n</h2>', "Title"),
        ('## <a id="x"></a>Title', "Title"),
        ('## Title <a name="x"> </a>', "Title"),
    ],
)
def test_a_heading_may_be_set_between_tags(text: str, title: str) -> None:
    marks = "> " if text[0] == ">" else ""
    assert _blocks(f"{text}\n{marks}{PROSE}\n") == [(PROSE, (title,))]


def test_headings_between_tags_have_their_levels() -> None:
    text = (
        f"<h1>A</h1>\n<h2>B</h2>\n{PROSE}\n\n### C\n{PROSE}\n\n<h6>D</h6>\n\n{PROSE}\n<h2>E</h2>\n"
    )
    assert _blocks(text) == [
        (PROSE, ("A", "B")),
        (PROSE, ("A", "B", "C")),
        (PROSE, ("A", "B", "C", "D")),
    ]


@pytest.mark.parametrize(
    "line",
    [
        '<a id="raw"></a>',
        '<a name="a"></a> <a name="b"></a>',
        '<h1 align="center"></h1>',
        '<h1><img src="x.png"></h1>',
        '<div align="center">',
        "</div>",
        '<img\n  src="x.png"\n  alt="a picture"\n/>',
        '<p><a href="x">\n<img src="y"></a></p>',
        "<!-- hide -->",
        "Note:",
        "**Note**",
        "> [!IMPORTANT]",
        "> ⚠️ Warning:",
        "> ℹ️ Note:",
        "{{< note >}}",
        '{{% include "rope.md" %}} {{< /note >}}',
        "{% raw %}",
    ],
)
def test_what_says_nothing_by_itself_is_not_text(line: str) -> None:
    marks = "> " if line[0] == ">" else ""
    assert _blocks(f"# H\n\n{line}\n{marks}{PROSE}\n") == [(PROSE, ("H",))]
    assert _blocks(f"# H\n\n{PROSE}\n\n{line}\n\n{PROSE}\n") == [(PROSE, ("H",))] * 2


@pytest.mark.parametrize(
    "line",
    [
        "<https://example.org/>",
        "<me@example.org>",
        "<b>Note</b>",
        "<sup>1</sup> It was.",
        "a < b and c > d",
        "Note: it was.",
        "Notes",
        "- Note:",
        "{{ rope.length }}",
        "{% note %} It was.",
    ],
)
def test_what_says_something_is_text(line: str) -> None:
    assert _blocks(f"# H\n\n{line}\n")[-1] == (line.removeprefix("- "), ("H",))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("## {% linkable On rope %}", "On rope"),
        ("## On rope {#rope}", "On rope"),
        ('## On rope {: .long} {{< ref "x" >}}', "On rope"),
        ("## On rope [¶](#on-rope)", "On rope"),
        ("On rope {#rope}\n---------------", "On rope"),
        ('## On rope<a id="x"></a>', "On rope"),
        ("## The {#rope} mark and `{x}`", "The {#rope} mark and `{x}`"),
        ("## {{< rope >}}", "{{< rope >}}"),
    ],
)
def test_a_heading_is_told_without_anchors_and_templates(line: str, title: str) -> None:
    assert _blocks(f"{line}\n\n{PROSE}\n") == [(PROSE, (title,))]


def test_an_anchor_amid_text_stays_as_it_is() -> None:
    text = '# H\n\nIt was <a id="x"></a>so, and went on.\n'
    assert _blocks(text) == [('It was <a id="x"></a>so, and went on.', ("H",))]


def test_code_is_shown_as_it_is() -> None:
    code = '<a id="x"></a>\n# no heading\n<h1>x</h1>\nNote:'
    set_in = "    <div>\n    <b>{x};</b>\n    </div>"
    text = f"# H\n\n```html\n{code}\n```\n\nAs here:\n\n{set_in}\n"
    assert shown(text) == text
    found = [block for block in markdown_blocks(text, text) if block.kind is Kind.CODE]
    assert [block.span.of(text) for block in found] == [code, set_in.strip()]


def test_details_keep_their_summary() -> None:
    text = f"# H\n\n<details>\n<summary>More</summary>\n\n{PROSE}\n\n</details>\n\nAfter it.\n"
    assert _blocks(text) == [(PROSE, ("H", "More")), ("After it.", ("H",))]


@pytest.mark.parametrize(
    "text",
    [
        "<h1>x\n" * 20_000,
        "<b>\n" * 20_000,
        "<a \n" * 20_000,
        "<a " * 20_000,
        "<h1>" * 20_000 + "</h1>",
        "<a>" * 20_000,
        "```\n~~~~\n" * 20_000 + "`````x",
        ">" * 20_000 + "\nNote:",
        "> # a\n" * 20_000,
        "{%" * 20_000,
        "{% a %} " * 20_000 + "x",
        ("# " + "{% a " * 40 + "\n") * 2_000,
        ("# " + " {#a}" * 40 + "x\n") * 2_000,
    ],
)
def test_hostile_text_takes_no_longer_than_other(text: str) -> None:
    started = time.process_time()
    seen = shown(text)
    markdown_blocks(text, seen)
    assert len(seen) == len(text)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("How do I become a keeper of it?\n---\nAsk.\n", {("How do I become a keeper of it?",)}),
        ("The keeper and all of his boats\n===\nAsk.\n", {("The keeper and all of his boats",)}),
        ("# Top\n\nWho keeps the light?\n---\nI.\n", {("Top", "Who keeps the light?")}),
        ("The light was put out by wind.\n---\nAsk.\n", {()}),
        ("The light was put out\nby the wind and rain\n---\nAsk.\n", {()}),
        ("---\nThe light was put out by wind\n---\nAsk.\n", {()}),
        ("- The light was put out by wind\n---\nAsk.\n", {()}),
        ("| The light was put out by wind |\n---\nAsk.\n", {()}),
    ],
)
def test_a_title_may_be_longer_than_what_underlines_it(
    text: str, headings: set[tuple[str, ...]]
) -> None:
    assert {heading for _, heading in _blocks(text)} == headings


@pytest.mark.parametrize(
    ("above", "line", "below", "expected"),
    [
        (PROSE, "**Present:** Ada, Bert", PROSE, True),
        (PROSE, "__Present__: Ada, Bert", PROSE, True),
        (PROSE, "**Present** *(with your name)*: Ada", PROSE, True),
        ("- an item", "**The losses:**", "- 26 tanks", True),
        (PROSE, "**Note:** it was late.", PROSE, False),
        (PROSE, "**Present** were Ada and Bert.", PROSE, False),
        (PROSE, "**So:**", "```\nrun it\n```", False),
        (PROSE, "- **Present:** Ada", PROSE, False),
        ("**Time:** 6 pm", "**Present:** Ada, Bert", PROSE, False),
    ],
)
def test_what_begins_with_a_label_in_bold_stands_apart(
    above: str, line: str, below: str, expected: bool
) -> None:
    text = f"# Meeting\n\n{above}\n\n{line}\n\n{below}\n"
    found = markdown_blocks(text, text)
    assert [block.apart for block in found][1:] == [expected, False]


@pytest.mark.parametrize(
    ("words", "end", "is_heading"),
    [
        (40, "?", True),
        (40, "", True),
        (40, ". It was late. Was it?", True),
        (40, ". It was late", False),
        (60, "?", False),
    ],
)
def test_a_long_line_may_be_a_heading(words: int, end: str, is_heading: bool) -> None:
    title = "Why was" + " river" * words + end
    found = _blocks(f"# Top\n\n## {title}\n\n{PROSE}\n")
    assert found[-1] == (PROSE, ("Top", title) if is_heading else ("Top",))

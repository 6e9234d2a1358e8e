"""HTML: what is text and what is not, its blocks, anchors and encodings, and hostile pages."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Kind, MarkKind
from index.errors import ReadError
from index.formats.canonical import Parsed
from index.formats.html import parse
from index.lines import clip


def _read(page: str) -> Parsed:
    return parse(page.encode())


def _blocks(page: str) -> list[tuple[Kind, str, tuple[str, ...], str]]:
    parsed = _read(page)
    assert parsed.blocks is not None
    return [(b.kind, b.span.of(parsed.text), b.heading, b.context) for b in parsed.blocks]


def _anchors(parsed: Parsed) -> list[tuple[str, str]]:
    assert {mark.kind for mark in parsed.marks} <= {MarkKind.ANCHOR}
    return [(mark.name, parsed.text[mark.start :].split("\n")[0]) for mark in parsed.marks]


_HEADED = [("s", "A"), ("p", "a"), ("s", "b")]
_ROWS = [("c", "a\tb"), ("", "c\td"), ("r", "c\td"), ("", "e\tf")]


def test_a_page_is_its_visible_text_under_its_headings() -> None:
    parsed = _read(
        """<!DOCTYPE html><html lang=en><head><title> The  battle &amp; after </title>
        <style>p {}</style></head><body><header><h1 id=top>Khalkhin Gol</h1></header>
        <nav><ul><li><a href="/">Home</a></ul></nav>
        <main><p>The <b>K</b>halkhin   river
        is <em>long</em>.<br>It flows&nbsp;north.</p>
        <h2>Losses <a href="#l">¶</a></h2><div>Loose <p>and not loose</p> text</div></main>
        <div role=contentinfo>Imprint</div><script>document.write("no")</script>"""
    )
    assert parsed.text == (
        "Khalkhin Gol\n\nThe Khalkhin river is long.\nIt flows\xa0north.\n\nLosses\n\nLoose\n\n"
        "and not loose\n\ntext"
    )
    assert (parsed.media, parsed.title) == ("html", "The battle & after")
    assert parsed.encoding == "utf-8"
    assert parsed.blocks is not None
    assert [(b.kind, b.span.of(parsed.text), b.heading) for b in parsed.blocks] == [
        (Kind.PARAGRAPH, "The Khalkhin river is long.\nIt flows\xa0north.", ("Khalkhin Gol",)),
        (Kind.PARAGRAPH, "Loose", ("Khalkhin Gol", "Losses")),
        (Kind.PARAGRAPH, "and not loose", ("Khalkhin Gol", "Losses")),
        (Kind.PARAGRAPH, "text", ("Khalkhin Gol", "Losses")),
    ]
    assert _anchors(parsed) == [("top", "Khalkhin Gol")]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>no</p>",
        "<p aria-hidden=true>no</p>",
        "<p style='color: red; DISPLAY : none'>no</p>",
        "<p style='visibility:hidden'>no</p>",
        "<div popover>no</div>",
        "<dialog>no</dialog>",
        "<noscript><p>no</p></noscript>",
        "<template><p>no</p></template>",
        "<script>no</script>",
        "<style>no</style>",
        "<nav>no</nav>",
        "<div role=navigation>no</div>",
        "<div role=search>no</div>",
        "<div role=banner><h1>no</h1></div>",
        "<select><option>no</select>",
        "<div role=menubar>no</div>",
        "<ul role=menu><li role=none><button>no</button></ul>",
        "<div role=toolbar><a>no</a></div>",
        "<div role=tablist>no</div>",
        "<div role='Dialog none'>no</div>",
        "<div role=alertdialog>no</div>",
        "<button>no</button>",
        "<div id=mdbook-help-container><h2>no</h2></div>",
        "<textarea>no</textarea>",
        "<svg><title>no</title><style>no</style></svg>",
        "<iframe>no</iframe>",
        "<!-- no -->",
        "<p hidden><b>no</b><table><tr><td>no</table></p>",
    ],
)
def test_what_is_not_shown_is_not_text(hidden: str) -> None:
    assert _read(f"<p>before{hidden}<p>after").text == "before\n\nafter"


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("<details><summary>More</summary>inside</details>", "More\n\ninside"),
        ("<dialog open>said</dialog>", "said"),
        ("<dialog open role=dialog>said</dialog>", "said"),
        ("<h2><button>Opens</button></h2>Told<button>Copy</button>", "Opens\n\nTold"),
        ("<p>Click <button>Save</button> to end.<button>Copy</button>", "Click Save to end."),
        ("<p>Run it: <button>Copy</button> <code>ls</code> or so", "Run it: ls or so"),
        ("<h2>Opens <button>edit</button></h2><div role=tabpanel>Told", "Opens\n\nTold"),
        ("<p hidden=until-found>found</p>", "found"),
        ("<aside>beside</aside>", "beside"),
        ("<article><header>by me</header></article>", "by me"),
        ("<figure><img alt=no><figcaption>seen</figcaption></figure>", "seen"),
        ("<a>o</a><span>n</span>e <i> two</i> <b> </b>three", "one two three"),
        ("<span style='display:block'>a</span><span style='display:block'>b</span>", "a\n\nb"),
        ("a<br><br>b<br/>c<br> <br>d", "a\n\nb\nc\n\nd"),
        ("&lt;p&gt; &eacute; &#x416; &#128; &nosuch;", "<p> é Ж € &nosuch;"),
        ("Khal&shy;khin<wbr>Gol", "KhalkhinGol"),
        ("<p>&nbsp;</p><p>x", "x"),
        ("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", "x = 1"),
    ],
)
def test_what_is_shown_is_text_as_shown(shown: str, text: str) -> None:
    assert _read(shown).text == text


_KEYS = "<i><b hidden=true class=MAC>Command</b> <b hidden>Ctrl<u>!</u></b></i>"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (f"Press {_KEYS}+Enter", "Press Ctrl!+Enter"),
        (f"{_KEYS}<b>+Enter</b>", "Ctrl!+Enter"),
        (f"<h1>Press {_KEYS}</h1>", "Press Ctrl!"),
        (f"<a href=x>Use {_KEYS}</a>", "Use Ctrl!"),
        # None of several alternatives, or not all there is.
        ("Read<i><b hidden>more</b></i> here", "Read here"),
        ("Read <b hidden>more</b><b hidden>less</b> here", "Read here"),
        ("Read <i>all <b hidden>more</b><b hidden>less</b></i> here", "Read all here"),
        ("Read <i><b hidden>more</b><b hidden>less</b>all</i> here", "Read all here"),
        ("Read <i><b>all</b><b hidden>more</b><b hidden>less</b></i>", "Read all"),
        # Hidden for other reasons, or with what is hidden around them.
        ("Read <i><b hidden>more</b><b hidden class=sr-only>less</b></i>", "Read"),
        ("Read <i><b aria-hidden=true>a</b><b aria-hidden=true>b</b></i>", "Read"),
        (f"Read <i hidden>{_KEYS}</i>", "Read"),
        (f"Read <i hidden>or {_KEYS}+K</i>", "Read"),
        # Blocks, and what stands beside them.
        ("Read <i><div hidden>more</div><div hidden>less</div></i> on", "Read on"),
        ("Read <i><b hidden>more</b><b hidden><div>less</div></b></i> on", "Read on"),
        (f"<div>{_KEYS}<div>below</div></div>", "below"),
    ],
)
def test_the_last_of_alternatives_that_are_all_hidden_amid_a_line_is_shown(
    line: str, text: str
) -> None:
    assert _read(line).text == text


def test_lists_tell_what_stands_above() -> None:
    assert _blocks(
        "<h1>H</h1><p>Lost were:<ul><li>tanks<ul><li>BT-5<li><p>BT-7<p>and more</ul>"
        "<li>planes</ul><p>After<dl><dt>Zhukov<dt>Shtern<dd>A <i>general</i>"
        "<dt>Yasuoka<dd>Another</dl>"
    ) == [
        (Kind.PARAGRAPH, "Lost were:", ("H",), ""),
        (Kind.ITEM, "tanks", ("H",), "Lost were"),
        (Kind.ITEM, "BT-5", ("H",), "Lost were › tanks"),
        (Kind.ITEM, "BT-7", ("H",), "Lost were › tanks"),
        (Kind.ITEM, "and more", ("H",), "Lost were › tanks › BT-7"),
        (Kind.ITEM, "planes", ("H",), "Lost were"),
        (Kind.PARAGRAPH, "After", ("H",), ""),
        (Kind.ITEM, "Zhukov\nShtern\nA general", ("H",), ""),
        (Kind.ITEM, "Yasuoka\nAnother", ("H",), ""),
    ]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<ol><li>tea<li>milk</ol>", "1. tea|2. milk"),
        ("<ol start=4><li>tea<li value=9>milk<li>salt</ol>", "4. tea|9. milk|10. salt"),
        ("<ol reversed><li>tea<li hidden>x<li>milk</ol>", "2. tea|1. milk"),
        ("<ol reversed start=7><li>tea<li>milk</ol>", "7. tea|6. milk"),
        ("<ol type=a start=26><li>tea<li type=I>milk<li>salt</ol>", "z. tea|XXVII. milk|ab. salt"),
        ("<ol type=i start=0><li>tea<li>milk</ol>", "0. tea|i. milk"),
        ("<ol style='list-style: upper-latin'><li>tea</ol>", "A. tea"),
        ("<ol style='list-style-type:none'><li>tea</ol>", "tea"),
        ("<ol><li>tea<li style='list-style:none'>milk<li>salt</ol>", "1. tea|milk|3. salt"),
        ("<ol><li>1. tea<li>2.1 milk</ol>", "1. tea|2.1 milk"),
        ("<ul><li>tea</ul><ol><li></li><li>milk</ol><li>salt", "tea|2. milk|salt"),
        ("<ol><li><p>tea<p>black<li>milk</ol>", "1. tea|  black|2. milk"),
        (
            "<ol><li>tea<ol type=A><li>black</ol><ul><li>green</ul></ol>",
            "1. tea|  A. black|  green",
        ),
        ("<ol><li><ol><li>tea</ol>milk</ol>", "1. tea|  milk"),
        ("<ol><li><h2>Tea</h2>black<li><pre>milk</pre></ol>", "1. Tea|  black|milk"),
        ("<table><tr><th>A<th>B<tr><td><ol><li>tea<li>milk</ol><td>b", "A\tB\n1. tea 2. milk\tb"),
    ],
)
def test_items_that_a_browser_numbers_have_their_numbers(page: str, text: str) -> None:
    assert _read(page).text == text.replace("|", "\n\n")


def test_the_number_of_an_item_is_a_marker_before_its_block() -> None:
    assert _blocks("<p>Lost were:<ol><li>tanks<ol><li>BT-5</ol><li>planes<li type=a>guns</ol>") == [
        (Kind.PARAGRAPH, "Lost were:", (), ""),
        (Kind.ITEM, "tanks", (), "Lost were"),
        (Kind.ITEM, "BT-5", (), "Lost were › tanks"),
        (Kind.ITEM, "planes", (), "Lost were"),
        (Kind.ITEM, "c. guns", (), "Lost were"),
    ]
    mark = "<span role=doc-pagebreak aria-label=9></span>"
    parsed = _read(f"<ol><li>One{mark} two<li type=a>th{mark}ree</ol>")
    assert [parsed.text[page.start :] for page in parsed.marks] == [
        " two\n\nb. three",
        "ree",
    ]


def test_a_term_is_quoted_with_what_is_told_of_it_or_heads_it() -> None:
    told = "It was long. " * 20
    page = (
        "<dl><dt id=o>Opening hours<dd id=m><p>Mon-Fri 9-17<dd>Never on Sunday"
        f"<dt id=h>History<dd id=t>{told}<dt>Colours<dd>We have:<ul><li>red</ul>"
        "<div><dt>Price</dt><dd>5 euros</dd></div><dt>Alone</dl><p>After"
    )
    assert _blocks(page) == [
        (Kind.ITEM, "Opening hours\nMon-Fri 9-17", (), ""),
        (Kind.ITEM, "Never on Sunday", ("Opening hours",), ""),
        (Kind.ITEM, told.strip(), ("History",), ""),
        (Kind.ITEM, "We have:", ("Colours",), ""),
        (Kind.ITEM, "red", ("Colours",), "We have:"),
        (Kind.ITEM, "Price\n5 euros", (), ""),
        (Kind.ITEM, "Alone", (), ""),
        (Kind.PARAGRAPH, "After", (), ""),
    ]
    assert _anchors(_read(page)) == [
        ("o", "Opening hours"),
        ("m", "Opening hours"),
        ("o", "Never on Sunday"),
        ("h", "History"),
        ("t", told.strip()),
        ("h", "Colours"),
        ("", "After"),
    ]
    cell = "<table><tr><th>A<th>B<tr><td><dl><dt>t<dd>d</dl><td><dl><dt>u</dl></table>"
    assert _read(cell).text == "A\tB\nt d\tu"


def test_all_that_is_told_of_a_term_stands_under_it() -> None:
    told = ("It was long. " * 20).strip()
    assert _blocks(
        f"<h1>H</h1><dl><dt>-f<dt>--force<a href=#f>¶</a><dd><p>{told}<p>So it goes on."
        "<pre>x -f</pre><dl><dt>nested<dd>It is short.<p>It goes on.</p>"
        f"<dt>deep<dd>{told}</dl>Last<h2>Within</h2><p>It has one.<dt>-h<dd><ul><li>shows help</ul>"
        "<dt>empty<dd></dd><dt>-v<dd>Says more.</dl><p>After"
    ) == [
        (Kind.ITEM, told, ("H", "-f, --force"), ""),
        (Kind.ITEM, "So it goes on.", ("H", "-f, --force"), clip(told)),
        (Kind.CODE, "x -f", ("H", "-f, --force"), ""),
        (Kind.ITEM, "nested\nIt is short.", ("H", "-f, --force"), clip(told)),
        (Kind.ITEM, "It goes on.", ("H", "-f, --force", "nested"), f"{clip(told)} › It is short."),
        (Kind.ITEM, told, ("H", "-f, --force", "deep"), clip(told)),
        (Kind.ITEM, "Last", ("H", "-f, --force"), clip(told)),
        (Kind.ITEM, "It has one.", ("H", "-f, --force", "Within"), clip(told)),
        (Kind.ITEM, "shows help", ("H", "-h"), ""),
        (Kind.ITEM, "empty", ("H",), ""),
        (Kind.ITEM, "-v\nSays more.", ("H",), ""),
        (Kind.PARAGRAPH, "After", ("H",), ""),
    ]
    assert _read(f"<dl><dt>-f<dt>--force<dd>{told}</dl>").text == f"-f\n--force\n\n{told}"


def test_a_term_that_can_be_no_heading_is_one_item_with_what_is_told() -> None:
    told, term = ("It was long. " * 20).strip(), "a term of many words " * 12 + "indeed"
    assert _blocks(f"<dl><dt>{term}<dd>{told}<p>More") == [
        (Kind.ITEM, f"{term}\n{told}", (), ""),
        (Kind.ITEM, "More", (), f"{clip(term)} › {clip(told)}"),
    ]
    cell = f"<table><tr><th>A<th>B<tr><td>a<td><dl><dt>t<dd>{told}</dl></table>"
    assert _read(cell).text == f"A\tB\na\tt {told}"
    mark = "<span role=doc-pagebreak aria-label=9></span>"
    broken = _read(f"<dl><dt>A{mark}bc<dt>d<dd>It {mark}was.</dl>")
    assert [broken.text[page.start :] for page in broken.marks] == ["bc\nd\nIt was.", "was."]


_WIKI = '<span class="mw-editsection">[<a href="/w/?action=edit" title="Edit">edit</a>]</span>'


@pytest.mark.parametrize(
    "heading",
    [
        f"<h2>Losses{_WIKI}</h2>",
        f"<div class='mw-heading'><h2>Losses</h2>{_WIKI}</div>",
        "<h2>Losses<a class=headerlink href='#l' title='Link'>Link to this heading</a></h2>",
        "<h2><a href='/war#l' class='anchor-link'>link</a> <span>Losses</span></h2>",
        "<h2>Losses <a href='war.html#l'><span>¶</span></a></h2>",
        "<h2><a class=headerlink href='#l'><span>Losses</span></a></h2>",
        "<h2><a href='#l'>Losses</a></h2>",
        "<h2>Losses<span class='b sr-only'> of both sides</span></h2>",
        "<h2>Losses<svg aria-hidden=true><text>x</text></svg></h2>",
    ],
)
def test_what_stands_beside_a_heading_is_no_word_of_it(heading: str) -> None:
    assert _blocks(f"{heading}<p>Heavy.</p>") == [(Kind.PARAGRAPH, "Heavy.", ("Losses",), "")]


def _pages(parsed: Parsed) -> list[tuple[str, str]]:
    marks = [mark for mark in parsed.marks if mark.kind is MarkKind.PAGE]
    assert {mark.number for mark in marks} <= {0}
    return [(mark.name, parsed.text[mark.start :].split("\n")[0]) for mark in marks]


def test_a_page_begins_where_a_sign_of_it_stands() -> None:
    parsed = _read(
        """<h1>Riv<span role=doc-pagebreak aria-label=" Page 7. "></span>ers</h1>
        <p id=a>It flows<span epub:type="x pagebreak" id=p8 title="8" hidden></span>
        north.<br><br>And <span role=doc-pagebreak><b>pg 9</b></span>then
        east.<span role=doc-pagebreak title=x></span></p>
        <ul><li>One <i>and</i><hr role=doc-pagebreak title=xi> two</ul>
        <table><tr><th>A<th>B<tr><td>1<td>2 <a role=doc-pagebreak title=xii></a>3</table>
        <section role=doc-pagebreak title=13><p>Not</p> a sign.</section>
        <p>The <span role=doc-pagebreak></span>end.</p>"""
    )
    assert parsed.text == (
        "Rivers\n\nIt flows north.\n\nAnd then\neast.\n\nOne and\n\ntwo\n\nA\tB\n1\t2 3\n\nNot"
        "\n\na sign.\n\nThe end."
    ).replace("then\neast", "then east")
    assert _pages(parsed) == [
        ("7", "Rivers"),
        ("8", " north."),
        ("9", "then east."),
        ("x", "One and"),
        ("xi", "two"),
        ("xii", "1\t2 3"),
    ]
    assert [mark.name for mark in parsed.marks if mark.kind is MarkKind.ANCHOR] == ["a", ""]


def test_headings_within_an_aside_end_with_it() -> None:
    assert _blocks(
        "<h2>Main</h2><aside><h2>Side</h2>beside</aside>on<ul><li><h3>Card</h3>in it</ul>after"
        "<div role=heading aria-level=3>Part <div>two</div></div>last<h2>Empty</h2>"
    ) == [
        (Kind.PARAGRAPH, "beside", ("Main", "Side"), ""),
        (Kind.PARAGRAPH, "on", ("Main",), ""),
        (Kind.ITEM, "in it", ("Main", "Card"), ""),
        (Kind.PARAGRAPH, "after", ("Main",), ""),
        (Kind.PARAGRAPH, "last", ("Main", "Part two"), ""),
        (Kind.PARAGRAPH, "Empty", (), ""),
    ]


def test_code_stands_as_it_is() -> None:
    assert _blocks("<p>Run<pre>\ndef f():\n    <b>pass</b><br>  # end\n</pre>then") == [
        (Kind.PARAGRAPH, "Run", (), ""),
        (Kind.CODE, "def f():\n    pass\n  # end", (), ""),
        (Kind.PARAGRAPH, "then", (), ""),
    ]


def test_a_row_is_read_with_the_names_of_all_its_columns() -> None:
    parsed = _read(
        "<table id=t><caption>In service</caption><thead><tr><th rowspan=2>Date"
        "<th colspan=2>Lost<tr><th>tanks<th>planes</thead>"
        "<tr id=r><td rowspan=2>22 June<td>1<td>2<tr><td>3<td><ul><li>4<li>5</ul>"
        "<tr><td colspan=3>July<tr><td>1<td>6<td>7</table>"
    )
    assert parsed.text == (
        "In service\n\nDate\tLost\nDate\ttanks\tplanes\n22 June\t1\t2\n22 June\t3\t4 5\nJuly\n1\t6\t7"
    )
    assert parsed.blocks is not None
    assert [(b.span.of(parsed.text), b.context, b.reading) for b in parsed.blocks[1:]] == [
        ("22 June\t1\t2", "In service", "Date: 22 June; Lost tanks: 1; Lost planes: 2"),
        ("22 June\t3\t4 5", "In service", "Date: 22 June; Lost tanks: 3; Lost planes: 4 5"),
        ("1\t6\t7", "In service › July", "Date: 1; Lost tanks: 6; Lost planes: 7"),
    ]
    assert _anchors(parsed) == [
        ("t", "In service"),
        ("r", "22 June\t1\t2"),
        ("t", "22 June\t3\t4 5"),
    ]


def test_header_cells_name_their_row() -> None:
    parsed = _read("<p>Facts:<table><tr><th>Date<td>11 May<tr><th>Place<td>Mongolia</table>")
    assert parsed.blocks is not None
    assert [(b.context, b.reading) for b in parsed.blocks[1:]] == [
        ("Facts", "Date: 11 May"),
        ("Facts", "Place: Mongolia"),
    ]


@pytest.mark.parametrize(
    ("rows", "readings"),
    [
        ("<tr><td><b>Key</b><td><b> Use </b><tr><td>q<td>ends", ["Key: q; Use: ends"]),
        ("<tr><td><b>Key</b><td>q<tr><td><b>Use</b><td>ends", ["Key: q", "Use: ends"]),
        ("<tr><td><b>Key</b><td><b>q</b><tr><td><b>Use</b><td><b>x</b>", ["Key; q", "Use; x"]),
        ("<tr><td>Key<td>q<tr><td>Use<td>ends", ["Key; q", "Use; ends"]),
        ("<tr><td><b>a</b> b<td><b>c</b><tr><td>d<td>e", ["a b; c", "d; e"]),
        (
            "<tr><td colspan=2><p><b>Keys</b><tr><td>q<td>ends<tr><td>x<td>leaves",
            ["q; ends", "x; leaves"],
        ),
    ],
)
def test_columns_have_names_where_that_is_told(rows: str, readings: list[str]) -> None:
    parsed = _read(f"<table>{rows}</table>")
    assert [block.reading for block in parsed.blocks or ()] == readings


def test_a_table_that_lays_out_a_page_is_text() -> None:
    page = (
        "<table><tr><td><h1>Left</h1><p>one<td><p>two<table><tr><th>A<th>B<tr><td>1<td>2</table>"
        "<tr><td>x<td>y<tr><td>v<td>w</table><table><tr><td>alone</table>"
        "<table role=presentation><tr><td>p<td>q</table>"
    )
    assert _blocks(page) == [
        (Kind.PARAGRAPH, "one", ("Left",), ""),
        (Kind.PARAGRAPH, "two", ("Left",), ""),
        (Kind.ROW, "1\t2", ("Left",), ""),
        (Kind.ROW, "x\ty", ("Left",), ""),
        (Kind.ROW, "v\tw", ("Left",), ""),
        (Kind.PARAGRAPH, "alone", ("Left",), ""),
        (Kind.PARAGRAPH, "p", ("Left",), ""),
        (Kind.PARAGRAPH, "q", ("Left",), ""),
    ]


def test_an_anchor_stands_where_the_text_of_its_element_begins() -> None:
    parsed = _read(
        "<div id=page><a name=old></a><h1>T<a id=t></a></h1><p id=p>one <sup id=note>1</sup></p>"
        "<p hidden id=gone>no</p><p id=p>again</p><ul><li id='a b'>x<li id=i>y</ul>"
        "<table><tr><td id=c>1<td>2</table><p id=empty></p>"
    )
    assert _anchors(parsed) == [
        ("page", "T"),
        ("old", "T"),
        ("t", "T"),
        ("p", "one 1"),
        ("t", "again"),
        ("i", "y"),
        ("t", "1\t2"),
        ("c", "1\t2"),
    ]


@pytest.mark.parametrize(
    ("page", "anchors"),
    [
        # What stands under an anchor ends with its element; under one of a heading it goes on.
        ("<div id=top>Bar</div><p>a", [("top", "Bar"), ("", "a")]),
        ("<div id=d><p id=p>a</p>b</div>c", [("d", "a"), ("p", "a"), ("d", "b"), ("", "c")]),
        ("<section id=s><h2>A</h2><p id=p>a</p><p>b</section>c", _HEADED),
        ("<div><h2 id=s>A</h2></div><p id=p>a</p><p>b", _HEADED),
        ("<div id=gone><p hidden>no</p></div><p>a", [("", "a")]),
        ("<div id=place></div><p>a", [("place", "a")]),
        ("<h2 id=s>A</h2><a id=id-1.2.3></a><span id=id7></span><p>a", [("s", "A")]),
        ("<table><tr><td id=c>a<td>b<tr id=r><td>c<td>d<tr><td>e<td>f</table>", _ROWS),
    ],
)
def test_an_anchor_ends_with_its_element(page: str, anchors: list[tuple[str, str]]) -> None:
    assert _anchors(_read(page)) == anchors


@pytest.mark.parametrize(
    ("head", "codec", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251", "cp1251"),
        ("<meta charset=KOI8-R>", "koi8-r", "koi8-r"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5">',
            "iso8859-5",
            "iso8859-5",
        ),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", "cp1251"),
        ("<meta charset=utf-16>", "utf-8", "utf-8"),
        ("<!-- <meta charset=koi8-r> --><meta charset=cp1251>", "cp1251", "cp1251"),
        ("<meta charset=koi8-r>", "utf-8-sig", "utf-8-sig"),
        ("<meta charset=koi8-r>", "utf-16", "utf-16-le"),
        ("<meta charset=nonsense>", "utf-8", "utf-8"),
        ("<meta charset=rot13>", "utf-8", "utf-8"),
        ("", "utf-8", "utf-8"),
    ],
)
def test_a_page_is_decoded_as_it_says(head: str, codec: str, encoding: str) -> None:
    parsed = parse(f"{head}<p>Река Халхин-Гол".encode(codec))
    assert (parsed.text, parsed.encoding) == ("Река Халхин-Гол", encoding)


def test_labels_mean_what_they_mean_to_browsers() -> None:
    parsed = parse("<meta charset=latin1><p>“5 €”".encode("cp1252"))
    assert (parsed.text, parsed.encoding) == ("“5 €”", "cp1252")
    assert parse("<meta charset=gb2312><p>诺门罕".encode("gb18030")).text == "诺门罕"
    assert parse("<meta charset=x-sjis><p>ノモンハン①".encode("cp932")).text == "ノモンハン①"


def test_a_wrong_label_does_not_damage_the_text() -> None:
    page = "<meta charset=us-ascii><meta charset=utf-8><p>Ромá".encode()
    assert parse(page.replace(b"us-ascii", b"utf-8")).text == "Ромá"
    mislabelled = "<meta charset=utf-8><p>Für Österreich zählt die Größe der Straße".encode(
        "cp1252"
    )
    parsed = parse(mislabelled)
    assert (parsed.text, parsed.encoding) == ("Für Österreich zählt die Größe der Straße", "cp1252")


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Named</title><h1>Head</h1>x", "Named"),
        ("<title> </title><h2>Sub</h2><h1>Head</h1><h1>Next</h1>x", "Head"),
        ("<title>Untitled Document</title><h1>Head</h1>x", "Head"),
        (f"<title>{'long ' * 60}</title><h1>Head</h1>x", "Head"),
        ("<svg><title>Icon</title></svg><p>x", ""),
    ],
)
def test_the_title_is_the_page_s_own(page: str, title: str) -> None:
    assert _read(page).title == title


def test_xhtml_elements_close_at_once() -> None:
    parsed = _read(
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head>'
        '<body><div hidden="hidden"/><h1 id="one"/><p>A<br/>b &b; <![CDATA[<c>]]></p></body></html>'
    )
    assert parsed.text == "A\nb &b; <c>"
    assert _anchors(parsed) == [("one", "A")]


@pytest.mark.parametrize("page", ["<p></p>", "<title>x</title><script>y</script>", "<img alt=x>"])
def test_a_page_that_shows_nothing_is_named(page: str) -> None:
    with pytest.raises(ReadError, match="it has no text that a browser would show"):
        _read(page)


def test_a_binary_file_is_named() -> None:
    with pytest.raises(ReadError, match="it is binary"):
        parse(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "x" + "</div>" * 100_000,
        "<div>" * 100_000 + "x",
        "<ul><li>" * 30_000 + "x",
        "<div>" + "<ol><li>" * 30_000 + "<b></b></div>x",
        "<table><tr><td>" * 5_000 + "x",
        "<b>" * 100_000 + "x",
    ],
)
def test_nesting_may_be_deep(page: str) -> None:
    started = time.process_time()
    assert _read(page).text == "x"
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "page",
    [
        "<![CDATA[" * 100_000,
        "<!DOCTYPE x [" * 100_000,
        "<p" + "a" * 1_000_000,
        "<p " + "a/" * 500_000,
        "<!--" * 200_000,
        "<p>" + "<br> &nbsp;" * 100_000,
        "<a href='#'>" * 50_000,
        "<table>" + "<tr id=a><td rowspan=0 colspan=99>x" * 4_000,
        "<dl>" + "<dt>x" * 20_000 + "<dd>y" * 20_000,
        "<p id=a><h2>x" * 20_000,
    ],
)
@pytest.mark.slow
def test_hostile_pages_take_no_longer_than_others(page: str) -> None:
    started = time.process_time()
    try:
        _read('<?xml version="1.0"?>' + page)
    except ReadError as error:
        assert "no text that a browser would show" in str(error)
    assert time.process_time() - started < 20


def test_a_fence_hides_and_shows_nothing() -> None:
    deep = "<div>" * 1_000
    page = f"<div hidden>{deep}no{'</div>' * 1_001}<p>yes</p><div hidden>{deep}<b></div><p>no"
    assert _read(page).text == "yes"
    assert _read(f"<section>{deep}a</section>b<i>{deep}</i>").text == "a\n\nb"


def test_spans_are_bounded() -> None:
    parsed = _read(
        "<table><tr><td colspan=1000 rowspan=65534>x<td>y" + "<tr><td>z" * 100 + "</table>"
    )
    assert parsed.text.count("x") == 50
    assert max(map(len, parsed.text.split("\n"))) <= 30


_PAGE = (
    "<!DOCTYPE html><meta charset=utf-8><title>T</title><nav>n</nav><h1 id=a>Häd</h1><p>One <b>two"
    "</b><br>x<pre>\n c\n</pre><ul><li>i<ul><li>j</ul></ul><dl><dt>t<dd>d</dl><table><caption>c"
    "<tr><th colspan=2>h<tr><td rowspan=2>1<td>2<tr><td><table><tr><td>3</table></table>"
    "<svg><text>s</text></svg><![CDATA[q]]><aside><h2>k</h2>l</aside>"
).encode()
_PARTS = [part.encode() for part in re.findall(r"<[^>]*>|[^<]+", _PAGE.decode())]


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.tuples(
            st.integers(0, len(_PAGE)), st.integers(0, len(_PAGE)), st.binary(max_size=9)
        ).map(lambda cut: _PAGE[: cut[0]] + cut[2] + _PAGE[cut[1] :]),
        st.lists(st.sampled_from(_PARTS), max_size=40).map(b"".join),
    )
)
def test_damaged_pages_are_read_or_named(page: bytes) -> None:
    try:
        parsed = parse(page)
    except ReadError:
        return
    assert parsed.blocks is not None
    position = 0
    for block in parsed.blocks:
        assert position <= block.span.start < block.span.end <= len(parsed.text)
        position = block.span.end
    starts = [mark.start for mark in parsed.marks]
    assert starts == sorted(starts)
    assert all(start < len(parsed.text) for start in starts)


def test_a_summary_heads_its_details() -> None:
    parsed = parse(
        b"<h1>Lamp</h1><p>Before.<details><summary>How to <b>reset</b> it</summary><p>Press."
        b"<details><summary>When</summary>Now.</details></details><p>After."
    )
    assert parsed.blocks is not None
    assert [(block.heading, block.span.of(parsed.text)) for block in parsed.blocks] == [
        (("Lamp",), "Before."),
        (("Lamp", "How to reset it"), "Press."),
        (("Lamp", "How to reset it", "When"), "Now."),
        (("Lamp",), "After."),
    ]


_PROSE = "<p>The keeper of the light wrote down each ship that came in that year, " * 4
_NAV = "<ul><li><a href=a.html>Ships</a><li><a href=b.html>Piers</a></ul>"


@pytest.mark.parametrize(
    "chrome",
    [
        f"<div class=sphinxsidebar><h3>Pages</h3>{_NAV}</div>",
        f"<div id=leftSidebar><p>About: the light and who keeps it</p>{_NAV}</div>",
        "<div class=navheader><table><tr><th>2. Piers<td><a href=a>Prev</a></table></div>",
        "<p class=breadcrumbs><a href=/>Home</a> > Piers</p>",
        "<a class=skip-link href=#main>Skip to it</a>",
        "<p><a href=#x>Back to top</a>",
        "<div id=header><a href=/>Light</a> | <a href=/in>Sign In</a></div>",
        "<font size=1><a href=../a.html>Ships</a> <a href=b.html>Piers</a></font>",
        "<p>[<a href=a.html>Ships</a>] [<a href=b.html>Piers</a>]</p>",
        "<ol><li><a href=#one>One</a><li><a href=#two>Two</a><li><a href='#a%20b'>Three</a></ol>",
    ],
)
def test_what_leads_about_is_left_out(chrome: str) -> None:
    page = f"{chrome}<h2 id=one>A</h2>{_PROSE}<h3 id=two>B</h3><p id='a b'>b"
    assert "About" in chrome or _read(page).text.startswith("A\n\nThe keeper")
    assert not re.search("Ships|Home|Skip|Prev|Sign|Three|top", _read(page).text)


@pytest.mark.parametrize(
    "chrome",
    [
        "<div class=footer>© 2020 The Light. Created using <a href=//s.example>Scribe</a>.</div>",
        "<footer><p>(c) 2020 The Light</footer>",
        "<p><a href=a.html>Ships</a> | <a href=b.html>Piers</a>",
        "<div class='footer-links'><a href=//a.example>Ships</a> <a href=b.html>Piers</a></div>",
    ],
)
def test_what_ends_each_page_of_a_site_is_left_out(chrome: str) -> None:
    assert _read(f"<h1>A</h1>{_PROSE}{chrome}").text.endswith("came in that year,")


@pytest.mark.parametrize(
    "content",
    [
        # What is called so, and holds prose, a heading, an address or a price.
        f"<div class=sidebar>{_PROSE}</div>",
        f"<footer>{_PROSE}<p>© 2020</footer>",
        "<footer><p>The Light, 1 Pier Road, Skerry</p></footer>",
        "<footer><p>© The Light. Last seen on 3 May.",
        "<footer><p>© The Light, <a href=mailto:j@x.example>j@x.example</a></footer>",
        "<div class=menu><p>Soup 4.50 <a href=1>order</a><p>Bread 1.20 <a href=2>order</a></div>",
        "<div class=section-header><h2>Piers</h2> <a href=a>edit</a> <a href=b>cite</a></div>",
        "<header><p>By Jane Doe</p></header>",
        # Links that are not the page's own ways, or that the text leads into.
        "<p>They are told in: <ul><li><a href=#a>One</a><li><a href=#a>Two</a><li><a href=#a>x</a>",
        "<p>See <a href=a.html>Ships</a> and <a href=b.html>Piers</a>.",
        "<h2>See also</h2><p><a href=a.html>Ships</a> <a href=b.html>Piers</a>",
        "<ul><li><a href=a.html>Ships</a><li><a href=b.html>Piers</a></ul>",
        "<p><a href=https://a.example>Ships</a> <a href=https://b.example>Piers</a>",
        "<p>The keeper of it © 2020",
        "<p class=copyright>© 2020 Jay</p><h2>On</h2>",
    ],
)
def test_no_content_is_left_out(content: str) -> None:
    page = _read(f"<h1 id=a>A</h1>{_PROSE}{content}")
    plain = _read(f"<h1>A</h1>{_PROSE}{content}".replace("class=", "x=").replace("footer", "div"))
    assert page.text == plain.text
    assert len(page.text) > len(_read(f"<h1>A</h1>{_PROSE}").text)


def test_a_list_of_contents_is_kept_where_it_is_all_there_is() -> None:
    page = f"<div class=toc><b>In this document</b>{_NAV}</div>"
    assert _read(page).text == "In this document\n\nShips\n\nPiers"
    assert _read(f"<h1>Light</h1>{page}<p class=footer>© Jay").text == (
        "Light\n\nIn this document\n\nShips\n\nPiers"
    )


def test_what_is_called_navigation_is_shown_where_it_holds_the_page() -> None:
    text = _read(f"<p>Light</p>{_PROSE}").text
    assert _read(f"<nav>{_NAV}<h1>Light</h1>{_PROSE}").text == text
    assert _read(f"<nav><p>Light{_PROSE}").text == text
    assert _read(f"<p>Light</p>{_PROSE}<nav>{_PROSE}</nav>").text == text


def test_a_page_that_says_where_its_text_is_has_no_more_in_its_header() -> None:
    main = f"<main><h1>A</h1>{_PROSE}</main>"
    assert _read(f"<header>Light News Topics</header>{main}").text == _read(main).text
    assert _read(f"<header>Light, 3 May</header>{main}").text != _read(main).text
    assert _read(f"<header>Light News Topics</header>{_PROSE}").text.startswith("Light")


def test_a_line_above_all_of_a_page_is_not_quoted() -> None:
    table = "<table width=100%><tr><td>lamp</td><td align=right>Light Manual</td></table>"
    assert (
        _read(f"{table}<h2>Lamp</h2><p>It burns.").text == "lamp Light Manual\n\nLamp\n\nIt burns."
    )
    assert [told for _, told, _, _ in _blocks(f"{table}<h2>Lamp</h2>It burns.")] == ["It burns."]
    for other in (
        f"{table}<p>It burns.",
        f"<p>It burns.</p>{table}<h2>Lamp</h2>",
        f"{table.replace('Manual', '3 May')}<h2>Lamp</h2>It burns.",
        f"{table.replace('</table>', '<tr><td>wick<td>9</table>')}<h2>Lamp</h2>It burns.",
    ):
        assert Kind.ROW in [kind for kind, _, _, _ in _blocks(other)]


def test_the_sign_beside_a_caption_is_no_word_of_it() -> None:
    page = "<table><caption>Piers<a class=headerlink href=#t>¶</a></caption><tr><th>A<td>b</table>"
    assert _read(page).text == "Piers\n\nA\tb"


@given(
    st.lists(
        st.sampled_from(
            ["<div class=sidebar>", "<footer>", "<div id=nav>", "<ul>", "<li>", "<table><tr><td>"]
            + ["<p>", "</div>", "</ul>", "</table>", "<a href=a>Ships</a> ", "<a href='#b'>b</a> "]
            + ["<h2 id=b>Head</h2>", "© Jay. ", "<main>", "</main>", "<header class=toc>", "<br>"]
            + [
                f"It is told of her {number} that the light was out that night. "
                for number in "123"
            ]
        ),
        max_size=25,
    )
)
def test_no_prose_is_lost(parts: list[str]) -> None:
    page = "".join(parts)
    sentences = [" ".join(part.split()) for part in parts if part.startswith("It is")]
    if sentences:
        text = " ".join(_read(page).text.split())
        assert all(text.count(one) == sentences.count(one) for one in sentences)

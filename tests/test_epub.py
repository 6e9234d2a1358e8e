"""EPUB: chapters in their order under their titles, anchors, and hostile or damaged books."""

import io
import time
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Kind, Mark, MarkKind
from index.errors import ReadError
from index.formats import archive
from index.formats.epub import parse

_CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf"'
    ' media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Contents</title></head><body><nav epub:type="landmarks"><ol><li><a href="cover.xhtml">
Landmark</a></li></ol></nav><nav epub:type="toc"><h1>Contents</h1><ol>
<li><span>Part <i>One</i></span><ol><li><a href="text/two%20b.xhtml#start">The River</a></li></ol></li>
<li><a href="three.xhtml">Ignored</a></li></ol></nav></body></html>"""
_NCX = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN"
"http://www.daisy.org/z3986/2005/ncx-2005-1.dtd"><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/">
<navMap><navPoint><navLabel><text>Old Part</text></navLabel><content src="one.xhtml"/><navPoint>
<navLabel><text>Old River</text></navLabel><content src="text/two%20b.xhtml"/></navPoint></navPoint>
</navMap></ncx>"""


def _page(body: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title/>{head}</head><body>{body}</body></html>"
    )


def _package(spine: str, title: str = "The Book", nav: bool = True, before: str = "") -> str:
    contents = 'properties="nav"' if nav else ""
    return f"""<?xml version="1.0"?>{before}
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> {title}
 </dc:title><dc:creator>N. N.</dc:creator></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" {contents}/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="three" href="three.xhtml" media-type="application/xhtml+xml"/>
<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/>
<item id="svg" href="x.svg" media-type="image/svg+xml"/></manifest>
<spine toc="ncx">{"".join(f'<itemref idref="{name}"/>' for name in spine.split())}</spine></package>"""


_FILES = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": _CONTAINER,
    "OEBPS/book.opf": _package("cover nav svg three one two gone unknown three"),
    "OEBPS/nav.xhtml": _NAV,
    "OEBPS/cover.xhtml": _page('<img id="c" src="c.jpg" alt="no"/>'),
    "OEBPS/one.xhtml": _page(
        '<h1 id="h">Steppe</h1><p>Dry <a id="n"/>land.</p><p id="p">Wind.</p>'
    ),
    "OEBPS/text/two b.xhtml": _page('<p id="start">It flows.</p><h2>Bridges</h2><p>Two.</p>'),
    "OEBPS/three.xhtml": _page(
        "<h1>First</h1><table><tr><th>A</th></tr><tr><td>1</td></tr></table>"
    ),
}


def _book(changed: Mapping[str, str | bytes | None] = {}) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {**_FILES, **changed}.items():
            if content is not None:
                book.writestr(name, content)
    return made.getvalue()


def _blocks(data: bytes) -> list[tuple[str, tuple[str, ...]]]:
    parsed = parse(data)
    assert parsed.blocks is not None
    return [(block.span.of(parsed.text), block.heading) for block in parsed.blocks]


def test_chapters_stand_in_the_order_of_the_spine() -> None:
    parsed = parse(_book())
    assert parsed.text == (
        "First\n\nA\n1\n\nSteppe\n\nDry land.\n\nWind.\n\nIt flows.\n\nBridges\n\nTwo."
    )
    assert (parsed.title, parsed.media, parsed.encoding) == ("The Book", "epub", "")
    assert parsed.blocks is not None
    assert [(b.kind, b.span.of(parsed.text), b.heading) for b in parsed.blocks] == [
        (Kind.ROW, "1", ("First",)),
        (Kind.PARAGRAPH, "Dry land.", ("Steppe",)),
        (Kind.PARAGRAPH, "Wind.", ("Steppe",)),
        (Kind.PARAGRAPH, "It flows.", ("Part One", "The River")),
        (Kind.PARAGRAPH, "Two.", ("Part One", "The River", "Bridges")),
    ]
    assert parsed.marks[0] == Mark(0, MarkKind.AUTHOR, 0, "N. N.")
    assert parsed.marks[1:] == tuple(
        Mark(parsed.text.index(text), MarkKind.ANCHOR, 0, name)
        for name, text in [
            ("three.xhtml", "First"),
            ("one.xhtml", "Steppe"),
            ("one.xhtml#h", "Steppe"),
            ("one.xhtml#p", "Wind."),
            ("text/two b.xhtml", "It flows."),
            ("text/two b.xhtml#start", "It flows."),
            ("text/two b.xhtml", "Bridges"),
        ]
    )


def test_titles_come_from_the_older_list_where_there_is_no_other() -> None:
    changed = {"OEBPS/nav.xhtml": None, "OEBPS/book.opf": _package("one two", nav=False)}
    assert _blocks(_book({**changed, "OEBPS/toc.ncx": _NCX})) == [
        ("Dry land.", ("Steppe",)),
        ("Wind.", ("Steppe",)),
        ("It flows.", ("Old Part", "Old River")),
        ("Two.", ("Old Part", "Old River", "Bridges")),
    ]
    # Without either, a chapter goes on under the heading above, as the parts of a split one do.
    assert _blocks(_book(changed))[2] == ("It flows.", ("Steppe",))


def _guided(href: str, spine: str) -> str:
    guide = f'<guide><reference type="toc" href="{href}"/></guide></package>'
    return _package(spine).replace("</package>", guide)


@pytest.mark.parametrize(
    ("href", "spine", "expected"),
    [
        ("one.xhtml", "one three", ["1"]),
        ("one.xhtml#h", "one three", ["Dry land.", "Wind.", "1"]),
        ("one.xhtml#h", "one", ["Dry land.", "Wind."]),
        ("one.xhtml", "one", ["Dry land.", "Wind."]),
    ],
)
def test_only_a_file_that_is_all_a_list_of_contents_is_left_out(
    href: str, spine: str, expected: list[str]
) -> None:
    changed = {"OEBPS/book.opf": _guided(href, spine)}
    assert [text for text, _ in _blocks(_book(changed))] == expected


def test_a_book_in_the_file_that_lists_it_is_read() -> None:
    page = _page("<p>All of it.</p>")
    changed = {"OEBPS/book.opf": _package("nav"), "OEBPS/nav.xhtml": page}
    assert parse(_book(changed)).text == "All of it."


def test_the_text_before_a_heading_stands_under_the_listed_title() -> None:
    page = _page("<p>A motto.</p><h1>The River</h1><p>It flows.</p>")
    changed = {"OEBPS/text/two b.xhtml": page, "OEBPS/book.opf": _package("one two")}
    assert _blocks(_book(changed))[2:] == [
        ("A motto.", ("Part One", "The River")),
        ("It flows.", ("Part One", "The River")),
    ]


def test_a_chapter_with_a_title_of_its_own_stands_in_its_part() -> None:
    page = _page("<h1>River</h1><p>It flows.</p><h2>Bridges</h2><p>Two.</p>")
    changed = {"OEBPS/text/two b.xhtml": page, "OEBPS/book.opf": _package("two three")}
    assert _blocks(_book(changed)) == [
        ("It flows.", ("Part One", "River")),
        ("Two.", ("Part One", "River", "Bridges")),
        ("1", ("First",)),
    ]


def test_a_part_that_its_first_chapter_shows_is_told_once() -> None:
    page = _page("<h1>Part One</h1><h2>The River</h2><p>It flows.</p>")
    changed = {"OEBPS/text/two b.xhtml": page, "OEBPS/book.opf": _package("two")}
    assert _blocks(_book(changed)) == [("It flows.", ("Part One", "The River"))]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_a_chapter_is_decoded_as_it_says(encoding: str) -> None:
    page = f'<?xml version="1.0" encoding="{encoding}"?><html><body><p>Река.</p></body></html>'
    changed: dict[str, str | bytes | None] = {"OEBPS/one.xhtml": page.encode(encoding)}
    changed["OEBPS/book.opf"] = _package("one")
    assert parse(_book(changed)).text == "Река."


def _marked(data: bytes, kind: MarkKind) -> list[tuple[str, str]]:
    parsed = parse(data)
    marks = [mark for mark in parsed.marks if mark.kind is kind]
    return [(mark.name, parsed.text[mark.start :].split("\n")[0]) for mark in marks]


_LISTED = """<nav epub:type="page-list" hidden=""><ol><li><a href="one.xhtml">page v</a></li>
<li><a href="one.xhtml#n">6</a></li><li><a href="one.xhtml#q">7</a></li>
<li><a href="text/two%20b.xhtml#start">8</a></li><li><a href="gone.xhtml#x">9</a></li>
</ol></nav></body>"""


def test_printed_pages_are_told_where_the_book_lists_or_marks_them() -> None:
    one = '<h1 id="h">Steppe</h1><p>Dry <a id="n"/>land.</p><a id="q"/><p id="p">Wind.</p>'
    two = (
        '<p id="start">It <span xmlns:epub="http://www.idpf.org/2007/ops" epub:type="pagebreak"'
        ' id="page12" title="12"/>flows.</p>'
    )
    changed = {
        "OEBPS/book.opf": _package("one two"),
        "OEBPS/nav.xhtml": _NAV.replace("</body>", _LISTED),
        "OEBPS/one.xhtml": _page(one),
        "OEBPS/text/two b.xhtml": _page(two),
    }
    told = [("v", "Steppe"), ("6", "land."), ("7", "Wind."), ("8", "It flows."), ("12", "flows.")]
    assert _marked(_book(changed), MarkKind.PAGE) == told
    assert [name for name, _ in _marked(_book(changed), MarkKind.ANCHOR)] == [
        *("one.xhtml", "one.xhtml#h", "one.xhtml#p"),
        *("text/two b.xhtml", "text/two b.xhtml#start"),
    ]
    targets = "".join(
        f'<pageTarget><navLabel><text>{label}</text></navLabel><content src="{at}"/></pageTarget>'
        for label, at in [("v", "one.xhtml"), ("6", "one.xhtml#n"), ("7", "one.xhtml#q")]
    )
    older = {
        "OEBPS/nav.xhtml": None,
        "OEBPS/book.opf": _package("one two", nav=False),
        "OEBPS/toc.ncx": _NCX.replace("</ncx>", f"<pageList>{targets}</pageList></ncx>"),
    }
    assert _marked(_book({**changed, **older}), MarkKind.PAGE) == [*told[:3], told[4]]


def _encryption(way: str, path: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
        ' xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{way}"/><e:CipherData><e:CipherReference URI="{path}"/>'
        "</e:CipherData></e:EncryptedData></encryption>"
    )


def test_a_locked_book_is_named_and_hidden_fonts_lock_nothing() -> None:
    aes = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    locked = _encryption(aes, "OEBPS/text/two%20b.xhtml")
    with pytest.raises(ReadError, match=r"^it is encrypted \(DRM\)$"):
        parse(_book({"META-INF/encryption.xml": locked}))
    fonts = _encryption("http://www.idpf.org/2008/embedding", "OEBPS/f.otf")
    assert parse(_book({"META-INF/encryption.xml": fonts})).text.startswith("First")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"META-INF/container.xml": None}, "does not say what it consists of"),
        ({"META-INF/container.xml": "<x/>"}, "does not say what it consists of"),
        ({"META-INF/container.xml": "<"}, "META-INF/container.xml in it cannot be read"),
        ({"META-INF/encryption.xml": "<x"}, "META-INF/encryption.xml in it cannot be read"),
        ({"OEBPS/book.opf": None}, "does not say what it consists of"),
        ({"OEBPS/book.opf": _package("gone unknown")}, "none of its chapters is in it"),
        ({"OEBPS/book.opf": _package("")}, "none of its chapters is in it"),
        ({"OEBPS/book.opf": _package("cover")}, "it has no text"),
        ({"OEBPS/one.xhtml": b"\x00\x01\x02\xff" * 99}, "binary"),
    ],
)
def test_a_broken_book_is_named(changed: dict[str, str | bytes | None], reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        parse(_book(changed))


def test_an_archive_that_is_none_or_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadError, match="damaged or cut short"):
        parse(b"PK\x03\x04 and no more")
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1 << 20)
    with pytest.raises(ReadError, match="unpacks to more than 1 MiB"):
        parse(_book({"OEBPS/big.css": b" " * (2 << 20)}))
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(ReadError, match="more than 3 files"):
        parse(_book())


_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "0123456789">'
    + "".join(
        f'<!ENTITY {name} "{f"&{above};" * 10}">' for above, name in zip("abcdefgh", "bcdefghi")
    )
    + "]>"
)


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    started = time.process_time()
    files = {
        "OEBPS/book.opf": _package("one"),
        "OEBPS/one.xhtml": _BOMB + _page("<p>Boom &i;</p>"),
    }
    assert parse(_book(files)).text == "Boom &i;"
    for bomb in (
        _package("one", title="Bomb &i;", before=_BOMB),
        _package("one", before=_BOMB).replace('href="one.xhtml"', 'href="&i;"'),
    ):
        with pytest.raises(ReadError, match="OEBPS/book.opf in it cannot be read"):
            parse(_book({"OEBPS/book.opf": bomb}))
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    files = {
        "OEBPS/book.opf": _package("one", title="Out &a;side", before=outside),
        "OEBPS/one.xhtml": outside + _page("<p>In &a;side</p>"),
    }
    parsed = parse(_book(files))
    assert (parsed.title, parsed.text) == ("Out side", "In &a;side")
    assert time.process_time() - started < 10


_GOOD = _book()


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(_GOOD)), st.integers(0, len(_GOOD)), st.binary(max_size=4))
def test_damaged_books_are_read_or_named(start: int, end: int, put: bytes) -> None:
    for data in (_GOOD[:start], _GOOD[:start] + put + _GOOD[end:]):
        try:
            parsed = parse(data)
        except ReadError:
            continue
        assert parsed.blocks is not None
        assert all(block.span.end <= len(parsed.text) for block in parsed.blocks)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(_FILES)), st.integers(0, 2_000), st.binary(max_size=4), st.booleans())
def test_books_with_damaged_parts_are_read_or_named(
    name: str, at: int, put: bytes, is_cut: bool
) -> None:
    content = _FILES[name].encode()
    at = min(at, len(content))
    try:
        parsed = parse(_book({name: content[:at] + put + (b"" if is_cut else content[at + 3 :])}))
    except ReadError:
        return
    assert parsed.text

"""Reading: what a file's bytes say, and how what cannot be read is told."""

import os
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from charset_normalizer import from_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from index.choosing import Found, discover
from index.decoding import decode
from index.errors import ReadError
from index.formats import FORMATS
from index.reading import load, read, title_of

SEEDS = Path(__file__).parent.parent / "seeds"


QUESTION = (
    "How to explain the Khalkhin Gol outcome in view of Soviet weakness and Japanese strength"
    " at that time?"
)


def put(path: Path, data: str | bytes = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def found_at(path: Path) -> Found:
    status = path.stat()
    return Found(str(path), path.name, status.st_size, status.st_mtime_ns)


# What they hold


def test_a_document_is_the_file_untouched(tmp_path: Path) -> None:
    data = "Title\r\n\r\ne\u0301 and \u00e9,\ttab\n\n".encode()
    file = put(tmp_path / "a.txt", data)
    document = read(found_at(file))
    assert document.text.encode() == data
    assert document.sha256 == sha256(data).hexdigest()
    assert (document.size, document.mtime_ns) == (len(data), file.stat().st_mtime_ns)
    assert (document.path, document.encoding, document.title) == ("a.txt", "utf-8", "Title")


@pytest.mark.parametrize(("name", "title"), [("a.md", "Ferry"), ("a.txt", "a")])
def test_a_title_in_markdown_may_be_set_between_tags(tmp_path: Path, name: str, title: str) -> None:
    text = '<a id="x"></a>\n<h1 align="center">Ferry</h1>\n\nIt sank.\n'
    document = read(found_at(put(tmp_path / name, text)))
    assert (document.text, document.title) == (text, title)


def test_markdown_is_parted_as_such(tmp_path: Path) -> None:
    text = "# H\n\nThe platform\n\nIt is told by the platform, and may be this or that or none.\n"
    parted = [load(found_at(put(tmp_path / name, text)))[1] for name in ("a.MD", "a.markdown")]
    assert [[block.heading for block in found or ()] for found in parted] == [[("H",)] * 2] * 2
    assert load(found_at(put(tmp_path / "a.txt", text)))[1] is None


RUSSIAN = "Бои на Халхин-Голе были решающими.\r\nСоветские войска победили японскую армию.\r\n"
FRENCH = "L’été dernier, l’armée a traversé la rivière.\r\nElle a gagné — après une défaite.\r\n"
JAPANESE = "ノモンハン事件は、1939年に起きた。\r\n日本軍とソ連軍が戦った国境紛争である。\r\n"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (FRENCH + JAPANESE, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8-sig"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (JAPANESE, "utf-16-be", "utf-16-be"),
        ("Plain ASCII text.\r\n", "utf-16-le", "utf-16-le"),
        (FRENCH * 5, "cp1252", "cp1252"),
        ("Café à la crème", "cp1252", "cp1252"),
        ("Die Straße führt über den Fluß nach Nürnberg.\n" * 3, "cp1252", "cp1252"),
        ("The General’s “plan” was naïve – and cost £500.\n" * 3, "cp1252", "cp1252"),
        ("Åsa gick över ån för att hämta mjölk åt sin far på ängen.\n" * 3, "cp1252", "cp1252"),
        ("Příliš žluťoučký kůň. Sovětská vojska porazila japonskou.\n" * 3, "cp1250", "cp1250"),
        ("Wojska radzieckie pokonały armię japońską nad rzeką.\n" * 3, "cp1250", "cp1250"),
        ("İstanbul büyük bir şehirdir ve çok kalabalıktır.\n" * 3, "cp1254", "cp1254"),
        (RUSSIAN * 5, "cp1251", "cp1251"),
        (JAPANESE * 5, "shift_jis", "cp932"),
    ],
)
def test_encodings_round_trip(text: str, codec: str, encoding: str) -> None:
    assert decode(text.encode(codec)) == (text, encoding)


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_a_byte_order_mark_is_not_text(codec: str) -> None:
    text, encoding = decode(RUSSIAN.encode(codec))
    assert text == RUSSIAN
    assert encoding.startswith(codec)


def test_a_large_legacy_file_is_told_by_a_sample() -> None:
    text = "Nothing but ASCII here.\n" * 20_000 + RUSSIAN * 2_000
    assert decode(text.encode("cp1251")) == (text, "cp1251")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t", "it is empty but for white space"),
        (b"\xef\xbb\xbf", "it is empty but for white space"),
        (b"PK\x03\x04\x00\x00\x08\x00" * 40, "it is binary, not text"),
        (bytes(range(1, 32)) * 10, "it is binary, not text"),
        (b"\x7fELF\x02\x01\x01" + bytes(400), "it is binary, not text"),
        (b"\xef\xbb\xbfa\xff", "it is damaged: byte 4 is not utf-8"),
        (b"\xff\xfea", "it is damaged: byte 2 is not utf-16-le"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(found_at(put(tmp_path / "a.txt", data)))
    assert str(raised.value) == reason


CURLY = "The café’s “naïve” plan… cost €5 and more.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CURLY.encode(), "…".encode()[:2]),
        ("Cut here: Халхин-Го".encode(), "л".encode()[:1]),
        (JAPANESE.encode() * 100, "橋".encode()[:2]),
        (CURLY.encode() * 3 + b"na", "ïve\n".encode("cp1252")),
        (RUSSIAN.encode() * 40 + b"na", "ïve\n".encode("cp1252")),
        (FRENCH.encode(), b"\xff" + FRENCH.encode() * 30),
        ((FRENCH * 3 + JAPANESE).encode() + b"d", "éjà\n".encode("cp1252")),
    ],
)
def test_damaged_utf8_is_not_taken_for_another_encoding(before: bytes, after: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        decode(before + after)
    assert str(raised.value) == f"it is damaged: byte {len(before)} is not utf-8"


def test_chance_utf8_amid_a_legacy_text_is_no_damage() -> None:
    text = "On a lu «LIBERTÉ» et «ÉGALITÉ» et «FRATERNITÉ» sur la façade de la mairie d’été.\n" * 5
    assert text.encode("cp1252").decode("utf-8", "ignore").count("\u027b") == 15
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_what_has_no_null_is_not_utf16() -> None:
    data = "한국민".encode("utf-16-be") * 9
    assert [match.encoding for match in from_bytes(data)] == ["utf_16_be"]
    with pytest.raises(ReadError, match="its encoding cannot be told"):
        decode(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except ReadError:
        return
    assert data.decode(encoding).removeprefix("\ufeff") == text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_any_utf8_is_read_as_it_is(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode()) == (text, "utf-8")


def test_a_file_that_vanished(tmp_path: Path) -> None:
    found = found_at(put(tmp_path / "a.txt"))
    found.path.unlink()
    with pytest.raises(ReadError, match="^it is no longer there$"):
        read(found)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read anything")
    with pytest.raises(ReadError, match="permission denied"):
        read(found_at(file))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not a regular file"):
        read(found_at(tmp_path))


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "a.txt", "before")
    calls = 0
    times = 1
    real = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        nonlocal calls
        calls += 1
        status = real(descriptor)
        if calls % 2 == 1 and calls < 2 * times:
            file.write_text("after " * calls)
        return status

    monkeypatch.setattr("index.reading.os.fstat", fstat)
    document = read(found_at(file))
    assert document.text == "after "
    assert document.size == 6
    calls, times = 0, 9
    with pytest.raises(ReadError, match="^it kept changing while it was read$"):
        read(found_at(file))


def test_a_file_that_became_a_pipe_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = os.stat(put(tmp_path / "a.txt", "before"))
    os.mkfifo(tmp_path / "b.txt")
    found = Found(tmp_path / "b.txt", "b.txt", 6, 0)
    monkeypatch.setattr("index.reading.os.stat", lambda _: regular)
    with pytest.raises(ReadError, match="^it is not a regular file$"):
        read(found)


@pytest.mark.parametrize(("name", "most"), [("a.txt", 128), ("a.made", 512)])
def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setitem(FORMATS, ".made", "made")
    file = put(tmp_path / name, "words")
    for size in (most * 1_000_000 + 1, 2**31):
        os.truncate(file, size)  # takes no space
        with pytest.raises(ReadError, match=f"^it is larger than {most} MB$"):
            read(found_at(file))


def test_a_file_that_grows_while_it_is_read_is_read_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "a.txt", "before")
    real = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        os.truncate(file, 2**31)
        return status

    monkeypatch.setattr("index.reading.os.fstat", fstat)
    tracemalloc.start()
    with pytest.raises(ReadError, match="^it is larger than 128 MB$"):
        read(found_at(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The River #\ntext", "The River"),
        ("\n\n= The River =\ntext", "The River"),
        ("---\ntitle: 'The River'\n---\n# Other", "The River"),
        ("---\nauthor: A\n---\n# The River", "The River"),
        ("=====\nThe River\n=====", "The River"),
        ("**The River**\n\ntext", "The River"),
        ("How was it won?\n\ntext", "How was it won?"),
        ("It was won.\n\ntext", "stem"),
        ("a long line " * 20, "stem"),
        ("<p>The River</p>", "stem"),
        ("| A | B |", "stem"),
        ("A\tB\n1\t2", "stem"),
        ("- item", "stem"),
        ("Infobox\n- Date: 1939", "stem"),
        ("…", "stem"),
        ("The River        Card 4 / rev C\n\ntext", "The River"),
        ("XIV\n\ntext", "stem"),
        ("1848\n\ntext", "stem"),
        ("CIVIL\n\ntext", "CIVIL"),
        ("From: A. Reed\nTo: B\n\ntext", "stem"),
        ("From: A. Reed\r\nDate: 4 May\r\nSubject: The River \r\n\r\ntext", "The River"),
        ("Date: 4 May\nRe: The River\n\nSubject: tides", "The River"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert title_of(text, "stem") == title


def test_the_seeds() -> None:
    found = discover([SEEDS], SEEDS.parent)
    documents = [read(file) for file in found.found]
    assert [document.title for document in documents] == [
        "Soviet-Japanese Border War 1939",
        "Siberian Light",
        "Battles of Khalkhin Gol",
        "003_add13db647bd1b91",
        QUESTION,
    ]
    assert [document.path[:10] for document in documents] == [
        f"seeds/00{number}_" for number in range(5)
    ]
    assert {document.encoding for document in documents} == {"utf-8"}
    assert len(documents[3].text) == 38_608


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ('"A pier"', "A pier"),
        ("'Hale''s pier'", "Hale's pier"),
        ('"Thrift": a pier', '"Thrift": a pier'),
        ('A pier called "Thrift"', 'A pier called "Thrift"'),
        ('"Thrift" and "Waste"', '"Thrift" and "Waste"'),
        ('"', '"'),
    ],
)
def test_only_marks_around_a_whole_title_are_left_out(value: str, title: str) -> None:
    assert title_of(f"---\ntitle: {value}\n---\n\nText.\n", "file") == title

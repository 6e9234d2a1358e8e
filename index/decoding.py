"""Bytes → text, honestly: what is not surely text is refused, and nothing of it is changed."""

import codecs
import re
import unicodedata

from index.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1a\x1b"))
_MOST_CONTROLS = 0.01
_SAMPLE = 65_536
_NEAR = 0.06
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠŽßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœšžŸªºƒµ")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
# Of what other encodings write, chance makes UTF-8 of one character for every two bytes at most.
_FEWEST_SOUND = 3
_SOUND_PER_BROKEN = 3
_UTF16_SAMPLE = 4_000
_WIDE = ("utf_16", "utf_32")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹²³¼½¾¿¡¥£¢¤¦§¯±¶ªº][^\W\d_]")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file's bytes and the name of its encoding; a byte order mark is not text.

    Raises ReadError for what is binary, damaged, or in no encoding that can be told.
    """
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(codec), name
            except UnicodeDecodeError as error:
                where = len(mark) + error.start
                raise ReadError(f"it is damaged: byte {where} is not {codec}") from None
    if b"\0" in data:
        return _utf16(data)
    if len(data.translate(None, _CONTROLS)) < len(data) * (1 - _MOST_CONTROLS):
        raise ReadError("it is binary, not text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_nearly_utf8(data):
            raise ReadError(f"it is damaged: byte {error.start} is not utf-8") from None
        return _legacy(data)


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether several characters beyond ASCII are UTF-8 and but few bytes are not: damage, such as
    a download cut amid a character or a line pasted from another encoding."""
    sound = data.decode("utf-8", "ignore")
    beyond = len(sound) - len(data.translate(None, _HIGH_BYTES))
    broken = len(data) - len(sound.encode("utf-8"))
    return beyond >= _FEWEST_SOUND and beyond >= broken * _SOUND_PER_BROKEN


def _utf16(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark, which is likely only where it decodes to what people write."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_written(text[:_UTF16_SAMPLE]) and "\0" not in text:
            return text, codec
    raise ReadError("it is binary, not text")


def _is_written(text: str) -> bool:
    """Whether spaces and stops occur as in writing, and next to nothing unassigned does."""
    stops = sum(text.count(character) for character in " \n\t,.、。　")
    odd = sum(
        unicodedata.category(character) in ("Cc", "Cn", "Co") and character not in "\t\n\v\f\r"
        for character in text
    )
    return stops * 100 >= len(text) and odd * 100 <= len(text)


def _legacy(data: bytes) -> tuple[str, str]:
    # Slow to import, and seldom needed.
    from charset_normalizer import from_bytes

    # Nearly any even number of bytes is some UTF-16 or UTF-32, but text in these has NULs.
    matches = [match for match in from_bytes(_sample(data)) if not match.encoding.startswith(_WIDE)]
    names = [codecs.lookup(match.encoding).name for match in matches]
    near = {
        name: match.language
        for name, match in zip(names, matches, strict=True)
        if match.chaos <= matches[0].chaos + _NEAR
    }
    # Among like guesses the detector's order is chance; these are the likelier by far.
    if near.get("cp1254") == "Turkish":
        names.insert(0, "cp1254")
    elif _is_western(data) and ("cp1252" in near or _same(data, names[:1], "cp1252")):
        names.insert(0, "cp1252")
    elif names[:1] == ["cp1252"] and "cp1250" in near and _has_signs_in_words(data):
        names.insert(0, "cp1250")
    for name in names:
        try:
            return data.decode(name).removeprefix("\ufeff"), name
        except UnicodeDecodeError:
            continue
    raise ReadError("its encoding cannot be told; save it as UTF-8")


def _is_western(data: bytes) -> bool:
    """Whether the bytes read as cp1252 are what western Europe writes: some accents, no others."""
    text = _sample(data).decode("cp1252", "replace")
    letters = [character for character in text if character.isalpha()]
    accented = [character for character in letters if not character.isascii()]
    few = len(accented) * 3 <= len(letters)
    return few and _WESTERN.issuperset(accented) and not _has_signs_in_words(data)


def _has_signs_in_words(data: bytes) -> bool:
    """Whether cp1252 would read signs amid words (``pokona³y``), which are letters elsewhere."""
    return _SIGN_IN_WORD.search(_sample(data).decode("cp1252", "replace")) is not None


def _same(data: bytes, names: list[str], other: str) -> bool:
    sample = _sample(data)
    return any(sample.decode(name, "replace") == sample.decode(other, "replace") for name in names)


def _sample(data: bytes) -> bytes:
    """A stretch that holds the first bytes beyond ASCII, cut at lines where there are any."""
    if len(data) <= _SAMPLE:
        return data
    high = _HIGH.search(data)
    first = high.start() if high else 0
    line = data.rfind(b"\n", max(0, first - 4_096), first)
    start = line + 1 if line != -1 else first
    end = data.rfind(b"\n", start + _SAMPLE // 2, start + _SAMPLE)
    return data[start : end if end != -1 else start + _SAMPLE]

"""Content as OpenDocument texts and as Rich Text, with heading and list styles, captions and header
rows."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

from eval.corpora.content import Content, Heading, Item, Paragraph, Table, texts
from eval.corpora.spots import Spot

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ROOT = (
    f'office:document-{{kind}} xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0"'
    f' xmlns:table="{_ODF}:table:1.0" xmlns:style="{_ODF}:style:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)
_STYLES = (
    '<office:styles><style:style style:name="Caption" style:family="paragraph"/>'
    '<text:list-style style:name="L1">'
    + "".join(f'<text:list-level-style-bullet text:level="{n}"/>' for n in range(1, 11))
    + "</text:list-style></office:styles>"
)
_RTF = (
    r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\stylesheet{\s0 Normal;}"
    + "".join(rf"{{\s{n}\outlinelevel{n - 1} heading {n};}}" for n in range(1, 10))
    + r"{\s10 caption;}}"
)


def write_odt(content: Content, folder: Path) -> list[Spot]:
    """In an archive, as word processors write them."""
    file = folder / f"{content.stem}.odt"
    body = "".join(_odf(piece) for piece in content.pieces)
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for kind, inside in (
            ("content", f"<office:body><office:text>{body}</office:text></office:body>"),
            ("styles", _STYLES),
            ("meta", f"<office:meta><dc:title>{escape(content.title)}</dc:title></office:meta>"),
        ):
            root = _ROOT.format(kind=kind)
            archive.writestr(f"{kind}.xml", f"<{root}>{inside}</office:document-{kind}>")
    return _spots(content, file)


def write_rtf(content: Content, folder: Path) -> list[Spot]:
    """With what is not ASCII in code."""
    file = folder / f"{content.stem}.rtf"
    title = rf"{{\info{{\title {_coded(content.title)}}}}}"
    body = "\n".join(_rtf(piece) for piece in content.pieces)
    file.write_text(f"{_RTF}{title}{{\\header Page header\\par}}{body}}}", encoding="ascii")
    return _spots(content, file)


def _spots(content: Content, file: Path) -> list[Spot]:
    return [
        Spot(file.name, text, heading)
        for heading, piece in content.headed()
        for text in texts(piece)
    ]


def _odf(piece: Heading | Paragraph | Item | Table) -> str:
    match piece:
        case Heading(level, title):
            return f'<text:h text:outline-level="{level}">{escape(title)}</text:h>'
        case Paragraph(text):
            return f"<text:p>{escape(text)}</text:p>"
        case Item(text, depth):
            inner = f"<text:p>{escape(text)}</text:p>"
            for _ in range(depth + 1):
                inner = f"<text:list><text:list-item>{inner}</text:list-item></text:list>"
            return inner.replace("<text:list>", '<text:list text:style-name="L1">', 1)
        case Table(caption, rows):
            told = f'<text:p text:style-name="Caption">{escape(caption)}</text:p>' * bool(caption)
            head, *others = ("".join(_odf_row(row)) for row in rows)
            return (
                f"{told}<table:table><table:table-header-rows>{head}</table:table-header-rows>"
                f"{''.join(others)}</table:table>"
            )


def _odf_row(row: Sequence[str]) -> Iterator[str]:
    yield "<table:table-row>"
    for cell in row:
        yield f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>"
    yield "</table:table-row>"


def _rtf(piece: Heading | Paragraph | Item | Table) -> str:
    match piece:
        case Heading(level, title):
            return rf"\pard\plain\s{min(level, 9)} {_coded(title)}\par"
        case Paragraph(text):
            return rf"\pard\plain {_coded(text)}\par"
        case Item(text, depth):
            bullet = r"{\listtext\'b7\tab}"
            return rf"\pard\plain{bullet}\ls1\ilvl{depth} {_coded(text)}\par"
        case Table(caption, rows):
            told = rf"\pard\plain\s10 {_coded(caption)}\par" if caption else ""
            return told + "\n".join(_rtf_row(row, at == 0) for at, row in enumerate(rows))


def _rtf_row(row: Sequence[str], is_header: bool) -> str:
    ends = "".join(rf"\cellx{1000 * n}" for n in range(1, len(row) + 1))
    cells = "".join(rf"{_coded(cell)}\cell " for cell in row)
    head = r"\trhdr" if is_header else ""
    return rf"\trowd{head}{ends}\pard\intbl {cells}\row"


def _coded(text: str) -> str:
    made = []
    for char in text:
        if char in "\\{}":
            made.append(f"\\{char}")
        elif char.isascii():
            made.append(char)
        else:
            halves = char.encode("utf-16-le")
            for at in range(0, len(halves), 2):
                made.append(rf"\u{int.from_bytes(halves[at : at + 2], 'little', signed=True)}?")
    return "".join(made)

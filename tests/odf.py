"""OpenDocument texts, made of XML by hand."""

from io import BytesIO
from zipfile import ZipFile

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office", "text": "text", "table": "table", "style": "style", "meta": "meta",
        "manifest": "manifest", "draw": "drawing", "fo": "xsl-fo-compatible",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
STYLES = """
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Heading_20_2" style:family="paragraph"/>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph">
  <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T1" style:family="text">
  <style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("
    style:num-suffix=")"/>
</text:list-style>
<text:list-style style:name="L2">
  <text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
<text:list-style style:name="L3">
  <text:list-level-style-number text:level="1" style:num-format="1"/>
  <text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>
</text:list-style>
<text:outline-style style:name="Outline">
  <text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>
</text:outline-style>
"""
META = (
    "<office:meta><dc:title>The Ferry</dc:title><dc:creator>B</dc:creator>"
    "<meta:initial-creator>A. Reed</meta:initial-creator>"
    "<meta:creation-date>2021-05-04T10:00:00</meta:creation-date></office:meta>"
)


def flat(body: str, styles: str = STYLES, meta: str = "") -> bytes:
    """A text in one file of XML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES}>{meta}'
        f"<office:styles>{styles}</office:styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    ).encode()


def zipped(body: str, manifest: str = "", picture: bool = False) -> bytes:
    """A text in an archive."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, inside in {
            "content": f"<office:body><office:text>{body}</office:text></office:body>",
            "styles": f"<office:styles>{STYLES}</office:styles>",
            "meta": META,
        }.items():
            root = f"office:document-{name}"
            archive.writestr(f"{name}.xml", f"<{root} {SPACES}>{inside}</{root}>")
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {SPACES}>{manifest}</manifest:manifest>"
        )
        if picture:
            archive.writestr("Pictures/1.png", b"\x89PNG")
    return made.getvalue()

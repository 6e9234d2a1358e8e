"""What a browser shows of HTML, in reading order: each node is of a kind, and some are not shown."""

from selectolax.lexbor import LexborNode

from index.formats.html_alternatives import is_last_alternative
from index.formats.html_cells import Piece
from index.formats.html_chrome import Chrome
from index.formats.html_kinds import (
    is_amid_text,
    is_generated,
    is_headerlink,
    is_permalink,
    kind_of,
    page_label,
)
from index.formats.html_line import walk
from index.formats.html_writer import Writer

_INLINE = frozenset({"inline", "link", "sign"})
_PLAIN = _INLINE | {"block", "space"}
_HEADS = frozenset({"heading", "term"})  # an anchor of which holds for what is below it


class Walker:
    """Goes through the nodes of a tree, and has what is shown written, without its ``chrome``."""

    def __init__(self, writer: Writer, chrome: Chrome | None = None) -> None:
        self._writer = writer
        self._chrome = chrome or Chrome()
        self._opened: list[tuple[str, str | None]] = []  # and the anchor that it ends with

    def write(self, root: LexborNode) -> None:
        """The text of ``root`` and all below it."""
        walk(root, self._enter, self._leave)
        self._writer.end()

    def _enter(self, node: LexborNode) -> bool:
        text = node.text_content
        if text is not None:
            self._writer.add(text)
            return False
        tag = node.tag
        if tag is None or tag[0] == "-":
            return False
        attributes = node.attributes
        kind = kind_of(tag, attributes)
        if attributes and (label := page_label(attributes, node)) is not None:
            if kind == "block" and not self._writer.is_one_line(kind):
                self._writer.flush()
            self._writer.page(label or self._writer.sink.label(attributes.get("id")))
            return False
        if node.mem_id in self._chrome.left_out:
            return False
        if node.mem_id in self._chrome.asides:
            self._writer.sink.put(Piece("aside", " ".join(node.text(separator=" ").split())))
            return False
        if kind == "hidden" and node.mem_id in self._chrome.shown:
            kind = "block"
        if kind == "button":
            # A section that opens has its heading in one, and nothing beside; a sentence names one.
            kind = "inline" if self._writer.is_at_heading or is_amid_text(node) else "hidden"
        if kind == "hidden":
            if not is_last_alternative(node, attributes):
                return False
            kind = "inline"
        if kind == "break":
            self._writer.end_line()
            return False
        if kind not in _INLINE and self._writer.is_one_line(kind):
            self._writer.space()
            kind = "space"
        elif kind not in _INLINE:
            self._writer.flush()
        held: str | None = self._writer.sink.held
        if attributes and not is_generated(node, attributes):
            self._writer.anchor(tag, attributes)
        if self._writer.sink.held == held and kind not in ("list", "row", "table"):
            held = None
        names = self._writer.is_naming or is_headerlink(attributes)
        if names and kind == "link" and is_permalink(node, attributes):
            return False
        if kind not in _PLAIN:
            self._writer.open(kind, tag, node, attributes)
        ends = kind not in _INLINE and kind not in _HEADS and node.first_child is not None
        self._opened.append((kind, held if ends else None))
        return True

    def _leave(self) -> None:
        kind, held = self._opened.pop()
        if kind in ("space", "sign"):
            self._writer.space()
        elif kind not in _INLINE:
            self._writer.flush()
            if kind not in _PLAIN:
                self._writer.close(kind)
        # A row is quoted whole, so that no cell of it ends before it.
        if held is not None and (kind in ("row", "table") or not self._writer.sink.tables):
            self._writer.sink.back_to(held)

"""What each element of HTML does to the text that a browser shows."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

Attributes = Mapping[str, str | None]

_KINDS = {
    **dict.fromkeys(
        # Never shown, shown by scripts alone, or controls and ways about rather than text.
        ("annotation", "annotation-xml", "audio", "canvas", "datalist", "defs", "desc", "head")
        + ("iframe", "metadata", "meter", "nav", "noembed", "noframes", "noscript", "progress")
        + ("script", "search", "select", "style", "symbol", "template", "textarea", "title")
        + ("video",),
        "hidden",
    ),
    **dict.fromkeys(
        ("address", "article", "body", "center", "dialog", "div", "fieldset", "figcaption")
        + ("footer", "form", "header", "hgroup", "hr", "html", "legend", "main", "p", "section")
        + ("summary", "tbody", "text", "tfoot"),
        "block",
    ),
    **dict.fromkeys(("aside", "blockquote", "details", "figure"), "scope"),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "dl"), "list"),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), "pre"),
    **dict.fromkeys(("mi", "mn", "mo", "ms", "mtext"), "sign"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("td", "th"), "cell"),
    "br": "break",
    "li": "item",
    "dt": "term",
    "dd": "told",
    "tr": "row",
    "thead": "thead",
    "table": "table",
    "caption": "caption",
    "a": "link",
}
_HIDDEN_ROLES = frozenset({"navigation", "search", "banner", "contentinfo"})
_STYLE = re.compile(
    r"(?:^|;)\s*(display|visibility|content-visibility)\s*:\s*([\w-]+)", re.IGNORECASE
)
_BLOCK_STYLES = ("block", "flex", "flow-root", "grid", "list-item", "table")
_PERMALINKS = frozenset({"", "#", "¶", "§", "🔗", "\u200b"})
_LEVEL = re.compile(r"\s*([1-9])\s*$")


def kind_of(tag: str, attributes: Attributes) -> str:
    """What an element is to its text: "hidden", "block", "heading", …; else "inline"."""
    kind = _KINDS.get(tag, "inline")
    if kind == "hidden" or tag in ("html", "body"):
        return kind
    if _is_hidden(tag, attributes):
        return "hidden"
    if attributes.get("role") == "heading" and kind in ("inline", "block"):
        return "heading"
    style = attributes.get("style")
    if style and kind == "inline":
        displays = [value for name, value in _STYLE.findall(style) if name.lower() == "display"]
        if displays and displays[-1].lower() in _BLOCK_STYLES:
            return "block"
    return kind


def level_of(tag: str, attributes: Attributes) -> int:
    """The level of a heading."""
    if len(tag) == 2 and tag[0] == "h":
        return int(tag[1])
    level = _LEVEL.match(attributes.get("aria-level") or "")
    return min(int(level[1]), 6) if level else 2


def is_permalink(node: LexborNode, attributes: Attributes) -> bool:
    """Whether a link is the sign beside a heading that links to it: no word of the heading."""
    inside = node.first_child
    if not (attributes.get("href") or "").startswith("#"):
        return False
    while inside is not None and inside.next is None and inside.text_content is None:
        inside = inside.first_child
    text = inside.text_content if inside is not None else ""
    last = inside is None or inside.next is None
    return last and text is not None and text.strip() in _PERMALINKS


def _is_hidden(tag: str, attributes: Attributes) -> bool:
    if not attributes:
        return tag == "dialog"
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" or "popover" in attributes:
        return True
    if attributes.get("role") in _HIDDEN_ROLES or (tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style")
    if not style:
        return False
    told = {name.lower(): value.lower() for name, value in _STYLE.findall(style)}
    return told.get("display") == "none" or "hidden" in (
        told.get("visibility"),
        told.get("content-visibility"),
    )

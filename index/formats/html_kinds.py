"""What each element of HTML does to the text that a browser shows."""

import re
from collections.abc import Iterator, Mapping

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
        + ("tbody", "text", "tfoot"),
        "block",
    ),
    **dict.fromkeys(("aside", "blockquote", "details", "figure"), "scope"),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "dl"), "list"),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), "pre"),
    **dict.fromkeys(("mi", "mn", "mo", "ms", "mtext"), "sign"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "heading"),
    **dict.fromkeys(("td", "th"), "cell"),
    "br": "break",
    "button": "button",
    "li": "item",
    "dt": "term",
    "dd": "told",
    "tr": "row",
    "thead": "thead",
    "table": "table",
    "caption": "caption",
    "a": "link",
}
_HIDDEN_ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "menu", "menubar", "toolbar", "tablist"}
    | {"dialog", "alertdialog", "combobox", "listbox", "slider", "tooltip"}
)
_ABOUT_ROLES = frozenset({"navigation", "search", "banner", "contentinfo"})
_HIDDEN_CLASSES = frozenset(
    # A wiki's links beside its headings that edit them; what style sheets leave to the blind.
    {"mw-editsection", "mw-editsection-like", "editsection"}
    | {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"}
)
_HIDDEN_IDS = frozenset({"mdbook-help-container"})  # by a style sheet alone, until a key is pressed
_STYLE = re.compile(
    r"(?:^|;)\s*(display|visibility|content-visibility)\s*:\s*([\w-]+)", re.IGNORECASE
)
_BLOCK_STYLES = ("block", "flex", "flow-root", "grid", "list-item", "table")
_PERMALINKS = frozenset({"", "#", "¶", "§", "∞", "🔗", "\u200b"})
_PERMALINK_CLASSES = frozenset({"headerlink", "hash-link", "anchor-link", "anchorjs-link"})
_NEAR = 3  # siblings, as white space may stand between
_PAGE = re.compile(r"(?:page|pg\.?|p\.)\s+", re.IGNORECASE)
_LONGEST_LABEL, _LONGEST_SIGN = 20, 40
_DEEPEST_SIGN = 8
_BOLD = frozenset({"b", "strong"})
_AROUND_BOLD = frozenset(
    {"a", "big", "center", "div", "em", "font", "i", "p", "small", "span", "u"}
)
_COUNTED = re.compile(r"id[mp]?[-_.]?\d[-_.\d]*")
_NUMBER = re.compile(r"\s*(\d{1,4})")
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


def spans_of(attributes: Attributes) -> tuple[int, int]:
    """How many columns and rows a cell spans, as it says; 0 rows for all that follow."""
    across, down = (_NUMBER.match(attributes.get(name) or "1") for name in ("colspan", "rowspan"))
    return int(across[1]) if across else 1, int(down[1]) if down else 1


def is_permalink(node: LexborNode, attributes: Attributes) -> bool:
    """Whether a link is the sign beside a heading that links to it: no word of the heading."""
    if "#" not in (attributes.get("href") or ""):
        return False
    if _has_class(attributes, _PERMALINK_CLASSES) and _stands_beside_words(node):
        return True
    text = _only_text(node)
    return text is not None and text.strip() in _PERMALINKS


def is_headerlink(attributes: Attributes) -> bool:
    """Whether a link is said to be the sign beside what it links to."""
    return _has_class(attributes, _PERMALINK_CLASSES)


def is_generated(node: LexborNode, attributes: Attributes) -> bool:
    """Whether an element only holds a place, under a name that a program counted up."""
    if node.first_child is not None:
        return False
    name = attributes.get("id") or attributes.get("name")
    return name is not None and _COUNTED.fullmatch(name) is not None


def page_label(attributes: Attributes, node: LexborNode) -> str | None:
    """The number printed on a page, where an element says no more than that it begins; empty where
    the number is not told, None where the element is no such sign.

    ``<span role="doc-pagebreak" aria-label="Page 12."/>`` is "12".
    """
    types = (attributes.get("epub:type") or "").split()
    if "pagebreak" not in types and attributes.get("role") != "doc-pagebreak":
        return None
    text = _only_text(node)
    if text is None or len(text) > _LONGEST_SIGN:
        return None
    told = (attributes.get("title"), attributes.get("aria-label"), text)
    return next((label for name in told if (label := printed(name or ""))), "")


def printed(name: str) -> str:
    """What a page is called, as the number that is printed on it: "12" for "Page 12."."""
    label = _PAGE.sub("", " ".join(name.split()), count=1).rstrip(".")
    return label if len(label) <= _LONGEST_LABEL and label.isprintable() else ""


def is_bold(node: LexborNode) -> bool:
    """Whether all that an element holds is set in bold."""
    inside: LexborNode | None = node
    for _ in range(_DEEPEST_SIGN):
        held = [child for child in _first_children(inside) if (child.text_content or "x").strip()]
        if len(held) != 1 or held[0].tag not in _BOLD | _AROUND_BOLD:
            return False
        if held[0].tag in _BOLD:
            return True
        inside = held[0]
    return False


def _first_children(node: LexborNode | None) -> Iterator[LexborNode]:
    child = node.first_child if node is not None else None
    for _ in range(_NEAR):
        if child is None:
            return
        yield child
        child = child.next


def _only_text(node: LexborNode) -> str | None:
    """The text of an element that holds nothing else; None where it holds more."""
    inside = node.first_child
    for _ in range(_DEEPEST_SIGN):
        if inside is None:
            return ""
        if inside.next is not None:
            return None
        if inside.text_content is not None:
            return inside.text_content
        inside = inside.first_child
    return None


def _has_class(attributes: Attributes, wanted: frozenset[str]) -> bool:
    classes = attributes.get("class")
    return bool(classes) and not wanted.isdisjoint((classes or "").split())


def _stands_beside_words(node: LexborNode) -> bool:
    before, after = node.prev, node.next
    for _ in range(_NEAR):
        for beside in (before, after):
            if beside is not None and any(map(str.isalnum, beside.text())):
                return True
        before, after = before and before.prev, after and after.next
    return False


def _role(attributes: Attributes) -> str:
    return next(iter((attributes.get("role") or "").lower().split()), "")


def _is_hidden(tag: str, attributes: Attributes) -> bool:
    if not attributes:
        return tag == "dialog"
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" or "popover" in attributes:
        return True
    if "open" not in attributes if tag == "dialog" else _role(attributes) in _HIDDEN_ROLES:
        return True
    if _has_class(attributes, _HIDDEN_CLASSES) or attributes.get("id") in _HIDDEN_IDS:
        return True
    style = attributes.get("style")
    if not style:
        return False
    told = {name.lower(): value.lower() for name, value in _STYLE.findall(style)}
    return told.get("display") == "none" or "hidden" in (
        told.get("visibility"),
        told.get("content-visibility"),
    )


def is_about(tag: str, attributes: Attributes) -> bool:
    """Whether an element is hidden only as it is said to lead about a site."""
    if tag != "nav" and _role(attributes) not in _ABOUT_ROLES:
        return False
    return not _is_hidden("div", {name: attributes[name] for name in attributes if name != "role"})


def stands_alone(node: LexborNode) -> bool:
    """Whether no words stand beside it on its line."""
    for step in ("prev", "next"):
        beside = getattr(node, step)
        for _ in range(_NEAR):
            if beside is None or _is_block(beside):
                break
            if any(map(str.isalnum, beside.text())):
                return False
            beside = getattr(beside, step)
    return True


def _is_block(node: LexborNode) -> bool:
    if node.tag is None or node.tag[0] == "-":
        return False
    return kind_of(node.tag, node.attributes) not in ("inline", "link", "sign")


def is_amid_text(node: LexborNode) -> bool:
    """Whether words stand right before and right after it."""
    return all(
        beside is not None and (beside.text_content or "").strip()
        for beside in (node.prev, node.next)
    )

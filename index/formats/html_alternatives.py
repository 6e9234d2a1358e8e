"""Alternatives amid a line of HTML that are all hidden until a script shows one: the keys of each
system, say."""

from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from index.formats.html_kinds import Attributes, kind_of

_MOST = 10  # alternatives
_MOST_WITHIN = 30  # nodes, so that no page takes long
_NEAR = 3  # siblings, as white space may stand between
_INLINE = ("inline", "link")


def is_last_alternative(node: LexborNode, attributes: Attributes) -> bool:
    """Whether an element that says it is ``hidden`` is the last of several alternatives, which are
    all that an element beside words has: no page means to leave such a gap. The last is mostly
    that for every other case.

    ``Press <span><b hidden>Command</b><b hidden>Ctrl</b></span>+Enter``: the second.
    """
    if "hidden" not in attributes or not _is_alternative(node):
        return False
    around = node.parent
    if (
        around is None
        or around.tag is None
        or not _is_inline(around)
        or not _is_beside_words(around)
    ):
        return False
    if any(map(_is_something, _siblings(node, after=True))):
        return False
    before = list(islice(filter(_is_something, _siblings(node, after=False)), _MOST))
    return 0 < len(before) < _MOST and all(map(_is_alternative, before))


def _is_alternative(node: LexborNode) -> bool:
    """Whether an element is hidden by its attribute alone, and would be part of the line."""
    tag, attributes = node.tag, node.attributes
    if tag is None or attributes.pop("hidden", "until-found") == "until-found":
        return False
    if kind_of(tag, attributes) not in _INLINE:
        return False
    within = list(islice(_within(node), _MOST_WITHIN))
    return len(within) < _MOST_WITHIN and all(map(_is_inline, within[1:]))


def _is_inline(node: LexborNode) -> bool:
    """Whether a node is text, or an element that is shown amid it."""
    if node.text_content is not None or node.tag is None or node.tag[0] == "-":
        return True
    return kind_of(node.tag, node.attributes) in _INLINE


def _is_something(node: LexborNode) -> bool:
    """Whether a node is more than white space and comments."""
    text = node.text_content
    return not text.isspace() if text else node.tag is not None and node.tag[0] != "-"


def _is_beside_words(node: LexborNode) -> bool:
    for after in (True, False):
        for beside in islice(_siblings(node, after=after), _NEAR):
            if not _is_inline(beside):
                break
            within = islice(_within(beside), _MOST_WITHIN)
            if any(any(map(str.isalnum, inner.text_content or "")) for inner in within):
                return True
    return False


def _siblings(node: LexborNode, *, after: bool) -> Iterator[LexborNode]:
    beside = node.next if after else node.prev
    while beside is not None:
        yield beside
        beside = beside.next if after else beside.prev


def _within(node: LexborNode) -> Iterator[LexborNode]:
    """A node and all below it, in order."""
    waiting = [node]
    while waiting:
        last = waiting.pop()
        yield last
        if last is not node and last.next is not None:
            waiting.append(last.next)
        if last.first_child is not None:
            waiting.append(last.first_child)

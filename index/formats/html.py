"""HTML: what a browser shows of a page, with its headings, tables, lists, and ids as anchors."""

from selectolax.lexbor import LexborNode

from index.errors import ReadError
from index.formats.canonical import Canonical, Parsed, with_titles
from index.formats.html_chrome import chrome
from index.formats.html_sink import Sink
from index.formats.html_source import decoded, tree
from index.formats.html_text import Walker
from index.formats.html_writer import Writer
from index.lines import LONGEST_HEADING

_NO_TITLES = frozenset(
    {"untitled", "untitled document", "untitled page", "document", "new page", "new page 1"}
    | {"no title", "index", "home", "homepage", "title", "html", "page"}
)


def parse(data: bytes) -> Parsed:
    """As `index.formats.Parser`. No script is run, and nothing is fetched."""
    text, encoding = decoded(data)
    parser = tree(text)
    made = Canonical()
    writer = Writer(Sink(made))
    if parser.root is not None:
        Walker(writer, chrome(parser.root)).write(parser.root)
    parsed = made.done("html", title_of(parser.head) or writer.title, encoding)
    parsed = with_titles(parsed)
    if not parsed.text:
        raise ReadError("it has no text that a browser would show without running scripts")
    return parsed


def title_of(head: LexborNode | None) -> str:
    """The title that a page has in its head, unless programs put it there; else empty."""
    node = head.first_child if head is not None else None
    while node is not None and node.tag != "title":
        node = node.next
    title = " ".join(node.text().split()) if node is not None else ""
    return "" if title.lower() in _NO_TITLES or len(title) > LONGEST_HEADING else title

"""What in a text is surely a tag of HTML, and no comparison, placeholder, address or type."""

import re

# Elements of HTML, those of old pages too, and what wikis and word processors write beside them.
_NAMES = frozenset(
    """a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl
    dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head
    header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu
    meta meter nav nobr noframes noscript object ol optgroup option output p param picture pre
    progress q rb rp rt ruby s samp script section select small source span strike strong style sub
    summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
    video wbr gallery includeonly noinclude nowiki onlyinclude poem ref references o:p""".split()  # noqa: SIM905
)
TAG = r"<(/?)([a-zA-Z][\w-]*(?::[\w-]+)?)((?:[\s/][^<>]*)?)>"
"""A pattern of what is a tag where its name is known: a slash where it closes, its name, the
rest."""

_MARKUP = re.compile(rf"<!--[^<>]*-->|{TAG}")
_OR_CODE = re.compile(rf"`[^`]*`|{TAG}")
# In a line of text these stand alone; other elements that could, as <input>, are placeholders.
_ALONE = frozenset(("br", "hr", "img", "wbr"))


def without_markup(text: str, instead: str) -> str:
    """HTML with its tags and comments replaced.

    >>> without_markup("<td>< 5 mg</td><td>> 5 mg, <dose></td>", "|")
    '|< 5 mg||> 5 mg, <dose>|'
    """
    return _MARKUP.sub(lambda tag: instead if tag[2] is None or is_known(tag[2]) else tag[0], text)


def without_tags(text: str, instead: str) -> str:
    """A line of other text with the tags replaced that are tags surely: outside of code, and with
    an attribute, or its other, where it is none that stands alone.

    >>> without_tags("<i>Log in</i> as <user><br>to `<b>`, of type List<a>", " ")
    ' Log in  as <user> to `<b>`, of type List<a>'
    """
    found = [tag for tag in _OR_CODE.finditer(text) if tag[2] and is_known(tag[2])]
    closed = {tag[2].lower() for tag in found if tag[1]}
    surely = {
        tag.start()
        for tag in found
        if tag[1] or tag[3].strip() or tag[2].lower() in _ALONE | closed
    }
    return _OR_CODE.sub(lambda tag: instead if tag.start() in surely else tag[0], text)


def is_known(name: str) -> bool:
    """Whether an element of HTML has a name, in any case."""
    return name.lower() in _NAMES

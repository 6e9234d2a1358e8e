"""A question → the names in it that mean themselves alone."""

import re
from collections.abc import Collection

from index.codes import codes

IDENTIFIER = re.compile(
    r"--[a-z][\w-]+|\w*[^\W_]_\w+|[a-z]+[A-Z]\w*|[a-z][\w-]{2,}(?:\.[a-z]\w{2,})+"
)
"""What programs call things: --depth, maxUploadFiles, core.maxThreads, DEPTH_LIMIT."""

# Those, and where something is: /var/tmp.
_EXACT = re.compile(
    rf"(?<![\w/.-])(?>(?P<name>{IDENTIFIER.pattern})|/[\w.-]*\w(?:/[\w.-]*\w)*)(?![\w/])"
)
# Settings that are written without a gap, as MaxJobTime: of two words it may be a brand, such as
# PostgreSQL, unless a setting is asked for.
_SETTING = re.compile(r"(?<![\w/.-])(?:[A-Z][a-z]+){2,}\w*(?![\w/-])")
_PARTS = re.compile(r"[A-Z][a-z]+")
_ASKS_SETTING = re.compile(
    r"\b(?:attribute|default|directive|field|key|option|parameter|property|setting|variable)s?\b",
    re.IGNORECASE,
)


def exact(question: str, unlike: Collection[str] = ()) -> tuple[re.Pattern[str], ...]:
    """What finds each name of a question that means itself alone: an option, a setting, a path, a
    code, a version, but those ``unlike`` any there; "/tmp" is not found in "/var/tmp".

    >>> [bool(one.search("--all is kept in /var/tmp")) for one in exact("Is --all in /tmp?")]
    [True, False]
    >>> [bool(one.search("E 1042, LP-200x")) for one in exact("Does e1042 come from an LP-200?")]
    [True, False]
    """
    patterns = [
        rf"(?<![\w{'-' if is_identifier else '/'}]){re.escape(name)}(?!\w|-\w)"
        for name, is_identifier in _named(question).items()
    ]
    patterns += [one.pattern for one in codes(question) if not one.name and one.typed not in unlike]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in dict.fromkeys(patterns))


def identifiers(question: str) -> list[str]:
    """What a question names as programs call things.

    >>> identifiers("Is --all in MaxRunJobTime, max_jobs or /tmp?")
    ['--all', 'max_jobs', 'MaxRunJobTime']
    """
    return [name for name, is_identifier in _named(question).items() if is_identifier]


def _named(question: str) -> dict[str, bool]:
    """What a question names as programs do, and whether that is an identifier or else a path."""
    found = {match[0]: match["name"] is not None for match in _EXACT.finditer(question)}
    least = 2 if _ASKS_SETTING.search(question) else 3
    settings = (match[0] for match in _SETTING.finditer(question))
    return found | {name: True for name in settings if len(_PARTS.findall(name)) >= least}

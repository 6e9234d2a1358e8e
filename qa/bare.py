"""Lines that answer no question but one for them: links alone, notices of copyright, greetings."""

import re

from index.sentences import count_words

_JOINING = re.compile(r"[\W_]*(?:(?:and|or|but)[\W_]+)*(?:and|or|but)[\W_]*", re.IGNORECASE)
_LINK = re.compile(
    r"!?\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])|<?(?:https?://|www\.)[^\s<>]+>?",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
# Mere words are looked for wherever they stand.
_ASKS = re.compile(
    r"\?|^\W*(?:how|what|when|why|can|could|do|does|did|is|are|was|were|may|must|should|will|has)\b",
    re.IGNORECASE,
)
_WANTS_LINK = re.compile(
    r"\b(?:where|which|who|whose|links?|urls?|(?:web ?)?(?:pages?|sites?)|addresse?s?|names?|list)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"\W*(?:copyright\b|©|\(c\)[ \t]).*", re.IGNORECASE | re.DOTALL)
_LONGEST_NOTICE = 14  # words
_LONGEST_GREETING = 3  # words, as "Dear Mr. Hale," and "Yours sincerely,"
_WANTS_NOTICE = re.compile(
    r"copyright|©|\b(?:who|whose|when|years?|own(?:s|ed|er|ers)?|holders?|authors?|version)\b",
    re.IGNORECASE,
)


def is_bare(text: str, question: str) -> bool:
    """Whether a text says nothing that a question could ask for.

    >>> is_bare("[Fares](fares.md)", "How much is a cart?"), is_bare("or", "Who pays?")
    (True, True)
    >>> is_bare("[Fares](fares.md)", "Where are the fares?"), is_bare("Hi Tom,", "Who is it to?")
    (False, True)
    """
    if _JOINING.fullmatch(text) or (text[-1:] == "," and count_words(text) <= _LONGEST_GREETING):
        return True
    if not _ASKS.search(question):
        return False
    if not _WANTS_LINK.search(question) and _LINK.search(text):
        return _WORD.search(_LINK.sub("", text)) is None
    is_notice = _NOTICE.fullmatch(text) is not None and count_words(text) <= _LONGEST_NOTICE
    return is_notice and _WANTS_NOTICE.search(question) is None

"""Lines that answer no question but one for them: links alone, notices of copyright, greetings, and
who wrote a message to whom and when."""

import re

from index.document import MAIL_FIELDS
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
_FAREWELL = re.compile(
    r"(?:cheers|thanks|thank you|(?:(?:best|kind|warm) )?regards|all the best|best(?: wishes)?|bye"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|(?:(?:viele|liebe|beste) )?(?:grüße|grüsse)"
    r"|(?:bien )?cordialement|saludos)[ \t]*(?:[,!.]|\n|$)(?:\s*[^\W\d_][\w.'’-]*){0,3}",
    re.IGNORECASE,
)
_WANTS_FIELD = re.compile(
    r"\b(?:who|whom|whose|when|from|(?:to|cc)$|dates?|dated|days?|years?|times?|send(?:s|er|ers)?|sent|wrote"
    r"|writes?|written|authors?|recipients?|receiv\w+|got|e-?mails?|mails?|messages?|letters?|addresse?s?"
    r"|attach\w*|enclos\w*|files?|cop(?:y|ied|ies))\b",
    re.IGNORECASE,
)
_WANTS_NOTICE = re.compile(
    r"copyright|©|\b(?:who|whose|when|years?|own(?:s|ed|er|ers)?|holders?|authors?|version)\b",
    re.IGNORECASE,
)


def is_bare(text: str, question: str, context: str = "") -> bool:
    """Whether a text says nothing that a question could ask for. ``context`` as for `Block`.

    >>> is_bare("[Fares](fares.md)", "How much is a cart?"), is_bare("or", "Who pays?")
    (True, True)
    >>> is_bare("[Fares](fares.md)", "Where are the fares?"), is_bare("Hi Tom,", "Who is it to?")
    (False, True)
    >>> is_bare("Cheers,\\nAnn", "Who is it from?"), is_bare("Thanks to Ann", "Who helped?")
    (True, False)
    >>> [is_bare("To: Ann", asked, MAIL_FIELDS) for asked in ("Does it go?", "Who was told?")]
    [True, False]
    """
    if _JOINING.fullmatch(text) or (text[-1:] == "," and count_words(text) <= _LONGEST_GREETING):
        return True
    if _FAREWELL.fullmatch(text):
        return True
    if not _ASKS.search(question):
        return False
    if context == MAIL_FIELDS:
        return _WANTS_FIELD.search(question) is None
    if not _WANTS_LINK.search(question) and _LINK.search(text):
        return _WORD.search(_LINK.sub("", text)) is None
    is_notice = _NOTICE.fullmatch(text) is not None and count_words(text) <= _LONGEST_NOTICE
    return is_notice and _WANTS_NOTICE.search(question) is None

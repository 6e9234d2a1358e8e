"""Text → the terms that lexical search counts, and the words it leaves out."""

import re
import unicodedata
from collections.abc import Iterator

# Function words of English: they carry no topic and stand in nearly every passage. Other
# languages are served by document frequency alone (see index.lexical).
STOP_WORDS = frozenset(
    """a about above after again all also am an and any are aren't as at be because been before being
    below between both but by can cannot could couldn't did didn't do does doesn't doing don't down
    during each few for from further get got had hadn't has hasn't have haven't having he her here
    hers herself him himself his how i if in into is isn't it it's its itself just let me more most my
    myself no nor not of off on once only or other our ours ourselves out over own please same shall
    she should shouldn't so some such tell than that that's the their theirs them themselves then
    there there's these they this those through to too under until up upon us very was wasn't we were
    weren't what what's when where which while who whom whose why will with won't would wouldn't you
    your yours yourself yourselves""".split()  # noqa: SIM905  a list of this length, one word a line, hides the code
)

# fmt: off
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)
# fmt: on
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
"""A pattern for the months of English, whole or cut short."""

# Scripts written without spaces: runs of these are cut into overlapping pairs of characters, the
# usual unit for retrieval there (Nie, Gao, Zhang, Zhou: "On the use of words and n-grams for
# Chinese information retrieval", IRAL 2000).
_UNSPACED = (
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0002fa1f"
)
# Scripts that write vowels, or what alters a letter, as marks, which \w leaves out: the Latin and
# the Cyrillic, from the Hebrew to those of India and Sri Lanka, the Tibetan.
_MARKED = ((0x0300, 0x0370), (0x0483, 0x0488), (0x0591, 0x0E00), (0x0F18, 0x0FC7))
_JOINERS = "\u200c\u200d"


def _marks() -> Iterator[str]:
    """The marks of these scripts as ranges of a character class."""
    for first, end in _MARKED:
        run = ""
        for char in map(chr, range(first, end + 1)):
            if unicodedata.category(char) in ("Mn", "Mc"):
                run = f"{run[:1] or char}-{char}"
            elif run:
                yield run
                run = ""


# What belongs to a word after its first letter, beside letters.
_ADDED = f"[{''.join(_marks())}{_JOINERS}]"

# Classes of marks that mean as much as letters do, where others only tell how a letter is read:
# none, viramas, and vowels of Telugu, Thai, Lao and Tibetan.
_TELLING = frozenset({0, 9, 84, 91, 103, 107, 118, 122, 129, 130, 132})
_UNSEEN = dict.fromkeys(map(ord, f"\u00ad{_JOINERS}"))

# The unspaced are tried first, so that \w is none of them.
_LATER = rf"(?:[^\W{_UNSPACED}]|{_ADDED})"
_RUN = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>\w{_LATER}*)")
_ASCII_WORD = re.compile(r"[a-z0-9_]+")
_WORD = re.compile(rf"[{_UNSPACED}]|\w(?:\u00ad*{_LATER})*(?:['’]\w(?:\w|{_ADDED})*)?")

# A line end amid a word, and what `mended` makes of it. A soft hyphen by itself only says where
# the word could be broken.
_BREAK = re.compile(r"[-\u00ad\u2010][ \t]*\r?\n[ \t]*")
_BROKEN = rf"\w(?:\w|{_ADDED})*(?:\u00ad{{2,}}\w(?:\w|{_ADDED})*)+"  # compiled once needed
_SOFT = re.compile(r"(?<!\u00ad)\u00ad(?!\u00ad)")


def fold(text: str) -> str:
    """Lower case without diacritics and points, for comparing words only: lengths may change. Signs
    that are vowels are kept.

    >>> fold("Michitarō")
    'michitaro'
    >>> fold("שָׁלוֹם") == "שלום", fold("कुमार") == "कुमार"
    (True, True)
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNSEEN))
    return "".join(char for char in decomposed if unicodedata.combining(char) in _TELLING)


def bare(title: str) -> str:
    """The letters and digits of a title, in lower case, for comparing it with another form of it.

    >>> bare("Of the Pier-Head") == bare("OF THE PIER HEAD .")
    True
    """
    return "".join(character for character in title.casefold() if character.isalnum())


def terms(text: str) -> list[str]:
    """The terms of a text in order, folded; unspaced scripts as overlapping character pairs. Of a
    word broken at a line end come the parts and the whole.

    >>> terms("The BT-5, at 東大寺")
    ['the', 'bt', '5', 'at', '東大', '大寺']
    >>> terms("an inter-\\nnational treaty")
    ['an', 'inter', 'national', 'international', 'treaty']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = mended(text)
    if "\u00ad" in text:
        text = re.sub(_BROKEN, _parts_and_whole, _SOFT.sub("", text))
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    found: list[str] = []
    for match in _RUN.finditer(text):
        run = match.group("unspaced")
        if run is None:
            found.append(fold(match.group()))
        elif len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def mended(text: str) -> str:
    """The text with each line end amid a word, its hyphen included, made soft hyphens: as long as
    before, but read by a model as if the word were whole.

    >>> mended("an inter-\\nnational treaty") == "an inter\u00ad\u00adnational treaty"
    True
    """
    return _BREAK.sub(_softened, text) if "\n" in text else text


def _softened(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    is_within = text[start - 1 : start].isalpha() and text[end : end + 1].islower()
    return "\u00ad" * (end - start) if is_within else found[0]


def _parts_and_whole(found: re.Match[str]) -> str:
    parts = [part for part in found[0].split("\u00ad") if part]
    return " ".join([*parts, "".join(parts)])


def word_spans(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of the words of a text; in unspaced scripts each character is one.

    >>> word_spans("It's 5 pm")
    [(0, 4), (5, 6), (7, 9)]
    """
    return [match.span() for match in _WORD.finditer(text)]


def is_stop_word(word: str) -> bool:
    """Whether a word, in any case, carries no topic."""
    return word.replace("’", "'").casefold() in STOP_WORDS

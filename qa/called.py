"""Documents → the words by which a question may call them. Versions are taken whole and without a
last ".0": "MPL-2.0.txt" is mpl and 2, as are "MPLv2" and "version 2 of the MPL"."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from index.words import fold, is_stop_word
from qa.question import apart, initials, stems

_VERSION = r"(?<!\d)(?<!\d\.)\d{1,3}(?:\.\d{1,3})+(?!\.?\d)"
# A number amid a word is none: fail2ban.
_PARTS = re.compile(rf"[^\W\d_]+|{_VERSION}|(?<!\d)\d\d?[^\W\d_]+|\d+")
_SPELT = {"licence": "license", "licences": "license", "licenses": "license"}
_WORDS = re.compile(r"\w+")
_UNSAID = frozenset({"version", "v", "no", "number", "edition", "s"})
_BEGINS = 4  # letters, the fewest that words of one stem have in common
_FEWEST_INITIALS = 3
_MOST_VERSIONS = 6  # files of one name with more numbers than that are counted: page-17.txt
_MOST_DIGITS = 2  # of a version without a point: LP-300 is a model


@dataclass(frozen=True, slots=True)
class Titled:
    """A document as it may be called."""

    id: int
    path: str
    title: str


class Known:
    """The words of each document's name: those of its path, and with them those of its title; and of
    its file's name alone."""

    def __init__(self, documents: Iterable[Titled]) -> None:
        self.files: dict[str, set[int]] = {}
        self.all: dict[str, set[int]] = {}
        self.paths: dict[str, set[int]] = {}
        self.names: dict[int, frozenset[str]] = {}
        self.titles: dict[int, frozenset[str]] = {}
        self.documents: dict[int, Titled] = {}
        for one in documents:
            path = PurePosixPath(one.path)
            self.documents[one.id] = one
            self.names[one.id] = words_in(path.stem)
            self.titles[one.id] = words_in(one.title)
            parts = path.as_posix().lower().split("/")
            _add(self.paths, ("/".join(parts[start:]) for start in range(len(parts))), one.id)
            _add(self.files, _file_words(one), one.id)
            _add(self.all, called_by(one), one.id)
        self._series = Counter(map(_unnumbered, self.names.values()))

    def equal(self, words: Iterable[str]) -> set[int]:
        """The documents whose title or file's name is just some words."""
        whole = frozenset(words)
        return {key for key in self.names if whole in (self.names[key], self.titles[key])}

    def whole(self, words: Iterable[str], among: Iterable[int]) -> set[int]:
        """Of some documents those that words call by a whole name with its version."""
        said = frozenset(words)
        return {key for key in among if any(name <= said for name in self._versioned(key))}

    def has_version(self, keys: Iterable[int]) -> bool:
        """Whether some of the documents are called by a version."""
        return any(self._versioned(key) for key in keys)

    def _versioned(self, key: int) -> tuple[frozenset[str], ...]:
        in_series = self._series[_unnumbered(self.names[key])] > _MOST_VERSIONS
        return _versioned(self.documents[key], in_series)


def like(question: str, documents: Iterable[Titled]) -> Iterator[Titled]:
    """The documents whose name has the beginning of any of the question's words, or that any may
    stand for: of few the words are worth looking at."""
    words = [word for word in re.findall(r"[^\W\d_]+", apart(question)) if not is_stop_word(word)]
    begins = {fold(word)[:_BEGINS] for word in words}
    if not begins:
        return
    some = re.compile("|".join(map(re.escape, begins)))
    short = stems(" ".join(word for word in words if word.isupper()))
    for one in documents:
        if some.search(fold(f"{one.path} {one.title}")) or not short.isdisjoint(
            initials(one.title) if short else ()
        ):
            yield one


@lru_cache(maxsize=20_000)
def called_by(document: Titled) -> frozenset[str]:
    """The stems of the words that a document may be called by."""
    return _file_words(document) | words_in(document.title) | initials(document.title)


def words_in(text: str) -> frozenset[str]:
    """The stems of a name's words, and its numbers.

    >>> sorted(words_in("lic/gpl-v3.0")), sorted(words_in("EUPLv1.2"))
    (['3', 'gpl', 'lic'], ['1.2', 'eupl'])
    """
    return frozenset(_listed(text))


def is_version(word: str) -> bool:
    """Whether a word of a name is a version, not a year, a count or a model's number.

    >>> [is_version(word) for word in ("3", "3.12", "2019", "300", "gpl")]
    [True, True, False, False, False]
    """
    is_number = word.replace(".", "").isdigit()
    return is_number and ("." in word or len(word) <= _MOST_DIGITS)


def unversioned(path: str) -> tuple[frozenset[str], bool]:
    """The words of a file's name but its numbers, and whether it has any."""
    words = words_in(PurePosixPath(path).stem)
    rest = _unnumbered(words)
    return rest, rest != words


def _unnumbered(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if not word[:1].isdigit())


@lru_cache(maxsize=20_000)
def _file_words(document: Titled) -> frozenset[str]:
    return words_in(PurePosixPath(document.path).with_suffix("").as_posix())


@lru_cache(maxsize=20_000)
def _versioned(document: Titled, in_series: bool) -> tuple[frozenset[str], ...]:
    """What must be said to call a document by its version: the words before that, in its file's
    name unless it is one ``in_series``, or its title, or the title's initials."""
    file, title = _listed(PurePosixPath(document.path).stem), _listed(document.title)
    while title and title[0][:1].isdigit():
        del title[0]  # a heading's number
    found: list[frozenset[str]] = []
    for words in (title,) if in_series else (file, title):
        versions = [at for at, word in enumerate(words) if is_version(word)]
        if not versions or any(len(word) == 4 and word.isdigit() for word in words):
            continue  # a date is no version
        version = words[versions[0]]
        found.append(frozenset(words[: versions[0] + 1] if versions[0] else words))
        named = (word for word in title if word[:1].isalpha() and not is_stop_word(word))
        found.append(frozenset((*named, version)))
        short = (word for word in initials(document.title) if len(word) >= _FEWEST_INITIALS)
        found += [frozenset((word, version)) for word in short]
    return tuple(one for one in dict.fromkeys(found) if any(map(str.isalpha, one)))


def _listed(text: str) -> list[str]:
    """The stems of a name's words and its numbers, in order."""
    found: list[str] = []
    for part in _PARTS.findall(_WORDS.sub(_spelt, apart(text))):
        if part[0].isdigit():
            found.append(re.sub(r"(?:\.0+)+$", "", fold(part)))
        else:
            found += (stem for stem in stems(part) if stem not in _UNSAID)
    return found


def _spelt(word: re.Match[str]) -> str:
    return _SPELT.get(fold(word[0]), word[0])


def _add(there: dict[str, set[int]], found: Iterable[str], key: int) -> None:
    for stem in found:
        there.setdefault(stem, set()).add(key)

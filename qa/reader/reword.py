"""A question in other words: its own exchanged for ones that mean the same.

What people ask seldom has the words of the passage that answers; questions that were written beside
a passage have too many of them.

Words that mean the same lie near each other in counter-fitted vectors (Mrkšić et al., NAACL 2016),
which opposites do not; of the questions so made only those count that the encoder finds as good as
equal (as TextFooler does: Jin et al., AAAI 2020).
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from index.encoder import Floats
from index.encoders import open_encoder
from index.words import is_stop_word
from qa.reader.data import Example

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{3,}(?![\w'’-])")
_ENDINGS = ("ing", "ed", "ly", "s")
_NEAREST = 12  # words
_LEAST_LIKENESS = 0.55  # cosine of two words
_LEAST_EQUALITY = 0.8  # cosine of two questions
_TRIED = 12  # variants a question
_KEPT = 4
_EXCHANGED = 0.6  # of the words that could be
_SEED = 1939


class Synonyms:
    """Words near each other, from a file with a word and its vector a line."""

    def __init__(self, file: Path) -> None:
        words, rows = [], []
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                word, _, numbers = line.partition(" ")
                words.append(word)
                rows.append(np.array(numbers.split(), np.float32))
        vectors = np.stack(rows)
        self._vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self._words = words
        self._at = {word: n for n, word in enumerate(words)}
        self.of = cache(self._of)

    def _of(self, word: str) -> tuple[str, ...]:
        """The words that may stand for another, in the same form as far as its ending tells."""
        at = self._at.get(word)
        if at is None:
            return ()
        likeness = self._vectors @ self._vectors[at]
        nearest = np.argsort(-likeness)[: _NEAREST + 1]
        return tuple(
            self._words[n]
            for n in nearest
            if n != at
            and likeness[n] >= _LEAST_LIKENESS
            and _ending(self._words[n]) == _ending(word)
        )


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")


def variants(
    question: str,
    passage: str,
    synonyms: Callable[[str], Sequence[str]],
    chance: random.Random,
) -> list[str]:
    """The question with some of its words exchanged, several times; names, which the passage
    writes with a capital, stay."""
    named = _named(passage)
    places = [
        (found.start(), found.end(), others)
        for found in _WORD.finditer(question)
        if found.start() and found.group().islower() and not is_stop_word(found.group())
        if found.group() not in named and (others := synonyms(found.group()))
    ]
    made: dict[str, None] = {}
    for _ in range(_TRIED if places else 0):
        parts, at = [], 0
        for start, end, others in places:
            if chance.random() < _EXCHANGED:
                parts += [question[at:start], chance.choice(others)]
                at = end
        made["".join([*parts, question[at:]])] = None
    made.pop(question, None)
    return list(made)


def _named(passage: str) -> frozenset[str]:
    """Words that a passage writes with a capital only."""
    found = _WORD.findall(passage)
    small = {word for word in found if word.islower()}
    return frozenset({word.lower() for word in found if not word.islower()} - small)


def reworded(
    examples: Sequence[Example],
    synonyms: Callable[[str], Sequence[str]],
    encode: Callable[[str], Floats],
) -> dict[str, list[str]]:
    """The examples' questions with up to four variants each, the most changed first; ``encode``
    gives a question's unit vector."""
    chance = random.Random(_SEED)
    found = {}
    for example in examples:
        passage = example.positive or "\n".join(example.negatives[:1])
        made = variants(example.question, passage, synonyms, chance)
        if made:
            own = encode(example.question)
            equal = [other for other in made if encode(other) @ own >= _LEAST_EQUALITY]
            changed = sorted(equal, key=lambda other: -_changed(example.question, other))
            found[example.question] = changed[:_KEPT]
    return found


def _changed(question: str, other: str) -> int:
    return len(set(question.split()) - set(other.split()))


def load_reworded(
    examples: Sequence[Example], folder: Path, synonyms: Callable[[], Synonyms]
) -> dict[str, list[str]]:
    """The variants of a set's questions, made once and kept in its work folder."""
    kept = folder / "reworded.json"
    if not kept.exists():
        encoder = open_encoder(folder / ".qa")
        found = reworded(examples, synonyms().of, lambda text: encoder.encode_query(text).vector)
        kept.write_text(json.dumps(found), encoding="utf-8")
    known: dict[str, list[str]] = json.loads(kept.read_text(encoding="utf-8"))
    return known

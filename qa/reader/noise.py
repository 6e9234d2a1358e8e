"""A question as people also type it: misspelt, without small words, without a question mark."""

import random
import string

from index.words import is_stop_word

_LEAST_LETTERS = 5


def noisy(question: str, chance: random.Random) -> str:
    """The question, or in two cases of five a careless variant of it."""
    made = question
    if chance.random() < 0.15:
        made = misspelt(made, chance)
    if chance.random() < 0.12:
        made = telegraphic(made)
    if chance.random() < 0.25:
        made = made.rstrip("?").lower()
    return made if any(map(str.isalnum, made)) else question


def misspelt(text: str, chance: random.Random) -> str:
    """One or two of the longer words with a letter lost, doubled, changed or swapped."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= _LEAST_LETTERS and word.isalpha()]
    for n in chance.sample(long, min(len(long), chance.choice((1, 1, 2)))):
        word = words[n]
        at = chance.randrange(1, len(word) - 1)
        words[n] = chance.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
    return " ".join(words)


def telegraphic(text: str) -> str:
    """Without the words that a hurried reader leaves out.

    >>> telegraphic("When was the bridge over the Tay opened?")
    'when bridge Tay opened'
    """
    words = text.rstrip("?").split(" ")
    kept = [word for n, word in enumerate(words) if n == 0 or not is_stop_word(word)]
    kept[:1] = [kept[0].lower()] if kept else []
    return " ".join(kept)

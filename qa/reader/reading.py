"""A question and passages → how well each passage answers, and where, through ONNX Runtime.

The model file comes with the package; qa.reader.train and qa.reader.export make it. Needs neither
torch nor transformers.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.encoder import Floats, Offsets, open_session, valid
from index.errors import WeightsError

MODEL = Path(__file__).with_name("reader.onnx")
CARD = Path(__file__).with_name("reader.json")

# Letters a token: about 4 in a language of the model, 1 in one that it has only the letters of.
_LEAST_LETTERS = 1.6
_LONGEST_SPAN = 40  # tokens of an answer
_LENGTH_COSTS = 0.02  # log odds a token: of two as likely the shorter one is the answer
MOST_WORDS = 48
"""Of a longer question the beginning is read."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer's half-open characters in the text that was read, and the probability, in [0, 1],
    of its beginning and ending there, given that the text answers."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader saw in a passage.

    ``relevance`` is its log odds that the passage answers. ``starts`` and ``ends`` (n,) are the
    log probabilities that the answer begins or ends with a token, given that it stands here, and
    ``offsets`` (n, 2) the tokens' half-open characters in the text that was read.
    """

    relevance: float
    starts: Floats
    ends: Floats
    offsets: Offsets

    def share(self, start: int, end: int) -> float:
        """The probability, in [0, 1], that an answer in this text lies in [start, end)."""
        inside = (self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end)
        share = np.exp(self.starts[inside]).sum() * np.exp(self.ends[inside]).sum()
        return min(1.0, float(share))

    def best(self, start: int, end: int) -> Found | None:
        """The likeliest answer within [start, end), a shorter one being preferred a little; None
        without tokens."""
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not len(inside):
            return None
        pairs = self.starts[inside, None] + self.ends[None, inside]
        length = np.arange(len(inside))[None, :] - np.arange(len(inside))[:, None]
        pairs[(length < 0) | (length >= _LONGEST_SPAN)] = -np.inf
        first, last = divmod(int((pairs - _LENGTH_COSTS * length).argmax()), len(inside))
        return Found(
            int(self.offsets[inside[first], 0]),
            int(self.offsets[inside[last], 1]),
            float(np.exp(pairs[first, last])),
        )


class Reader(Protocol):
    """What reads passages for a question."""

    def knows(self, question: str) -> bool:
        """Whether it can read the question."""

    def read(self, question: str, passages: Sequence[tuple[str, int]]) -> list[Reading]:
        """One reading a passage, given as its text and the offset where what may be quoted
        begins; the reading's offsets count from there."""


class Reranker(Protocol):
    """What orders passages for a question, and finds no words in them."""

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """One score a passage, shape (n,), larger for what answers better."""


class OnnxReader:
    """The reader that comes with the package. Raises WeightsError when its files are damaged.

    Pairs go through one at a time, on as many threads as there are cores: see OnnxEncoder.
    """

    def __init__(self, model: Path = MODEL, card: Path = CARD) -> None:
        from tokenizers import Tokenizer  # here: most commands read nothing

        try:
            expected = json.loads(card.read_text(encoding="utf-8"))
            self._session = open_session(model, expected["sha256"])
            properties = self._session.get_modelmeta().custom_metadata_map
            self._tokenizer: Any = Tokenizer.from_str(properties["tokenizer"])
            self._tokenizer.no_padding()
            # The passage is cut, unless a question without spaces is the longer of the two.
            self._tokenizer.enable_truncation(int(expected["longest"]))
        except Exception as error:  # tokenizers and onnxruntime raise bare exceptions of their own
            raise WeightsError(
                f"the reader {model} is missing or damaged ({error}); reinstall pincite, "
                "or go without it with --reader none"
            ) from error
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)

    def knows(self, question: str) -> bool:
        """Whether the question is in a script of which it has more than the letters."""
        encoded = self._tokenizer.encode(valid(cut(question)), add_special_tokens=False)
        return is_known(question, np.array(encoded.offsets, dtype=np.int32).reshape(-1, 2))

    def read(self, question: str, passages: Sequence[tuple[str, int]]) -> list[Reading]:
        """One reading a passage, in their order. The longest are read first, so that no thread
        begins a long one when the others are done."""
        asked = cut(question)
        longest = sorted(passages, key=lambda passage: -len(passage[0]))
        read = {one: self._pool.submit(self._read, asked, *one) for one in longest}
        return [read[passage].result() for passage in passages]

    def _read(self, question: str, text: str, skipped: int) -> Reading:
        encoded = self._tokenizer.encode(valid(question), valid(text))
        ids = np.array([encoded.ids], dtype=np.int64)
        types = np.array([encoded.type_ids], dtype=np.int64)
        relevance, logits = self._session.run(None, {"ids": ids, "types": types})
        offsets = np.array(encoded.offsets, dtype=np.int32) - skipped
        quoted = (types[0] == 1) & (offsets[:, 0] >= 0) & (offsets[:, 1] > offsets[:, 0])
        places = logits[0][quoted]
        return Reading(
            float(relevance[0]),
            _log_softmax(places[:, 0]),
            _log_softmax(places[:, 1]),
            offsets[quoted],
        )


def is_known(text: str, offsets: Offsets) -> bool:
    """Whether a model reads a text, by the offsets of its tokens, as words, or spells it letter
    by letter: vectors of single letters say nothing of a language it never learnt. ASCII letters
    it did learn, though there be but one."""
    letters = [char for char in text if char.isalnum()]
    if not letters or not len(offsets):
        return False
    return (
        all(map(str.isascii, letters))
        or float((offsets[:, 1] - offsets[:, 0]).mean()) >= _LEAST_LETTERS
    )


def cut(question: str) -> str:
    """The question, or the beginning of one that would leave no room for a passage."""
    words = question.split()
    return question if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS])


def _log_softmax(logits: Floats) -> Floats:
    if not len(logits):
        return logits
    shifted = logits - logits.max()
    result: Floats = shifted - np.log(np.exp(shifted).sum())
    return result

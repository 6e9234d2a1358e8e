"""A sentence-transformers CrossEncoder in the reader's place: it ranks passages, and finds no words.

Imports sentence_transformers and torch, for those who ask for it by name.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.encoder import Floats
from index.errors import EncoderError

_PATHS = ("/", "./", "../", "~")  # what no name of a model begins with


class CrossReranker:
    """How well passages answer, by a model of one's own choice."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def load(cls, name: str) -> "CrossReranker":
        """The model at a path, or by its name on the Hugging Face hub, from where it is fetched.

        Raises EncoderError when it cannot be loaded or gives more than one score a passage.
        """
        if not name.strip():
            raise EncoderError(
                "the reranker has no name; write that of a model, or a folder's path"
            )
        path = Path(name).expanduser()
        if name.startswith(_PATHS) and not path.is_dir():
            raise EncoderError(f"there is no folder {path} to load a reranker from")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from sentence_transformers import CrossEncoder
                from transformers.utils import logging

                logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would draw over ours
                model = CrossEncoder(name, device="cpu")
        except Exception as error:  # whatever the hub, the disk or a config may raise
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise EncoderError(f"the reranker {name!r} cannot be loaded: {reason}") from error
        if model.num_labels != 1:
            raise EncoderError(
                f"the reranker {name!r} gives {model.num_labels} scores a passage; "
                "choose one that gives one"
            )
        return cls(model)

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """One score a passage, shape (n,), larger for what answers better."""
        pairs = [(question, passage) for passage in passages]
        result: Floats = self._model.predict(pairs, show_progress_bar=False)
        return result

"""Text → vectors, through ONNX Runtime: one for the text, one for each word piece in it.

Does not load or export models: see index.export. Needs neither torch nor transformers.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

Floats = NDArray[np.float32]
Offsets = NDArray[np.int32]

FORMAT = 1
MANIFEST = "encoder.json"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text as vectors of unit length.

    ``vector`` has shape (dimension,), ``tokens`` (n, dimension), ``offsets`` (n, 2): the half-open
    characters of each token in the text that was given, its prompt not counted.
    """

    vector: Floats
    tokens: Floats
    offsets: Offsets


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported model is; ``fingerprint`` stands for weights, tokenizer and limits.

    ``runtime`` is "onnx", or "sentence-transformers" for a model that could not be exported.
    ``least_cosine`` and ``mean_cosine`` are of the proof against the original's own output;
    ``note`` says why there is none.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    runtime: str
    precision: str
    model_sha256: str = ""
    mean_cosine: float = 1.0
    least_cosine: float = 1.0
    note: str = ""
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into ``folder``."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an exported model. Raises EncoderError when it is missing or damaged."""
    try:
        refuse_device(folder / MANIFEST)
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = _checked(_manifest(values))
    except (OSError, ValueError, TypeError) as error:
        raise EncoderError(
            f"the encoder in {folder} is missing or damaged ({error}); run `qa index` to restore it"
        ) from error
    if manifest.format != FORMAT:
        raise EncoderError(f"the encoder in {folder} is of another version; run `qa index` again")
    return manifest


def refuse_device(file: Path) -> None:
    """Raise ValueError for what is there and no file, such as a link to what never ends."""
    if file.exists() and not file.is_file():
        raise ValueError(f"{file.name} is not a file")


def _manifest(values: Any) -> Manifest:
    try:
        return Manifest(**values)
    except TypeError:
        raise ValueError(f"{MANIFEST} does not say what it should") from None


def _checked(manifest: Manifest) -> Manifest:
    """Raise TypeError or ValueError for a value that cannot be: an index may have come from anywhere."""
    for field in fields(manifest):
        wanted = (int, float) if field.type is float else field.type
        if not isinstance(getattr(manifest, field.name), wanted):  # type: ignore[arg-type]
            raise TypeError(f"{field.name} is not what it should be")
    if not (0 < manifest.dimension < _MOST and 0 < manifest.max_tokens < _MOST):
        raise ValueError("the dimension or the number of tokens cannot be")
    return manifest


_BESIDE = "session.model_external_initializers_file_folder_path"


class Encoder(Protocol):
    """What turns texts into vectors. Equal text gives equal vectors, whatever stands beside it."""

    @property
    def manifest(self) -> Manifest:
        """What the model is."""

    def encode_query(self, text: str) -> Encoding:
        """A question's vectors."""

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        """The vectors of each passage, in order."""


def open_session(model: Path, sha256: str) -> Any:
    """An ONNX Runtime session that runs on one thread, so that several can run side by side.

    Raises OSError where the file cannot be read, ValueError where it is not the one recorded, and
    what onnxruntime raises of its own.
    """
    import onnxruntime  # here: most commands need no model

    refuse_device(model)
    data = model.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("its sha256 is not the one recorded")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is raised
    # Where a model's weights may lie beside its file: nowhere, for nothing lies in a file.
    options.add_session_config_entry(_BESIDE, str(model))
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def valid(text: str) -> str:
    """The text as a tokenizer takes it: a lone surrogate stands for a broken byte, and only valid
    Unicode is taken. As many characters as before."""
    return text.encode("utf-8", "replace").decode("utf-8")


class OnnxEncoder:
    """Runs an exported model. Raises EncoderError when the files are damaged.

    Texts go through one at a time, several on as many threads as there are cores: dynamic int8
    quantization takes its scale from the whole input, so that in a batch a passage's vectors would
    depend on its neighbours; and on CPUs a batch of texts was no faster.
    """

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer  # here: most commands need no model

        self._manifest = read_manifest(folder)
        try:
            self._session = open_session(folder / MODEL, self._manifest.model_sha256)
            refuse_device(folder / TOKENIZER)
            self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # tokenizers and onnxruntime raise bare exceptions of their own
            raise EncoderError(
                f"the encoder in {folder} is damaged ({error}); run `qa index` to restore it"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._manifest.max_tokens)
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    @property
    def manifest(self) -> Manifest:
        """What the model is."""
        return self._manifest

    def encode_query(self, text: str) -> Encoding:
        """A question's vectors."""
        return self._encode(self._manifest.query_prompt, text)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        """The vectors of each passage, in order, a few passages ahead of the reader."""
        workers = os.cpu_count() or 1
        prompt = self._manifest.passage_prompt
        with ThreadPoolExecutor(workers) as pool:
            for group in _groups(texts, 32 * workers):
                yield from pool.map(lambda text: self._encode(prompt, text), group)

    def _encode(self, prompt: str, text: str) -> Encoding:
        encoded = self._tokenizer.encode(valid(prompt + text))
        ids = np.array([encoded.ids], dtype=np.int64)
        known = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        tokens, vector = self._session.run(None, {name: known[name] for name in self._inputs})
        offsets = np.array(encoded.offsets, dtype=np.int32) - len(prompt)
        return content(tokens[0], vector[0], offsets, encoded.special_tokens_mask, text)


def content(
    tokens: Floats, vector: Floats, offsets: Offsets, special: Sequence[int], text: str
) -> Encoding:
    """An Encoding of the tokens that hold a letter or digit of ``text``; the rest are dropped."""
    keep = [
        position
        for position, (start, end) in enumerate(offsets.tolist())
        if not special[position] and start >= 0 and any(map(str.isalnum, text[start:end]))
    ]
    return Encoding(_unit(vector), _unit(tokens[keep]), offsets[keep])


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return unit


def _groups(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    group: list[str] = []
    for text in texts:
        group.append(text)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group

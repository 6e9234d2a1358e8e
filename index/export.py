"""A sentence-transformers model → ONNX files, proved against the model's own output.

The only module that imports torch, transformers or sentence_transformers.
"""

import hashlib
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import (
    MODEL,
    TOKENIZER,
    Encoding,
    Manifest,
    OnnxEncoder,
    content,
    sha256_of,
)
from index.errors import EncoderError

# What the export must reach against the original. fp32 differs by rounding alone; int8 was
# measured at 0.994 on average with ranking unchanged within noise.
_FP32_LEAST = 0.9999
_INT8_MEAN = 0.98
_INT8_LEAST = 0.95

# Lengths, scripts and shapes that differ: a traced graph that froze one of them shows here.
_PROBES = (
    "When did the ferry leave?",
    "Invoice",
    "The 1889 treaty was signed at 4:15 pm; it took effect the next morning in both ports.",
    "Kolumne: Wert; Größe: 12,5 cm; Farbe: grün",
    "Le navire quitta le port à l'aube, chargé de blé, de vin et de trois passagers sans papiers.",
    "Из порта вышли два корабля.",
    "港を出た船は二隻だった。",
    "A lighthouse keeper wrote down the weather each day for forty years. " * 8,
    "name, tonnage, year | Aurora, 6731, 1900 | Fram, 402, 1892 | Vasa, 1210, 1627",
    "Pull the lever, wait for the green light, then close the valve slowly and note the pressure.",
)


def _load(source: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would draw over ours, or into a log
            return SentenceTransformer(source, device="cpu").eval()
    except Exception as error:  # whatever the hub, the disk or a config may raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise EncoderError(f"model {source!r} cannot be loaded: {reason}") from error


def make(source: str, folder: Path) -> Manifest:
    """Export a model into ``folder``: int8 where that is near enough to the original, else fp32.

    A model that cannot be exported gets a manifest that names it and says why; it then runs
    through sentence-transformers. Raises EncoderError when it cannot be loaded.
    """
    model = _load(source)
    prompts = {key: value or "" for key, value in (model.prompts or {}).items()}
    passage_keys = ("document", "passage", "corpus")
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    tokenizer_json = tokenizer.to_str() if tokenizer is not None else ""
    probe = model.encode(["probe"], show_progress_bar=False)
    plain = Manifest(
        name=source,
        fingerprint=_fingerprint(model, tokenizer_json),
        dimension=int(probe.shape[1]),
        max_tokens=int(model.max_seq_length or 512),
        query_prompt=prompts.get("query", ""),
        passage_prompt=next((prompts[key] for key in passage_keys if prompts.get(key)), ""),
        runtime="sentence-transformers",
        precision="fp32",
    )
    try:
        if not tokenizer_json:
            raise ValueError("it has no fast tokenizer")
        (folder / TOKENIZER).write_text(tokenizer_json, encoding="utf-8")
        return _prove(model, folder, plain)
    except Exception as error:  # noqa: BLE001  exporters fail in many ways; the model still works
        for file in folder.iterdir():
            file.unlink()
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        manifest = replace(plain, note=f"it could not be exported ({reason}) and runs slower")
        manifest.write(folder)
        return manifest


def _prove(model: Any, folder: Path, plain: Manifest) -> Manifest:
    """Export and prove; ValueError when neither precision gives the original's vectors."""
    with tempfile.TemporaryDirectory(prefix="pincite-") as scratch:
        full = Path(scratch) / "fp32.onnx"
        small = Path(scratch) / "int8.onnx"
        _trace(model, full)
        quantize(full, small)
        for precision, file in (("int8", small), ("fp32", full)):
            shutil.copyfile(file, folder / MODEL)
            manifest = replace(
                plain,
                runtime="onnx",
                precision=precision,
                model_sha256=sha256_of(folder / MODEL),
            )
            manifest.write(folder)
            cosines = _cosines(model, OnnxEncoder(folder))
            mean, least = round(float(cosines.mean()), 5), round(float(cosines.min()), 5)
            near = mean >= _INT8_MEAN and least >= _INT8_LEAST
            if (precision == "int8" and near) or least >= _FP32_LEAST:
                manifest = replace(manifest, mean_cosine=mean, least_cosine=least)
                manifest.write(folder)
                return manifest
    raise ValueError("the exported model does not give the original's vectors")


def _cosines(model: Any, encoder: OnnxEncoder) -> Any:
    """Cosines of pooled vectors and of token vectors between the export and the original."""
    original = SentenceTransformerEncoder(model, encoder.manifest)
    cosines: list[float] = []
    for ours, theirs in zip(
        encoder.encode_passages(_PROBES), original.encode_passages(_PROBES), strict=True
    ):
        if ours.tokens.shape != theirs.tokens.shape:
            raise ValueError("the exported tokenizer cuts texts differently")
        cosines.append(float(ours.vector @ theirs.vector))
        cosines.append(float((ours.tokens * theirs.tokens).sum(axis=1).mean()))
    return np.array(cosines)


def _trace(model: Any, target: Path) -> None:
    import torch

    names = [name for name in model.tokenizer.model_input_names if name != "special_tokens_mask"]

    class Both(torch.nn.Module):
        """The model's token vectors and its pooled one, as positional tensors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Any) -> tuple[Any, Any]:
            features = self.model(dict(zip(names, tensors, strict=True)))
            return features["token_embeddings"], features["sentence_embedding"]

    features = model.preprocess(list(_PROBES[:3]))
    axes = {name: {0: "batch", 1: "length"} for name in [*names, "token_embeddings"]}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        # The tracing exporter: a sixth of the newer one's time, without its extra dependency,
        # and _prove would show a graph that does not generalize.
        torch.onnx.export(
            Both().eval(),
            tuple(features[name] for name in names),
            str(target),
            input_names=names,
            output_names=["token_embeddings", "sentence_embedding"],
            dynamic_axes={**axes, "sentence_embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def quantize(source: Path, target: Path) -> None:
    """An ONNX file's weights as int8, a scale a channel; activations follow while it runs."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()  # where it gives advice
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        root.setLevel(level)


def _fingerprint(model: Any, tokenizer_json: str) -> str:
    digest = hashlib.sha256(tokenizer_json.encode())
    digest.update(str(model.max_seq_length).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode() + tensor.detach().contiguous().float().numpy().tobytes())
    return digest.hexdigest()[:20]


class SentenceTransformerEncoder:
    """An Encoder that runs the original model: slower, for models that cannot be exported."""

    def __init__(self, model: Any, manifest: Manifest) -> None:
        self._model = model
        self._manifest = manifest

    @classmethod
    def load(cls, source: str, manifest: Manifest) -> "SentenceTransformerEncoder":
        """Load the model at ``source``. Raises EncoderError."""
        return cls(_load(source), manifest)

    @property
    def manifest(self) -> Manifest:
        """What the model is."""
        return self._manifest

    def encode_query(self, text: str) -> Encoding:
        """A question's vectors."""
        return self._encode(self._manifest.query_prompt, text)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        """The vectors of each passage, in order."""
        for text in texts:
            yield self._encode(self._manifest.passage_prompt, text)

    def _encode(self, prompt: str, text: str) -> Encoding:
        import torch

        features = self._model.preprocess([prompt + text])
        inputs = {key: value for key, value in features.items() if hasattr(value, "shape")}
        with torch.no_grad():
            output = self._model(inputs)
        tokens = output["token_embeddings"][0].float().numpy()
        vector = output["sentence_embedding"][0].float().numpy()
        offsets, special = self._offsets(prompt, text, len(tokens))
        return content(tokens, vector, offsets, special, text)

    def _offsets(self, prompt: str, text: str, count: int) -> tuple[Any, list[int]]:
        tokenizer = self._model.tokenizer
        if not getattr(tokenizer, "is_fast", False):
            # Without offsets the whole text stands for each token: quotes are then chosen by
            # words and the pooled vector alone.
            spread = np.array([[0, len(text)]] * count, dtype=np.int32)
            return spread, [0] * count
        encoded = tokenizer(
            prompt + text,
            truncation=True,
            max_length=self._manifest.max_tokens,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        offsets = np.array(encoded["offset_mapping"], dtype=np.int32) - len(prompt)
        return offsets, list(encoded["special_tokens_mask"])

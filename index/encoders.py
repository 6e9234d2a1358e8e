"""The encoder of an index: opened where it lies, exported where it is missing."""

import shutil
from collections.abc import Callable
from pathlib import Path

from index.encoder import Encoder, Manifest, OnnxEncoder, read_manifest
from index.errors import EncoderError, ModelMismatch
from index.export import SentenceTransformerEncoder
from index.models import DEFAULT_MODEL, full_name, locate, provide
from index.store import FILE, Store

FOLDER = "encoder"

Progress = Callable[[str, int, int], None]
"""Told a stage ("model", "files", "passages"), how much is done and how much there is."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


def open_encoder(folder: Path) -> Encoder:
    """The encoder that lies in an index. Raises EncoderError when it is missing or damaged."""
    manifest = read_manifest(folder / FOLDER)
    if manifest.runtime == "onnx":
        return OnnxEncoder(folder / FOLDER)
    return SentenceTransformerEncoder.load(locate(manifest.name), manifest)


def obtain(store: Store, model: str | None, progress: Progress = no_progress) -> Encoder:
    """The index's encoder, exported first where it is missing or damaged.

    Raises ModelMismatch when the index was made with another model than ``model``.
    """
    recorded = store.meta("model")
    model = None if model is None else full_name(model)
    if model is not None and recorded is not None and model != recorded:
        raise ModelMismatch(
            f"the index at {store.folder} was made with the model {recorded!r}, and vectors of two "
            f"models cannot be compared; choose another place for {model!r} with --index"
        )
    try:
        encoder = open_encoder(store.folder)
        if recorded is not None and encoder.manifest.fingerprint == store.meta("fingerprint"):
            return encoder
    except EncoderError:
        pass  # exported anew below
    for left in store.folder.glob(".encoder-*"):  # of a run that was cut short
        shutil.rmtree(left, ignore_errors=True)
    progress("model", 0, 1)
    manifest = provide(model or recorded or DEFAULT_MODEL, store.folder / FOLDER)
    progress("model", 1, 1)
    _record(store, manifest)
    return open_encoder(store.folder)


def _record(store: Store, manifest: Manifest) -> None:
    fingerprint = store.meta("fingerprint")
    if fingerprint is not None and fingerprint != manifest.fingerprint:
        raise ModelMismatch(
            f"the model {manifest.name!r} is not the one that the index at {store.folder} was made "
            f"with; delete {store.folder / FILE} and run `qa index FOLDER` to make it anew"
        )
    with store.transaction():
        store.set_meta("model", manifest.name)
        store.set_meta("fingerprint", manifest.fingerprint)

"""The encoder of an index: opened where it lies, exported where it is missing."""

import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

from index import trust
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
    """The encoder that lies in an index. Raises EncoderError when it is missing or damaged, or names
    a model that this user never named."""
    manifest = read_manifest(folder / FOLDER)
    if manifest.runtime == "onnx":
        return OnnxEncoder(folder / FOLDER)
    check_allowed(manifest.name, folder)
    return SentenceTransformerEncoder.load(locate(manifest.name), manifest)


def check_allowed(name: str, folder: Path) -> None:
    """Raise EncoderError unless a model that an index names may be loaded: to load one is to run
    what is in it, or to fetch it, and the index may have come from elsewhere."""
    if name == DEFAULT_MODEL:
        return
    if not trust.is_model_allowed(name):
        raise EncoderError(
            f"the index at {folder} asks for the model {name!r}, and you have not named it on this "
            "machine: loading a model may run or fetch what its maker likes; to allow it, run "
            f"`qa index --model {shlex.quote(name)} --index {shlex.quote(str(folder))}`"
        )
    if not os.path.isabs(name) and os.path.exists(name):
        raise EncoderError(
            f"the index at {folder} asks for the model {name!r} that you named, but a folder of "
            "that name is here, and would be taken for it; run the command from another folder"
        )


def obtain(store: Store, model: str | None, progress: Progress = no_progress) -> Encoder:
    """The index's encoder, exported first where it is missing or damaged.

    ``model`` is what the user names, and may be loaded from now on. Raises ModelMismatch when the
    index was made with another, EncoderError where it records one that nobody here named.
    """
    recorded = store.meta("model")
    model = None if model is None else full_name(model)
    if model is not None and recorded is not None and model != recorded:
        raise ModelMismatch(
            f"the index at {store.folder} was made with the model {recorded!r}, and vectors of two "
            f"models cannot be compared; choose another place for {model!r} with --index"
        )
    if model is not None and model != DEFAULT_MODEL:
        trust.allow_model(model)
    try:
        encoder = open_encoder(store.folder)
        if recorded is not None and encoder.manifest.fingerprint == store.meta("fingerprint"):
            return encoder
    except EncoderError:
        pass  # exported anew below
    if model is None and recorded is not None:
        check_allowed(recorded, store.folder)
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

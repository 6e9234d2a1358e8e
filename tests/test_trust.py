"""An index that came from elsewhere runs nothing, fetches nothing, and reads and writes nothing that
this user did not name."""

import dataclasses
import json
import os
import stat
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import faiss
import numpy as np
import pytest
from onnx import TensorProto, helper
from typer.testing import CliRunner

from index import encoders, trust
from index.build import index
from index.dense import _COUNT, _HEADER, _MARK, _TRAILER, FILE, DenseIndex
from index.encoder import MODEL, Manifest, OnnxEncoder, open_session, read_manifest, sha256_of
from index.encoders import obtain, open_encoder
from index.errors import EncoderError, StoreError, TrustError
from index.freshness import survey
from index.removing import remove
from index.store import Store
from qa.cli import app
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, unit, update, write

FOREIGN = Manifest(
    "evil/model", "f", 32, 100, "", "", "sentence-transformers", "fp32", note="it runs slower"
)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of what this user allowed: nothing yet."""
    monkeypatch.setenv("QA_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state" / trust.FILE


# What is remembered


def test_what_is_allowed_is_remembered(state: Path, tmp_path: Path) -> None:
    assert trust.state_file() == state
    assert not trust.is_model_allowed("a/b")
    trust.allow_model("a/b")
    trust.allow_model("a/b")
    trust.add_roots(tmp_path, ["x", "/y"])
    trust.add_roots(tmp_path, ["z"])
    assert trust.is_model_allowed("a/b")
    assert not trust.is_model_allowed("a")
    assert trust.added_roots(tmp_path) == {"x", "/y", "z"}
    assert trust.added_roots(tmp_path / "state") == set()
    trust.remove_roots(tmp_path, ["x", "never there"])
    assert json.loads(state.read_text()) == {
        "models": ["a/b"],
        "roots": {os.path.realpath(tmp_path): ["/y", "z"]},
    }


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes")
def test_nobody_else_can_read_it(state: Path) -> None:
    trust.allow_model("a/b")
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700
    assert [file.name for file in state.parent.iterdir() if file.suffix != ".lock"] == [state.name]


def test_an_index_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    trust.add_roots(tmp_path / "one", ["/docs"])
    (tmp_path / "one").rmdir()
    trust.add_roots(tmp_path, ["."])
    (tmp_path / "one").mkdir()
    assert trust.added_roots(tmp_path / "one") == set()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"models": [1], "roots": {}}', "\0", "{]"])
def test_damage_is_named(state: Path, content: str) -> None:
    trust.allow_model("a/b")
    state.write_text(content)
    with pytest.raises(TrustError, match=r"allowed.json, which .* is damaged; delete it and name"):
        trust.is_model_allowed("a/b")
    with pytest.raises(TrustError, match="is damaged"):
        trust.allow_model("c")


def test_a_place_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("QA_STATE_DIR", str(tmp_path / "file" / "state"))
    write(tmp_path, {"a/x.md": FERRY, "b/y.md": TREATY})
    with pytest.raises(TrustError):
        update(tmp_path / "a", tmp_path / "b")


def test_what_lies_inside_can_be_indexed_where_nothing_can_be_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder
) -> None:
    def refuse(*_: object) -> None:
        raise TrustError("cannot be written")

    monkeypatch.setattr(trust, "_change", refuse)
    write(tmp_path, {"a/x.md": FERRY, "b/y.md": TREATY})
    assert update(tmp_path / "a", tmp_path / "a").documents == 1
    with pytest.raises(TrustError, match="cannot be written"):
        update(tmp_path / "a", tmp_path / "b")


# Models


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was loaded or fetched, which is nothing in truth."""
    done: list[str] = []

    def load(source: str, manifest: Manifest) -> StubEncoder:
        done.append(source)
        encoder = StubEncoder()
        encoder.manifest = manifest
        return encoder

    def provide(name: str, folder: Path) -> Manifest:
        done.append(f"fetched {name}")
        folder.mkdir(exist_ok=True)
        manifest = dataclasses.replace(FOREIGN, name=name)
        manifest.write(folder)
        return manifest

    monkeypatch.setattr(encoders.SentenceTransformerEncoder, "load", load)
    monkeypatch.setattr(encoders, "provide", provide)
    return done


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """An index folder that came with documents, and names a model in both its places."""
    folder = tmp_path / "cloned" / ".qa"
    with Store.open(folder, create=True) as store, store.transaction():
        store.set_meta("model", FOREIGN.name)
        store.set_meta("fingerprint", FOREIGN.fingerprint)
    (folder / "encoder").mkdir()
    FOREIGN.write(folder / "encoder")
    return folder


def _refusal(folder: Path, name: str = FOREIGN.name) -> str:
    return (
        f"the index at {folder} asks for the model {name!r}, and you have not named it on this "
        "machine: loading a model may run or fetch what its maker likes; to allow it, run "
        f"`qa index --model {name} --index {folder}`"
    )


def test_a_model_that_an_index_names_is_not_loaded(foreign: Path, loaded: list[str]) -> None:
    with pytest.raises(EncoderError) as refused:
        open_encoder(foreign)
    assert str(refused.value) == _refusal(foreign)
    assert loaded == []


def test_nor_is_it_fetched_where_its_encoder_is_missing(foreign: Path, loaded: list[str]) -> None:
    rmtree(foreign / "encoder")
    with Store.open(foreign) as store, pytest.raises(EncoderError) as refused:
        obtain(store, None)
    assert str(refused.value) == _refusal(foreign)
    assert loaded == []


def test_a_model_that_the_user_names_is_loaded_from_then_on(
    foreign: Path, loaded: list[str]
) -> None:
    with Store.open(foreign) as store:
        obtain(store, "evil/model")
        obtain(store, None)
    open_encoder(foreign)
    assert loaded == ["evil/model"] * 3
    rmtree(foreign / "encoder")
    with Store.open(foreign) as store:
        obtain(store, None)
    assert loaded[3:] == ["fetched evil/model", "evil/model"]


def test_to_name_one_model_allows_no_other(foreign: Path, loaded: list[str]) -> None:
    """What the manifest names need not be what the store names."""
    dataclasses.replace(FOREIGN, name="evil/other").write(foreign / "encoder")
    with Store.open(foreign) as store:
        obtain(store, "evil/model")
    assert loaded == ["fetched evil/model", "evil/model"]
    dataclasses.replace(FOREIGN, name="/evil/other").write(foreign / "encoder")
    with pytest.raises(EncoderError) as refused:
        open_encoder(foreign)
    assert str(refused.value) == _refusal(foreign, "/evil/other")


def test_a_folder_that_came_along_is_not_taken_for_the_model_of_its_name(
    foreign: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trust.allow_model("evil/model")
    (foreign.parent / "evil" / "model").mkdir(parents=True)
    monkeypatch.chdir(foreign.parent)
    with pytest.raises(EncoderError, match="a folder of that name is here, and would be taken"):
        open_encoder(foreign)
    assert loaded == []


def test_a_model_that_is_refused_is_told_by_the_command(
    foreign: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(foreign.parent)
    result = CliRunner().invoke(app, ["ask", "goats"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"qa: {_refusal(foreign)}\n"


def _onnx(*nodes: Any, weights: Any = None) -> bytes:
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [4])],
        [weights] if weights else [],
    )
    domains = [helper.make_opsetid("", 17), helper.make_opsetid("evil", 1)]
    data: bytes = helper.make_model(graph, opset_imports=domains, ir_version=8).SerializeToString()
    return data


def _opened(folder: Path, data: bytes) -> Any:
    (folder / MODEL).write_bytes(data)
    return open_session(folder / MODEL, sha256_of(folder / MODEL))


@pytest.mark.parametrize("place", ["w.bin", "../w.bin", "{}/w.bin", "sub/w.bin"])
def test_an_onnx_file_reads_no_other_file(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a"
    (folder / "sub").mkdir(parents=True)
    for name in ("w.bin", "a/w.bin", "a/sub/w.bin"):
        np.ones(4, np.float32).tofile(tmp_path / name)
    monkeypatch.chdir(folder)
    weights = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[4])
    add = helper.make_node("Add", ["x", "w"], ["y"])
    weights.raw_data = np.ones(4, np.float32).tobytes()
    session = _opened(folder, _onnx(add, weights=weights))
    assert session.run(None, {"x": np.ones(4, np.float32)})[0].tolist() == [2.0] * 4
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    where = {"location": place.format(tmp_path), "offset": "0", "length": "16"}
    for key, value in where.items():
        entry = weights.external_data.add()
        entry.key, entry.value = key, value
    with pytest.raises(Exception, match="External data path"):
        _opened(folder, _onnx(add, weights=weights))


def test_an_onnx_file_runs_no_code_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="is not a registered function"):
        _opened(tmp_path, _onnx(helper.make_node("Evil", ["x"], ["y"], domain="evil")))


@pytest.mark.parametrize(
    "values",
    [
        {"max_tokens": -1},
        {"max_tokens": 10**9},
        {"dimension": 0},
        {"dimension": "384"},
        {"name": ["a"]},
        {"query_prompt": None},
        {"least_cosine": "1"},
    ],
)
def test_a_manifest_with_values_that_cannot_be(tmp_path: Path, values: dict[str, Any]) -> None:
    dataclasses.replace(FOREIGN, **values).write(tmp_path)
    with pytest.raises(EncoderError, match="is missing or damaged"):
        read_manifest(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no /dev/zero here")
@pytest.mark.parametrize("name", ["encoder.json", "model.onnx", "tokenizer.json"])
def test_what_never_ends_is_not_read(exported: Path, tmp_path: Path, name: str) -> None:
    folder = Path(copytree(exported, tmp_path / "encoder"))
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    with pytest.raises(EncoderError, match=f"{name} is not a file"):
        OnnxEncoder(folder)


# Folders


@pytest.fixture
def cloned(tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection that was indexed elsewhere, with a root beyond it, and copied here. In
    ``private`` is what it would like to read."""
    write(tmp_path, {"theirs/docs/a.md": FERRY, "private/secret.md": LIGHTHOUSE})
    theirs = tmp_path / "theirs"
    update(theirs, theirs / "docs", tmp_path / "private")
    with Store.open(theirs / ".qa") as store, store.transaction():
        store.remove([f"{tmp_path}/private/secret.md"])
    copytree(theirs, tmp_path / "cloned")
    monkeypatch.chdir(tmp_path / "cloned")
    return tmp_path / "cloned"


def _known(collection: Path) -> set[str]:
    with Store.open(collection / ".qa") as store:
        return set(store.known())


def _asked(*arguments: str) -> tuple[dict[str, Any], str]:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert result.exit_code in (0, 1), result.stderr
    return json.loads(result.stdout), result.stderr


def test_asking_follows_no_folder_beyond_that_nobody_here_added(cloned: Path) -> None:
    write(cloned, {"docs/new.md": TREATY})
    told, _ = _asked("ask", "weather each day")
    outside = f"{cloned.parent}/private"
    assert told["notices"] == [
        f"{outside} lies outside the collection and was not added on this machine, so it is not "
        + "followed; its documents are quoted as they were indexed, or not where their files "
        + f"differ (`qa index {outside}` follows it)"
    ]
    assert _known(cloned) == {"docs/a.md", "docs/new.md"}
    assert CliRunner().invoke(app, ["index"]).exit_code == 0  # which names nothing
    assert _known(cloned) == {"docs/a.md", "docs/new.md"}


def test_what_is_not_followed_is_told(cloned: Path) -> None:
    outside = f"{cloned.parent}/private"
    told, _ = _asked("status")
    followed = {root["path"]: root["followed"] for root in told["roots"]}
    assert followed == {"docs": True, outside: False}
    assert (
        f"{outside} (outside the collection and not added on this machine, so not followed; "
        f"`qa index {outside}` follows it)"
    ) in CliRunner().invoke(app, ["status"]).stdout


def test_a_folder_that_is_named_is_followed_from_then_on(cloned: Path) -> None:
    index(cloned / ".qa", [cloned.parent / "private"])
    write(cloned.parent, {"private/more.md": TREATY})
    told, _ = _asked("ask", "weather each day")
    assert told["notices"] == []
    assert len(_known(cloned)) == 3
    remove(cloned / ".qa", [cloned.parent / "private"])
    assert trust.added_roots(cloned / ".qa") == set()


@pytest.mark.parametrize("root", ["..", "../private", "docs/../../private", "link"])
def test_no_spelling_leads_out(cloned: Path, root: str) -> None:
    (cloned / "link").symlink_to(cloned.parent / "private")
    with Store.open(cloned / ".qa") as store:
        with store.transaction():
            store.add_root(root)
        found = survey(store)
    assert set(found.outside) == {root, f"{cloned.parent}/private"}
    assert found.new == ()


def test_links_in_a_folder_do_not_lead_out(cloned: Path) -> None:
    (cloned / "docs" / "link.md").symlink_to(cloned.parent / "private" / "secret.md")
    (cloned / "docs" / "deep").symlink_to(cloned.parent / "private")
    (cloned / "docs" / "same.md").symlink_to("a.md")
    _asked("ask", "weather each day")
    assert _known(cloned) == {"docs/a.md", "docs/same.md"}
    told, _ = _asked("status")
    why = "it is a link out of the collection, and its folder was not added on this machine"
    assert told["skipped"] == [
        {"path": "docs/deep/secret.md", "reason": why},
        {"path": "docs/link.md", "reason": why},
    ]
    index(cloned / ".qa", [cloned / "docs"])  # one's own folder may
    assert {"docs/deep/secret.md", "docs/link.md"} < _known(cloned)


def test_an_index_elsewhere_cannot_say_that_all_is_inside(
    tmp_path: Path, stub: StubEncoder
) -> None:
    write(tmp_path, {"cloned/x.md": FERRY, "private/secret.md": LIGHTHOUSE})
    with Store.open(tmp_path / "cloned" / "vectors", create=True) as store:
        with store.transaction():
            store.set_meta("base", str(tmp_path))
            store.add_root("private")
            store.add_root("cloned")
        found = survey(store)
    assert found.outside == ("private",)
    assert [file.display for file in found.new] == ["cloned/x.md"]


def test_a_document_that_is_not_followed_is_not_quoted_stale(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"theirs/docs/a.md": FERRY, "far/b.md": LIGHTHOUSE})
    update(tmp_path / "theirs", tmp_path / "theirs" / "docs", tmp_path / "far")
    copytree(tmp_path / "theirs", tmp_path / "cloned")
    monkeypatch.chdir(tmp_path / "cloned")
    quoted = {quote["source"]["path"] for quote in _asked("search", "weather")[0]["quotes"]}
    assert f"{tmp_path}/far/b.md" in quoted
    write(tmp_path, {"far/b.md": "Changed.\n"})
    quoted = {quote["source"]["path"] for quote in _asked("search", "weather")[0]["quotes"]}
    assert quoted == {"docs/a.md"}


# Files of an index


@pytest.mark.parametrize("name", ["store.db", "store.db-wal", "store.db-journal"])
def test_no_file_is_written_through_a_link(cloned: Path, name: str) -> None:
    target = cloned.parent / "target"
    (cloned / ".qa" / "store.db").replace(target)
    before = target.read_bytes()
    (cloned / ".qa" / "store.db").write_bytes(before)
    (cloned / ".qa" / name).unlink(missing_ok=True)
    (cloned / ".qa" / name).symlink_to(target)
    with pytest.raises(StoreError, match=rf"/{name} is a link, and a file of an index is none"):
        Store.open(cloned / ".qa")
    assert target.read_bytes() == before


def test_nor_through_the_lock_or_the_file_of_vectors(cloned: Path) -> None:
    target = cloned.parent / "target"
    target.write_text("precious")
    (cloned / ".qa" / f".{FILE}.new").symlink_to(target)
    write(cloned, {"docs/new.md": TREATY})
    assert update(cloned).documents == 2
    (cloned / ".qa" / "lock").unlink()
    (cloned / ".qa" / "lock").symlink_to(target)
    with pytest.raises(StoreError, match="/lock is a link"):
        update(cloned)
    assert target.read_text() == "precious"


def _stamped(data: bytes) -> bytes:
    import zlib

    return data + _TRAILER.pack(_MARK, 1, zlib.crc32(data))


def test_vectors_of_another_kind_or_size_are_not_read(tmp_path: Path) -> None:
    vectors = np.stack([unit(1, 0, 2), unit(2, 1, 0)])
    DenseIndex.build([7, 9], vectors).save(tmp_path, 1)
    whole = (tmp_path / FILE).read_bytes()[: -_TRAILER.size]
    read = DenseIndex.load(tmp_path, 1)
    assert read is not None
    assert list(read.search(vectors[1], 2)) == [9, 7]
    flat = faiss.IndexFlatIP(3)
    flat.add(vectors)
    several = faiss.IndexIVFFlat(flat, 3, 1)
    lie = bytearray(whole)
    _COUNT.pack_into(lie, 2 * _HEADER.size, 6_000_000)
    more = bytearray(whole)
    more[8:16] = _COUNT.pack(3)
    others = [faiss.serialize_index(other).tobytes() for other in (flat, several)]
    for data in [*others, bytes(lie), bytes(more), whole[:80], whole + b"\0", b""]:
        (tmp_path / FILE).write_bytes(_stamped(data))
        assert DenseIndex.load(tmp_path, 1) is None
    (tmp_path / FILE).write_bytes(_stamped(whole))
    assert DenseIndex.load(tmp_path, 1) is not None

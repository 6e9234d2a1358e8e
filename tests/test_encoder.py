"""The ONNX encoder, on the model that comes with the installation, and how tokens are stored."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tokenizers import Tokenizer

from index.encoder import (
    MANIFEST,
    MODEL,
    TOKENIZER,
    Encoding,
    Floats,
    Manifest,
    OnnxEncoder,
    content,
    read_manifest,
    sha256_of,
)
from index.errors import EncoderError
from index.models import package_folder
from index.packed import PackedTokens
from index.words import mended

ANY = st.text(st.characters(codec=None, exclude_categories=[]), max_size=60)


@pytest.fixture(scope="session")
def encoder(exported: Path) -> OnnxEncoder:
    return OnnxEncoder(exported)


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    return Path(copytree(exported, tmp_path / "encoder"))


def _same(left: Encoding, right: Encoding) -> bool:
    return (
        bool(np.array_equal(left.vector, right.vector))
        and bool(np.array_equal(left.tokens, right.tokens))
        and bool(np.array_equal(left.offsets, right.offsets))
    )


def test_near_in_meaning_is_near_in_space(encoder: OnnxEncoder) -> None:
    question = encoder.encode_query("When did the ship leave?").vector
    near, far = encoder.encode_passages(
        ["The vessel departed at noon.", "Fold the egg whites into the batter."]
    )
    assert question @ near.vector > 0.5
    assert question @ far.vector < 0.2


def test_shapes_and_unit_lengths(encoder: OnnxEncoder) -> None:
    found = encoder.encode_query("The ferry left at noon.")
    assert found.vector.shape == (384,)
    assert found.tokens.shape == (5, 384)
    assert found.offsets.tolist() == [[0, 3], [4, 9], [10, 14], [15, 17], [18, 22]]
    assert found.vector.dtype == found.tokens.dtype == np.float32
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(found.tokens, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_equal_text_has_equal_vectors_whatever_stands_beside_it(encoder: OnnxEncoder) -> None:
    text = "The treaty was signed in 1889."
    alone = encoder.encode_query(text)  # this model has no prompts
    beside = [text, "x", "A lighthouse keeper wrote. " * 30, text, "", "港を出た船", text]
    found = list(encoder.encode_passages(beside))
    assert len(found) == 7
    for position in (0, 3, 6):
        assert _same(found[position], alone)


def test_passages_come_in_order_however_many(encoder: OnnxEncoder) -> None:
    texts = [f"Report {number}" for number in range(150)]
    found = list(encoder.encode_passages(iter(texts)))
    assert len(found) == 150
    assert _same(found[0], encoder.encode_query(texts[0]))
    assert _same(found[149], encoder.encode_query(texts[149]))
    assert list(encoder.encode_passages([])) == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Größe: 12,5 cm", ["Gr", "ö", "ße", "12", "5", "cm"]),
        ("\U0001f411 sheep \U0001f410!", ["sheep"]),
        ("line\r\nend", ["line", "end"]),
        ("unaffable", ["una", "ffa", "ble"]),
        ("東京 tower", ["東", "京", "tower"]),
        ("a\ud800b", ["a", "b"]),
        ("e\u0301a", ["e\u0301a"]),
    ],
)
def test_offsets_slice_the_text_back(encoder: OnnxEncoder, text: str, pieces: list[str]) -> None:
    offsets = encoder.encode_query(text).offsets.tolist()
    assert [text[start:end] for start, end in offsets] == pieces


@given(ANY)
@settings(deadline=None, max_examples=60)
@example("")
@example("\ud800")
@example("\0")
@example("?!")
@example("\U0001f411" * 30)
def test_any_text_can_be_encoded(encoder: OnnxEncoder, text: str) -> None:
    found = encoder.encode_query(text)
    assert np.isfinite(found.vector).all()
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-4)
    assert len(found.tokens) == len(found.offsets)
    last = 0
    for start, end in found.offsets.tolist():
        assert 0 <= start < end <= len(text)
        assert start >= last
        assert any(map(str.isalnum, text[start:end]))
        last = start


def test_a_long_text_is_cut_at_the_models_limit(encoder: OnnxEncoder) -> None:
    text = "word " * 2_000
    found = encoder.encode_query(text)
    assert len(found.tokens) == encoder.manifest.max_tokens - 2  # its marks at either end
    assert found.offsets[-1].tolist()[1] < len(text)


def test_prompts_are_respected_and_not_counted(copy: Path, encoder: OnnxEncoder) -> None:
    manifest = read_manifest(copy)
    dataclasses.replace(manifest, query_prompt="query: ", passage_prompt="passage: ").write(copy)
    prompted = OnnxEncoder(copy)
    text = "The ferry left."
    question = prompted.encode_query(text)
    (passage,) = prompted.encode_passages([text])
    assert np.array_equal(question.vector, encoder.encode_query("query: " + text).vector)
    assert np.array_equal(passage.vector, encoder.encode_query("passage: " + text).vector)
    plain = encoder.encode_query(text)
    assert np.array_equal(question.offsets, plain.offsets)
    assert np.array_equal(passage.offsets, plain.offsets)
    assert not np.allclose(question.vector, plain.vector)


def test_content_drops_marks_signs_and_the_prompt() -> None:
    vectors = np.arange(1, 13, dtype=np.float32).reshape(6, 2)
    offsets = np.array([[0, 0], [-7, -2], [0, 2], [2, 3], [4, 5], [0, 0]], dtype=np.int32)
    found = content(vectors, vectors[0], offsets, [1, 0, 0, 0, 0, 1], "ab- c")
    assert found.offsets.tolist() == [[0, 2], [4, 5]]
    assert found.tokens == pytest.approx(vectors[[2, 4]] / [[61**0.5], [181**0.5]])
    assert found.vector == pytest.approx(vectors[0] / 5**0.5)


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _edit(**values: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).write_text(json.dumps(manifest | values))

    return edit


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: _flip(folder / MODEL), "sha256 is not the one recorded"),
        (lambda folder: (folder / MODEL).unlink(), "No such file"),
        (lambda folder: (folder / MODEL).write_bytes(b""), "sha256 is not the one recorded"),
        (lambda folder: (folder / TOKENIZER).unlink(), "is damaged"),
        (lambda folder: (folder / TOKENIZER).write_text("{}"), "is damaged"),
        (lambda folder: (folder / MANIFEST).unlink(), "is missing or damaged"),
        (lambda folder: (folder / MANIFEST).write_text("{"), "is missing or damaged"),
        (lambda folder: (folder / MANIFEST).write_text("[]"), "is missing or damaged"),
        (
            lambda folder: (folder / MANIFEST).write_text("{}"),
            rf"is missing or damaged \({MANIFEST} does not say what it should\)",
        ),
        (lambda folder: (folder / MANIFEST).write_bytes(b"\xff"), "is missing or damaged"),
        (_edit(extra=1), "is missing or damaged"),
        (_edit(format=2), "is of another version"),
        (_edit(model_sha256="0" * 64), "sha256 is not the one recorded"),
    ],
)
def test_damage_is_named(copy: Path, spoil: Callable[[Path], None], message: str) -> None:
    spoil(copy)
    with pytest.raises(EncoderError, match=f"the encoder in {copy} .*{message}.*run `qa index`"):
        OnnxEncoder(copy)


def test_a_file_that_is_no_model_is_named(copy: Path) -> None:
    (copy / MODEL).write_bytes(b"not a model")
    _edit(model_sha256=sha256_of(copy / MODEL))(copy)
    with pytest.raises(EncoderError, match="is damaged"):
        OnnxEncoder(copy)


def test_a_manifest_comes_back(tmp_path: Path) -> None:
    manifest = Manifest("Größe", "f", 3, 4, "query: ", "", "onnx", "int8", "00", 0.99, 0.98, "n")
    manifest.write(tmp_path)
    assert read_manifest(tmp_path) == manifest


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    result: Floats = (vectors / np.maximum(norms, 1e-30)).astype(np.float32)
    return result


TOKENS = st.tuples(st.integers(0, 12), st.integers(1, 48)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=st.floats(-1, 1, width=32))
)


@given(TOKENS, st.data())
def test_tokens_come_back_within_a_hundredth(tokens: Floats, data: st.DataObject) -> None:
    tokens = _unit(tokens)
    lengths = np.linalg.norm(tokens, axis=1)
    assume((np.isclose(lengths, 1) | (lengths == 0)).all())  # some are too short to be stretched
    offsets = np.array(
        data.draw(
            st.lists(
                st.tuples(*[st.integers(-(2**31), 2**31 - 1)] * 2),
                min_size=len(tokens),
                max_size=len(tokens),
            )
        ),
        dtype=np.int32,
    ).reshape(len(tokens), 2)
    packed = PackedTokens.pack(tokens, offsets)
    stored = packed.to_bytes()
    assert len(stored) == 4 + len(tokens) * (8 + 2 + tokens.shape[1])
    found = PackedTokens.from_bytes(stored, tokens.shape[1])
    assert np.array_equal(found.offsets, offsets)
    assert np.array_equal(found.unpack(), packed.unpack())
    assert found.unpack().dtype == np.float32
    # Of a token's largest component each is off by half a step of 1/127, no more.
    largest = np.abs(tokens).max(axis=1, initial=0.0)[:, None]
    assert (np.abs(found.unpack() - tokens) <= 0.005 * largest + 1e-7).all()


def test_cosines_of_real_tokens_are_kept_within_a_hundredth(encoder: OnnxEncoder) -> None:
    left = encoder.encode_query("When did the vessel depart?")
    right = encoder.encode_query("The ship left the harbour at noon on Tuesday.")
    packed = PackedTokens.pack(right.tokens, right.offsets).unpack()
    assert np.abs(left.tokens @ packed.T - left.tokens @ right.tokens.T).max() < 0.01
    assert np.linalg.norm(packed - right.tokens, axis=1).max() < 0.02


@given(st.binary(max_size=80), st.integers(1, 8))
def test_bytes_that_do_not_fit_are_refused(data: bytes, dimension: int) -> None:
    count = int.from_bytes(data[:4], "little")
    if len(data) == 4 + count * (10 + dimension):
        assert PackedTokens.from_bytes(data, dimension).values.shape == (count, dimension)
    else:
        with pytest.raises(ValueError, match="damaged"):
            PackedTokens.from_bytes(data, dimension)


@pytest.mark.parametrize("cut", [1, 4, 5, 13])
def test_cut_tokens_are_refused(cut: int) -> None:
    packed = PackedTokens.pack(np.ones((2, 3), np.float32), np.zeros((2, 2), np.int32))
    with pytest.raises(ValueError, match="damaged"):
        PackedTokens.from_bytes(packed.to_bytes()[:-cut], 3)


def test_the_model_is_given_what_it_asks_for(encoder: OnnxEncoder) -> None:
    assert set(encoder._inputs) == {"input_ids", "attention_mask", "token_type_ids"}


def test_a_word_broken_at_a_line_end_is_whole_to_the_tokenizer() -> None:
    text = "An inter-\n  national treaty, and a long-\nterm one."
    read = Tokenizer.from_file(str(package_folder() / TOKENIZER)).encode(
        mended(text), add_special_tokens=False
    )
    words = [(token, text[slice(*at)]) for token, at in zip(read.tokens, read.offsets, strict=True)]
    assert words[:4] == [
        ("an", "An"),
        ("international", "inter-\n  national"),
        ("treaty", "treaty"),
        (",", ","),
    ]
    assert "".join(told.lstrip("#") for told, _ in words[6:9]) == "longterm"
    assert words[9] == ("one", "one")

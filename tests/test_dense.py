"""Vectors and their file."""

import struct
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.dense import FILE, DenseIndex
from index.encoder import Floats
from tests.samples import fill_the_disk, unit

VECTORS = np.stack([unit(1, 0, 0), unit(0, 1, 0), unit(1, 1, 0), unit(0, 0, 1)])
IDS = [10, 20, 30, 2**40]
QUESTION = unit(2, 1, 0)


@pytest.fixture
def dense() -> DenseIndex:
    return DenseIndex.build(IDS, VECTORS)


def test_nearest_first_by_exact_cosine(dense: DenseIndex) -> None:
    result = dense.search(QUESTION, 10)
    assert list(result) == [30, 10, 20, 2**40]
    expected = [3 / 10**0.5, 2 / 5**0.5, 1 / 5**0.5, 0.0]
    assert list(result.values()) == pytest.approx(expected, abs=1e-6)


def test_a_limit(dense: DenseIndex) -> None:
    assert list(dense.search(QUESTION, 2)) == [30, 10]
    assert dense.search(QUESTION, 0) == {}


def test_a_choice_of_ids(dense: DenseIndex) -> None:
    assert list(dense.search(QUESTION, 10, [2**40, 20])) == [20, 2**40]
    assert list(dense.search(QUESTION, 10, iter([20, 77]))) == [20]
    assert dense.search(QUESTION, 10, []) == {}


def test_scores_of_given_passages(dense: DenseIndex) -> None:
    assert dense.scores(QUESTION, [20, 10]) == pytest.approx({20: 1 / 5**0.5, 10: 2 / 5**0.5})
    assert dense.scores(QUESTION, []) == {}


def test_a_passage_without_a_vector_has_no_score(dense: DenseIndex) -> None:
    with pytest.raises(KeyError, match="77"):
        dense.scores(QUESTION, [10, 77])


def test_scores_equal_those_of_a_search(dense: DenseIndex) -> None:
    assert dense.scores(QUESTION, IDS) == pytest.approx(dense.search(QUESTION, 10), abs=1e-6)


def test_an_index_of_nothing(tmp_path: Path) -> None:
    empty = DenseIndex.build([], np.zeros((0, 0), dtype=np.float32))
    assert empty.search(QUESTION, 5) == {}
    empty.save(tmp_path, 1)
    loaded = DenseIndex.load(tmp_path, 1)
    assert loaded is not None
    assert loaded.search(QUESTION, 5) == {}


def test_a_saved_index_gives_the_same(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save(tmp_path, 2**63 - 1)
    loaded = DenseIndex.load(tmp_path, 2**63 - 1)
    assert loaded is not None
    assert loaded.search(QUESTION, 10) == dense.search(QUESTION, 10)
    assert loaded.scores(QUESTION, IDS) == dense.scores(QUESTION, IDS)


def test_saving_leaves_one_file(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save(tmp_path, 1)
    dense.save(tmp_path, 2)
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_what_a_killed_process_left_is_written_over(dense: DenseIndex, tmp_path: Path) -> None:
    (tmp_path / f".{FILE}.new").write_bytes(b"half")
    dense.save(tmp_path, 1)
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_faiss_itself_reads_the_file(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save(tmp_path, 1)
    assert faiss.read_index(str(tmp_path / FILE)).ntotal == 4


def test_a_missing_file_and_a_folder_in_its_place(tmp_path: Path) -> None:
    assert DenseIndex.load(tmp_path, 1) is None
    (tmp_path / FILE).mkdir()
    assert DenseIndex.load(tmp_path, 1) is None


@pytest.mark.parametrize("generation", [0, 6, 8, 2**63])
def test_another_generation_is_not_taken(
    dense: DenseIndex, tmp_path: Path, generation: int
) -> None:
    dense.save(tmp_path, 7)
    assert DenseIndex.load(tmp_path, generation) is None


def test_a_file_by_faiss_alone_is_not_taken(tmp_path: Path) -> None:
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(3))
    index.add_with_ids(VECTORS, np.array(IDS))
    faiss.write_index(index, str(tmp_path / FILE))
    assert DenseIndex.load(tmp_path, 1) is None


def test_a_well_stamped_file_that_is_no_index_is_not_taken(tmp_path: Path) -> None:
    from zlib import crc32

    body = b"not of FAISS"
    trailer = struct.pack("<8sQI", b"pincite1", 1, crc32(body))
    (tmp_path / FILE).write_bytes(body + trailer)
    assert DenseIndex.load(tmp_path, 1) is None


def test_every_cut_is_noticed(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save(tmp_path, 1)
    data = (tmp_path / FILE).read_bytes()
    for length in range(len(data)):
        (tmp_path / FILE).write_bytes(data[:length])
        assert DenseIndex.load(tmp_path, 1) is None
    (tmp_path / FILE).write_bytes(data + b"\0")
    assert DenseIndex.load(tmp_path, 1) is None


def test_every_flipped_bit_is_noticed(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save(tmp_path, 1)
    data = bytearray((tmp_path / FILE).read_bytes())
    for position in range(len(data)):
        data[position] ^= 1 << position % 8
        (tmp_path / FILE).write_bytes(data)
        assert DenseIndex.load(tmp_path, 1) is None
        data[position] ^= 1 << position % 8


@given(st.binary(max_size=200), st.integers(0, 2**64 - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise(tmp_path: Path, data: bytes, generation: int) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert DenseIndex.load(tmp_path, generation) is None


def test_a_full_disk_leaves_the_old_file(
    dense: DenseIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dense.save(tmp_path, 1)
    fill_the_disk(monkeypatch, f".{FILE}.new")
    with pytest.raises(OSError, match="No space left"):
        dense.save(tmp_path, 2)
    monkeypatch.undo()
    assert DenseIndex.load(tmp_path, 1) is not None
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def _random(count: int, seed: int) -> Floats:
    vectors = np.random.default_rng(seed).standard_normal((count, 8)).astype(np.float32)
    unit_length: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit_length


@given(st.integers(1, 30), st.integers(0, 2**32), st.integers(1, 40))
def test_search_is_exact(count: int, seed: int, limit: int) -> None:
    vectors = _random(count + 1, seed)
    question, vectors = vectors[0], vectors[1:]
    result = DenseIndex.build(range(100, 100 + count), vectors).search(question, limit)
    expected = np.sort(vectors @ question)[::-1][:limit]
    assert np.allclose(list(result.values()), expected, atol=1e-6)
    for key, score in result.items():
        assert score == pytest.approx(float(vectors[key - 100] @ question), abs=1e-6)

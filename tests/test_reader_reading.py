"""What a reading says of a window, by hand; and the shipped reader, whatever it was taught."""

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import WeightsError
from qa.reader import reading
from qa.reader.reading import CARD, MODEL, OnnxReader, Reading, cut, is_known

shipped = pytest.mark.skipif(not MODEL.exists(), reason="no reader was trained")

TEXT = "The keeper rang the bell at seven."


def _reading(
    starts: list[float], ends: list[float], offsets: list[tuple[int, int]] | None = None
) -> Reading:
    """Of probabilities; the tokens are four characters each, with a space between."""
    places = offsets or [(5 * n, 5 * n + 4) for n in range(len(starts))]
    with np.errstate(divide="ignore"):
        return Reading(
            0.0,
            np.log(np.array(starts, dtype=np.float32)),
            np.log(np.array(ends, dtype=np.float32)),
            np.array(places, dtype=np.int32).reshape(-1, 2),
        )


def _approx(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


# Share and best, by hand

FOUR = _reading([0.1, 0.6, 0.2, 0.1], [0.05, 0.15, 0.5, 0.3])


@pytest.mark.parametrize(
    ("start", "end", "share"),
    [
        (0, 19, 1.0),
        (-5, 99, 1.0),
        (0, 4, 0.1 * 0.05),
        (5, 14, 0.8 * 0.65),
        (5, 13, 0.6 * 0.15),
        (6, 14, 0.2 * 0.5),
        (4, 20, 0.9 * 0.95),
        (6, 9, 0.0),
        (9, 5, 0.0),
        (20, 30, 0.0),
    ],
)
def test_the_share_of_a_window(start: int, end: int, share: float) -> None:
    """A token counts when all of it is inside."""
    assert FOUR.share(start, end) == _approx(share)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 19, (5, 14, 0.6 * 0.5)),
        (-5, 99, (5, 14, 0.6 * 0.5)),
        (0, 9, (5, 9, 0.6 * 0.15)),
        (0, 4, (0, 4, 0.1 * 0.05)),
        (6, 19, (10, 14, 0.2 * 0.5)),
        (11, 19, (15, 19, 0.1 * 0.3)),
    ],
)
def test_the_likeliest_answer_of_a_window(
    start: int, end: int, found: tuple[int, int, float]
) -> None:
    best = FOUR.best(start, end)
    assert best is not None
    assert (best.start, best.end, best.probability) == (*found[:2], _approx(found[2]))


@pytest.mark.parametrize(("start", "end"), [(6, 9), (9, 5), (20, 30), (0, 3)])
def test_no_answer_where_no_token_is(start: int, end: int) -> None:
    assert FOUR.best(start, end) is None


def test_nothing_was_read() -> None:
    nothing = _reading([], [])
    assert nothing.best(0, 9) is None
    assert nothing.share(0, 9) == 0.0


def test_an_answer_does_not_end_before_it_begins() -> None:
    """The likeliest start is the last token, the likeliest end the first."""
    best = _reading([0.1, 0.2, 0.7], [0.8, 0.15, 0.05]).best(0, 14)
    assert best is not None
    assert (best.start, best.end, best.probability) == (0, 4, _approx(0.08))


@pytest.mark.parametrize(("longer", "end"), [(0.5, 4), (0.504, 4), (0.506, 9)])
def test_of_two_as_likely_the_shorter_is_the_best(longer: float, end: int) -> None:
    found = _reading([1.0, 0.0], [1 - longer, longer]).best(0, 9)
    assert found is not None
    assert (found.start, found.end) == (0, end)
    assert found.probability == _approx(longer if end == 9 else 1 - longer)


@pytest.mark.parametrize(("gap", "is_whole"), [(39, True), (40, False)])
def test_an_answer_has_at_most_forty_tokens(gap: int, is_whole: bool) -> None:
    starts, ends = [0.001] * 60, [0.001] * 60
    starts[5], ends[5 + gap] = 0.9, 0.9
    best = _reading(starts, ends).best(0, 300)
    assert best is not None
    assert ((best.start, best.end) == (25, 5 * (5 + gap) + 4)) is is_whole
    assert best.probability == _approx(0.81 if is_whole else 0.0009)
    assert best.end - best.start <= 40 * 5 - 1


probabilities = st.lists(st.floats(0.001, 1), min_size=1, max_size=60)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    starts = draw(probabilities)
    count = len(starts)
    ends = draw(st.lists(st.floats(0.001, 1), min_size=count, max_size=count))
    steps = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=count))
    places, at = [], 0
    for gap, length in steps[:count]:
        places.append((at + gap, at + gap + length))
        at += gap + length
    return _reading(
        [value / sum(starts) for value in starts], [value / sum(ends) for value in ends], places
    )


@given(readings(), st.integers(-5, 300), st.integers(-5, 300))
def test_whatever_the_window(reading: Reading, start: int, end: int) -> None:
    share, best = reading.share(start, end), reading.best(start, end)
    assert 0.0 <= share <= 1.0
    if best is None:
        assert share == 0.0
        return
    assert start <= best.start < best.end <= end
    assert 0.0 < best.probability <= share + 1e-6
    assert best.start in reading.offsets[:, 0]
    assert best.end in reading.offsets[:, 1]


@given(readings())
def test_the_share_of_everything_is_one(reading: Reading) -> None:
    everything = (int(reading.offsets[0, 0]), int(reading.offsets[-1, 1]))
    assert reading.share(*everything) == pytest.approx(1.0, abs=1e-5)
    best = reading.best(*everything)
    assert best is not None
    pairs = {
        (n, n + length): (first + last, 0.02 * length)
        for n, first in enumerate(reading.starts.tolist())
        for length, last in enumerate(reading.ends.tolist()[n : n + 40])
    }
    starts, ends = reading.offsets.T.tolist()
    odds, cost = pairs[starts.index(best.start), ends.index(best.end)]
    assert best.probability == pytest.approx(math.exp(odds), rel=1e-5)
    assert odds - cost == pytest.approx(max(o - c for o, c in pairs.values()), abs=1e-5)


# The question


@pytest.mark.parametrize("count", [0, 1, 47, 48])
def test_a_question_of_forty_eight_words_is_read_as_it_is(count: int) -> None:
    question = "  a\n" * count
    assert cut(question) == question


def test_of_a_longer_one_the_beginning_is_read() -> None:
    assert cut(" ".join(map(str, range(49)))) == " ".join(map(str, range(48)))
    assert cut("a \n b\t" * 30) == " ".join(["a", "b"] * 24)


@pytest.mark.parametrize(
    ("text", "offsets", "known"),
    [
        ("", [], False),
        ("ы", [(0, 1)], False),
        ("ыы", [(0, 2)], True),
        ("ы" * 8, [(0, 1), (1, 2), (2, 3), (3, 5), (5, 8)], True),  # 8 letters of 5 tokens
        ("ы" * 7, [(0, 1), (1, 2), (2, 3), (3, 5), (5, 7)], False),
        ("ы" * 15, [(7, 8), (9, 15)], True),
        ("x", [(0, 1)], True),
        ("“2b” – x?", [(1, 2), (2, 3), (7, 8)], True),
        ("xы", [(0, 1), (1, 2)], False),
    ],
)
def test_a_text_is_known_by_the_length_of_its_tokens(
    text: str, offsets: list[tuple[int, int]], known: bool
) -> None:
    assert is_known(text, np.array(offsets, dtype=np.int32).reshape(-1, 2)) is known


def test_the_softmax_is_of_any_logits() -> None:
    logits = np.array([1000.0, 1000.0 + math.log(3), -1e4], dtype=np.float32)
    assert np.exp(reading._log_softmax(logits)).tolist() == pytest.approx([0.25, 0.75, 0], abs=1e-4)
    assert reading._log_softmax(logits[:0]).tolist() == []


# The shipped reader


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


def _same(one: Reading, other: Reading) -> bool:
    return (
        one.relevance == other.relevance
        and np.array_equal(one.starts, other.starts)
        and np.array_equal(one.ends, other.ends)
        and np.array_equal(one.offsets, other.offsets)
    )


@shipped
def test_a_reading_is_of_the_words(reader: OnnxReader) -> None:
    (found,) = reader.read("Who rang the bell?", [(TEXT, 0)])
    words = [TEXT[start:end] for start, end in found.offsets.tolist()]
    assert words == ["The", "keeper", "rang", "the", "bell", "at", "seven", "."]
    for logs in (found.starts, found.ends):
        assert logs.shape == (8,)
        assert np.exp(logs).sum() == pytest.approx(1.0, abs=1e-5)
    assert found.share(0, len(TEXT)) == pytest.approx(1.0, abs=1e-5)
    assert math.isfinite(found.relevance)


@shipped
def test_offsets_count_from_the_body(reader: OnnxReader) -> None:
    above = "Bells › The keeper\n"
    (found,) = reader.read("Who rang the bell?", [(above + TEXT, len(above))])
    (alone,) = reader.read("Who rang the bell?", [(TEXT, 0)])
    assert found.offsets.tolist() == alone.offsets.tolist()
    assert np.exp(found.starts).sum() == pytest.approx(1.0, abs=1e-5)


@shipped
@given(above=st.text(max_size=30), body=st.text(max_size=60))
def test_nothing_above_the_body_is_pointed_at(reader: OnnxReader, above: str, body: str) -> None:
    (found,) = reader.read("Who rang?", [(f"{above}\n{body}", len(above) + 1)])
    assert (found.offsets[:, 0] >= 0).all()
    assert (found.offsets[:, 1] > found.offsets[:, 0]).all()
    assert (found.offsets[:, 1] <= len(body)).all()
    assert len(found.starts) == len(found.ends) == len(found.offsets)
    best = found.best(0, len(body))
    assert (best is None) is (len(found.offsets) == 0)


@shipped
def test_what_stands_beside_a_passage_changes_nothing(reader: OnnxReader) -> None:
    question = "Who rang the bell?"
    others = [(f"Passage {n} " * n, n) for n in range(1, 20)]
    (alone,) = reader.read(question, [(TEXT, 0)])
    for at in (0, 7, 19):
        given = [*others[:at], (TEXT, 0), *others[at:]]
        assert _same(reader.read(question, given)[at], alone)
    twice = reader.read(question, [(TEXT, 0), (TEXT, 0)])
    assert all(_same(one, alone) for one in twice)
    assert reader.read(question, []) == []


@shipped
def test_a_broken_byte_does_no_harm(reader: OnnxReader) -> None:
    broken, whole = TEXT.replace("rang", "r\udce4ng"), TEXT.replace("rang", "r?ng")
    question = "Who r\ud800ng the bell?"
    (one,) = reader.read(question, [(broken, 0)])
    (other,) = reader.read("Who r?ng the bell?", [(whole, 0)])
    assert _same(one, other)
    assert broken[one.offsets[-2, 0] : one.offsets[-2, 1]] == "seven"
    assert reader.knows(question)


@shipped
def test_of_a_long_passage_the_beginning_is_read(reader: OnnxReader) -> None:
    longest = json.loads(CARD.read_text())["longest"]
    (found,) = reader.read("Who rang?", [("bell " * 1000, 0)])
    assert len(found.offsets) == longest - 3 - 3  # the question's tokens, and those that part
    assert found.offsets[-1].tolist() == [5 * 217, 5 * 217 + 4]


@shipped
@pytest.mark.parametrize(
    "question", ["a.b-" * 200, "日" * 400, "x" * 5000, "don't-e.g. " * 60, "", "?", "\ud800"]
)
def test_no_question_is_too_long_or_too_odd(reader: OnnxReader, question: str) -> None:
    """Not even one of hundreds of tokens without a space between: half the room is left."""
    (found,) = reader.read(question, [(TEXT, 0)])
    assert len(found.offsets) == 8
    assert math.isfinite(found.relevance)
    reader.knows(question)


@shipped
@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("Who rang the bell?", True),
        ("Wer hat die Glocke geläutet?", True),
        ("誰が鐘を鳴らしましたか", False),
        ("鐘は何時に鳴りましたか？", False),
        ("日" * 400, False),
        ("?", False),
        ("", False),
    ],
)
def test_which_scripts_it_knows(reader: OnnxReader, question: str, known: bool) -> None:
    assert reader.knows(question) is known


# Damaged files


def _files(folder: Path) -> tuple[Path, Path]:
    """Files that are sound in form: a card, and a model that is none."""
    model, card = folder / "reader.onnx", folder / "reader.json"
    model.write_bytes(b"no model")
    sha256 = hashlib.sha256(b"no model").hexdigest()
    card.write_text(json.dumps({"sha256": sha256, "longest": 224}))
    return model, card


def _refusal(model: Path, card: Path) -> str:
    """The reason within the message."""
    with pytest.raises(WeightsError) as caught:
        OnnxReader(model, card)
    message = str(caught.value)
    before, after = (
        f"the reader {model} is missing or damaged (",
        "); reinstall pincite, or go without it with --reader none",
    )
    assert message.startswith(before)
    assert message.endswith(after)
    return message.removeprefix(before).removesuffix(after)


def test_a_file_that_is_not_the_one_recorded(tmp_path: Path) -> None:
    model, card = _files(tmp_path)
    model.write_bytes(b"no mode")
    assert _refusal(model, card) == "its sha256 is not the one recorded"


@shipped
def test_a_truncated_model(tmp_path: Path) -> None:
    model, card = tmp_path / "reader.onnx", tmp_path / "reader.json"
    data = MODEL.read_bytes()
    model.write_bytes(data[:100_000])
    card.write_bytes(CARD.read_bytes())
    assert _refusal(model, card) == "its sha256 is not the one recorded"
    sha256 = hashlib.sha256(data[:100_000]).hexdigest()
    card.write_text(json.dumps({"sha256": sha256, "longest": 224}))
    assert "INVALID_PROTOBUF" in _refusal(model, card)


def test_a_model_that_is_none(tmp_path: Path) -> None:
    assert "INVALID_PROTOBUF" in _refusal(*_files(tmp_path))


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    model, card = _files(tmp_path)
    model.unlink()
    assert "No such file or directory" in _refusal(model, card)
    card.unlink()
    assert "No such file or directory" in _refusal(model, card)


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "Expecting value"), ("{}", "'sha256'"), ("[]", "list indices")],
)
def test_a_card_that_says_nothing(tmp_path: Path, content: str, reason: str) -> None:
    model, card = _files(tmp_path)
    card.write_text(content)
    assert reason in _refusal(model, card)


@shipped
def test_the_files_say_the_same() -> None:
    card = json.loads(CARD.read_text())
    assert card["sha256"] == hashlib.sha256(MODEL.read_bytes()).hexdigest()
    assert card["longest"] == 224

"""Another model in the reader's place, or none."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from index.build import index
from index.encoder import Floats
from index.errors import EncoderError
from index.models import package_folder
from qa.ask import Asker
from qa.cli import app
from qa.ranked import System
from qa.reader.cross import CrossReranker
from tests.conftest import StubEncoder
from tests.samples import write

pytestmark = pytest.mark.usefixtures("plain_weights")

TEXTS = {
    "bees.txt": "The bees were counted in May.",
    "geese.txt": "The geese were counted in June.",
    "goats.txt": "The goats were counted in July.",
}


class Favourite:
    """Prefers the passages that hold a word, the later ones first."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        self.asked.append(question)
        return np.array([self.word in text for text in passages], dtype=np.float32)


@pytest.fixture
def folder(tmp_path: Path, stub: StubEncoder) -> Path:
    write(tmp_path / "notes", TEXTS)
    index(tmp_path / ".qa", [tmp_path / "notes"])
    return tmp_path


@pytest.mark.parametrize("word", ["bees", "geese", "goats"])
def test_the_reranker_orders_the_passages(folder: Path, word: str) -> None:
    favourite = Favourite(word)
    reply = Asker.open(folder / ".qa", reranker=favourite).ask("When were they counted?")
    quotes = getattr(reply, "quotes", None) or getattr(reply, "nearest", ())
    assert quotes[0].place.document.path == f"notes/{word}.txt"
    assert len(quotes) == 3
    assert favourite.asked == ["When were they counted?"]


@pytest.mark.parametrize("system", ["bm25", "dense", "hybrid", "late"])
def test_the_stages_before_it_do_without(folder: Path, system: System) -> None:
    favourite = Favourite("goats")
    Asker.open(folder / ".qa", system, favourite).ask("When were the bees counted?")
    assert favourite.asked == []


def test_without_a_reader_its_file_is_not_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise AssertionError("the reader was opened")

    monkeypatch.setattr("qa.ask.OnnxReader", refuse)
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(app, ["ask", "--reader", "none", "When were the bees counted?"])
    assert (result.exit_code, result.stdout[:32]) == (0, "1  The bees were counted in May.")


def test_a_reranker_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []

    def load(name: str) -> Favourite:
        named.append(name)
        return Favourite("geese")

    monkeypatch.setattr(CrossReranker, "load", load)
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(
        app, ["ask", "--reranker", "mine", "-k", "1", "Which were counted?"]
    )
    assert "The geese were counted in June." in result.stdout
    assert named == ["mine"]


def test_an_eval_with_a_reranker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CrossReranker, "load", lambda name: Favourite(name))
    cases = folder / "cases.jsonl"
    gold = {"document": "geese.txt", "text": "in June"}
    case = {"id": "a", "question": "Which were counted?", "kind": "fact", "gold": [gold]}
    cases.write_text(json.dumps(case), encoding="utf-8")
    given = ["eval", "--set", str(cases), "--sources", str(folder / "notes"), "--json"]
    for word, share in (("geese", 1.0), ("bees", 0.0)):
        result = CliRunner().invoke(app, [*given, "--reranker", word])
        assert json.loads(result.stdout)["overall"]["figures"]["hit@1"]["value"] == share


def test_a_cross_encoder_in_a_folder(tmp_path: Path) -> None:
    """One made here: MiniLM with a head that has learnt nothing."""
    from sentence_transformers import CrossEncoder

    made: Any = CrossEncoder(str(package_folder()), num_labels=1, device="cpu")
    made.save_pretrained(str(tmp_path / "cross"))
    passages = ["The bees were counted in May.", "A goat.", "The bees were counted in May."]
    scores = CrossReranker.load(str(tmp_path / "cross")).scores("When?", passages)
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    assert scores[0] != pytest.approx(scores[1], abs=1e-5)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "the reranker has no name; write that of a model, or a folder's path"),
        (" ", "the reranker has no name; write that of a model, or a folder's path"),
        ("/nowhere/at-all", "there is no folder /nowhere/at-all to load a reranker from"),
        ("./nowhere", "there is no folder nowhere to load a reranker from"),
    ],
)
def test_one_that_is_not_there(name: str, message: str) -> None:
    with pytest.raises(EncoderError, match=f"^{re.escape(message)}$"):
        CrossReranker.load(name)


def test_one_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match=rf"^the reranker '{tmp_path}/empty' cannot be loaded: "):
        CrossReranker.load(str(tmp_path / "empty"))

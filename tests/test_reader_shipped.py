"""The shipped file gives the network's weights back, as far as rounding left them."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from index.models import package_folder
from qa.reader.groups import LONGEST, Recipe
from qa.reader.network import Network, tokenizer
from qa.reader.reading import CARD, MODEL, OnnxReader
from qa.reader.shipped import load_state, weights
from qa.reader.train import Trainer

WORDS = "encoder.embeddings.word_embeddings.weight"
QUESTION = "When was the lock at the mill built?"
PASSAGES = (
    "Canal\nThe lock at the mill was built in 1804, the bridge in 1811.",
    "Canal\nNobody knows who owned the quarry.",
    "Ferries › Fares\nBoat: Tay; Fare: 3 d",
)


@pytest.fixture(scope="module")
def network() -> Network:
    made = Network(package_folder()).eval()
    made.load_state_dict(load_state(MODEL, made)["network"])
    return made


def test_all_but_the_word_embeddings(network: Network) -> None:
    expected = {name: value.shape for name, value in network.state_dict().items()}
    word_embeddings = expected.pop(WORDS)
    assert {name: value.shape for name, value in weights(MODEL).items()} == expected
    loaded = load_state(MODEL, Network(package_folder()))["network"]
    assert loaded[WORDS].shape == word_embeddings


def test_the_network_reads_as_the_file_does(network: Network) -> None:
    words = tokenizer(package_folder(), LONGEST)
    readings = OnnxReader(MODEL, CARD).read(QUESTION, [(text, 0) for text in PASSAGES])
    found = []
    for text, reading in zip(PASSAGES, readings, strict=True):
        encoded = words.encode(QUESTION, text)
        with torch.no_grad():
            odds, places = network(torch.tensor([encoded.ids]), torch.tensor([encoded.type_ids]))
        assert float(odds[0]) == pytest.approx(reading.relevance, abs=0.5)
        first = int(places[0, :, 0].argmax())
        found.append(text[slice(*encoded.offsets[first])])
        if text == PASSAGES[0]:
            assert found == ["1804"]
            assert reading.offsets[int(np.argmax(reading.starts))].tolist()[0] == text.index("1804")


def test_a_run_begins_with_it() -> None:
    begun = Trainer(package_folder(), Recipe(), "cpu")
    begun.begin_with([MODEL])
    card = json.loads(CARD.read_text(encoding="utf-8"))
    (before,) = begun.before
    assert before["recipe"] == {"shipped": card["sha256"]}
    assert before["before"] == card["averaged_of"]
    expected = weights(MODEL)
    for name, value in begun.master.state_dict().items():
        assert name == WORDS or torch.equal(value, expected[name]), name


def test_a_checkpoint_is_taken_as_it_is(tmp_path: Path) -> None:
    saved = {"network": {"a": torch.ones(2)}, "recipe": {"rate": 1.0}, "step": 3, "before": []}
    torch.save(saved, tmp_path / "reader.pt")
    found = load_state(tmp_path / "reader.pt", torch.nn.Linear(1, 1))
    assert found.keys() == saved.keys()
    assert found["network"]["a"].tolist() == [1.0, 1.0]

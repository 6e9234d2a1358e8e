"""A trained reader → one ONNX file, int8, proved against the network.

`python -m qa.reader.export FOLDER... --work DIR` takes the checkpoint that training left in DIR.
"""

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from index.export import quantize
from index.models import package_folder
from qa.reader.data import load
from qa.reader.groups import LONGEST
from qa.reader.network import Network, averaged, come_about, tokenizer
from qa.reader.reading import CARD, MODEL, OnnxReader
from qa.reader.shipped import load_state
from qa.reader.smooth import Inputs, smooth

# int8 moves the log odds by a tenth or two; more would change what is quoted.
_MEAN_DIFFERENCE = 0.25
_LEAST_CORRELATION = 0.99
_PROBES = 30  # questions a set


def export(
    network: Network,
    folder: Path,
    pairs: Sequence[tuple[str, str]],
    model: Path,
    card: Path,
    about: dict[str, Any],
) -> None:
    """Write the network as int8, rounded as is best for such questions with passages as ``pairs``,
    and what is to be known of it; the tokenizer goes into the file."""
    words = tokenizer(folder, LONGEST)
    given = [_inputs(words, *pair) for pair in pairs]
    words.no_truncation()
    probe = words.encode("Who rang?", "The keeper rang the bell.")
    inputs = (torch.tensor([probe.ids]), torch.tensor([probe.type_ids]))
    with tempfile.TemporaryDirectory(prefix="pincite-") as scratch:
        full = Path(scratch) / "full.onnx"
        small = Path(scratch) / "small.onnx"
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network.float().eval(),
                inputs,
                str(full),
                input_names=["ids", "types"],
                output_names=["relevance", "places"],
                dynamic_axes={
                    "ids": {0: "n", 1: "length"},
                    "types": {0: "n", 1: "length"},
                    "relevance": {0: "n"},
                    "places": {0: "n", 1: "length"},
                },
                opset_version=17,
                dynamo=False,
            )
        made = onnx.load(str(full))
        smooth(made, given)
        onnx.save(made, str(full))
        quantize(full, small)
        made = onnx.load(str(small))
        entry = made.metadata_props.add()
        entry.key, entry.value = "tokenizer", words.to_str()
        onnx.save(made, str(model))
    sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
    card.write_text(json.dumps({"sha256": sha256, "longest": LONGEST, **about}, indent=1) + "\n")


def _inputs(words: Any, question: str, text: str) -> Inputs:
    encoded = words.encode(question, text)
    return {"ids": np.array([encoded.ids]), "types": np.array([encoded.type_ids])}


def prove(
    network: Network, folder: Path, pairs: Sequence[tuple[str, str]], reader: OnnxReader
) -> dict[str, float]:
    """How far the file's log odds are from the network's. Raises ValueError when too far."""
    words = tokenizer(folder, LONGEST)
    theirs, ours, places = [], [], []
    for question, text in pairs:
        encoded = words.encode(question, text)
        with torch.no_grad():
            odds, logits = network(torch.tensor([encoded.ids]), torch.tensor([encoded.type_ids]))
        reading = reader.read(question, [(text, 0)])[0]
        theirs.append(float(odds[0]))
        ours.append(reading.relevance)
        first = encoded.offsets[int(logits[0, :, 0].argmax())][0]
        places.append(first == int(reading.offsets[int(reading.starts.argmax()), 0]))
    difference = float(np.abs(np.array(theirs) - np.array(ours)).mean())
    correlation = float(np.corrcoef(theirs, ours)[0, 1])
    found = {
        "difference": round(difference, 4),
        "correlation": round(correlation, 5),
        "same_start": round(float(np.mean(places)), 4),
    }
    if difference > _MEAN_DIFFERENCE or correlation < _LEAST_CORRELATION:
        raise ValueError(f"the int8 file is too far from the network: {found}")
    return found


def _pairs(folders: Sequence[Path], work: Path, part: str) -> list[tuple[str, str]]:
    """Some questions of each set with passages, those of all sets in turn."""
    sets = [load(folder, work, part, _PROBES) for folder in folders]
    return [
        (example.question, text)
        for together in zip_longest(*sets)
        for example in together
        if example is not None
        for text in (example.positive, *example.negatives[:2])
        if text is not None
    ]


def main() -> None:
    """Export the checkpoint of a work folder, prove it on passages it has not seen, write both."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.export", description="Export.")
    parser.add_argument("folders", nargs="+", type=Path, help="the sets it was trained on")
    parser.add_argument("--work", type=Path, required=True, help="where training left it")
    parser.add_argument("--with", dest="other", type=Path, help="another checkpoint, averaged in")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--card", type=Path, default=CARD)
    given = parser.parse_args()
    files = [given.work / "reader.pt", *([given.other] if given.other else [])]
    folder = package_folder()
    network = Network(folder)
    states = [load_state(file, network) for file in files]
    network.load_state_dict(averaged([state["network"] for state in states]))
    about = {
        "trained_on": [path.name for path in given.folders],
        "averaged_of": come_about(states),
    }
    learnt = _pairs(given.folders, given.work, "train")
    export(network, folder, learnt, given.model, given.card, about)
    unseen = _pairs(given.folders, given.work, "dev")
    proof = prove(network, folder, unseen, OnnxReader(given.model, given.card))
    card = json.loads(given.card.read_text(encoding="utf-8"))
    given.card.write_text(json.dumps(card | {"proof": proof}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(proof))


if __name__ == "__main__":
    main()

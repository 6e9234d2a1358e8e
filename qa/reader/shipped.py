"""The shipped file → the network's weights, to train on from it where no checkpoint is left.

They are those of the checkpoint but for what rounding to int8 took.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from index.encoder import Floats

_WORDS = "encoder.embeddings.word_embeddings.weight"


def load_state(file: Path, network: nn.Module) -> dict[str, Any]:
    """A checkpoint, or one made of a shipped file and the card beside it; ``network`` has the word
    embeddings that it was trained with."""
    if file.suffix != ".onnx":
        checkpoint: dict[str, Any] = torch.load(file, weights_only=True)
        return checkpoint
    card = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    return {
        "network": {_WORDS: network.state_dict()[_WORDS], **weights(file)},
        "recipe": {"shipped": card["sha256"]},
        "step": 0,
        "before": card["averaged_of"],
    }


def weights(model: Path) -> dict[str, Tensor]:
    """The weights by their names in the network, but for the word embeddings, which training
    leaves as they are in the model that it began with."""
    graph = onnx.load(str(model)).graph
    stored = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    divided = {
        node.output[0]: stored[node.input[1]]
        for node in graph.node
        if node.op_type == "Mul" and node.input[1] in stored
    }
    found = {name: value for name, value in stored.items() if name.endswith((".weight", ".bias"))}
    for name in (name.removesuffix("_quantized") for name in stored if name.endswith("_quantized")):
        if name.startswith("encoder.embeddings") and name != _WORDS:
            found[name] = _whole(stored, name)
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            matrix = _whole(stored, node.input[1].removesuffix("_quantized"))
            factors = divided.get(node.input[0].removesuffix("_quantized"))
            if factors is not None:
                matrix = matrix * factors[:, None]
            path = node.name.strip("/").split("/")[:-1]
            found[".".join([*path, "weight"])] = matrix.T
    return {name: torch.from_numpy(np.array(value)) for name, value in found.items()}


def _whole(stored: dict[str, Floats], name: str) -> Floats:
    """What was stored as int8, as it was before, more or less."""
    steps = stored[f"{name}_quantized"].astype(np.float32)
    zero = stored[f"{name}_zero_point"].astype(np.float32)
    whole: Floats = (steps - zero) * stored[f"{name}_scale"]
    return whole

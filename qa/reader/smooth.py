"""Activations that are easier to round: what makes the int8 reader say what the network says.

While an int8 file runs, all numbers that go into a matrix are rounded on one scale, which the few
channels with large numbers set for all others. A channel may be divided by any number if the
matrix's row for it is multiplied by the same: the product stays, and the scale is better used
(Xiao et al., "SmoothQuant", ICML 2023). How far to go is searched for each matrix, by what is lost
in its product (as in Lin et al., "AWQ", MLSys 2024).
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from index.encoder import Floats

# Powers of a channel's largest activation, and of its largest weight.
_ACTIVATION, _WEIGHT = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), (0.0, 0.1, 0.2, 0.3)
_SEARCHED = 64  # inputs whose product is compared; of all the largest numbers are taken
_TINY = 1e-5

Inputs = Mapping[str, NDArray[Any]]


def smooth(model: onnx.ModelProto, inputs: Sequence[Inputs]) -> None:
    """Divide what goes into each constant matrix, channel by channel, and multiply the matrix,
    as is best for ``inputs`` like those that the model will be given. Changes ``model``, which
    computes the same as before until it is rounded."""
    weights = {item.name: item for item in model.graph.initializer}
    fed: dict[str, list[Any]] = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            fed.setdefault(node.input[0], []).append(node)
    searched, largest = _seen(model, list(fed), inputs)
    for number, (name, nodes) in enumerate(fed.items()):
        matrices = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        scale = _best(np.concatenate(matrices, axis=1), searched[name], largest[name])
        if scale is None:
            continue
        divided = f"smooth_{number}"
        factors = numpy_helper.from_array(1 / scale, f"{divided}_factors")
        model.graph.initializer.append(factors)
        multiply = helper.make_node("Mul", [name, factors.name], [divided], name=divided)
        before = {node.name for node in nodes}
        place = next(i for i, node in enumerate(model.graph.node) if node.name in before)
        model.graph.node.insert(place, multiply)
        for node, matrix in zip(nodes, matrices, strict=True):
            scaled = numpy_helper.from_array(matrix * scale[:, None], node.input[1])
            weights[node.input[1]].CopyFrom(scaled)
            node.input[0] = divided


def _seen(
    model: onnx.ModelProto, names: Sequence[str], inputs: Sequence[Inputs]
) -> tuple[dict[str, list[Floats]], dict[str, Floats]]:
    """What goes into the matrices: for some inputs all of it, for all the largest of a channel."""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    probe.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(probe.SerializeToString())
    searched: dict[str, list[Floats]] = {name: [] for name in names}
    largest: dict[str, Floats] = {}
    for number, given in enumerate(inputs):
        for name, found in zip(names, session.run(list(names), given), strict=True):
            rows = found.reshape(-1, found.shape[-1])
            most = np.abs(rows).max(axis=0)
            largest[name] = np.maximum(largest.get(name, most), most)
            if number < _SEARCHED:
                searched[name].append(rows)
    return searched, largest


def _best(matrix: Floats, inputs: Sequence[Floats], largest: Floats) -> Floats | None:
    """The divisors of the channels with which rounding costs least; None where any costs more."""
    there = np.maximum(largest, _TINY)
    own = np.maximum(np.abs(matrix).max(axis=1), _TINY)
    exact = [rows @ matrix for rows in inputs]

    def lost(scale: Floats) -> float:
        rounded = _rounded(matrix * scale[:, None])
        pairs = zip(inputs, exact, strict=True)
        return sum(float(np.square(_grid(x / scale) @ rounded - y).mean()) for x, y in pairs)

    best, least = None, lost(np.ones_like(there))
    for activation, weight in product(_ACTIVATION, _WEIGHT):
        scale = there**activation / own**weight
        scale = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
        if (loss := lost(scale)) < least:
            best, least = scale, loss
    return best


def _grid(rows: Floats) -> Floats:
    """As activations are rounded: 256 steps from the smallest to the largest, 0 among them."""
    low, high = min(float(rows.min()), 0.0), max(float(rows.max()), 0.0)
    step = (high - low) / 255 or 1.0
    zero = round(-low / step)
    steps = np.clip(np.round(rows / step) + zero, 0, 255) - zero
    return np.asarray(steps * step, dtype=np.float32)


def _rounded(matrix: Floats) -> Floats:
    """As weights are rounded: 127 steps either way, a scale a column."""
    step = np.maximum(np.abs(matrix).max(axis=0), _TINY) / 127
    return np.asarray(np.round(matrix / step) * step, dtype=np.float32)

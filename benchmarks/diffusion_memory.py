"""Room that AI models take to compute a picture: `python -m benchmarks.diffusion_memory` prints a table.

Every figure is counted: the real architecture, at full size and without its weights, is run on tensors that have shapes
but no numbers, and the highest sum of those alive at once is kept. What libraries take for themselves meanwhile is not
in it. The engine plans with these figures: `backdrop_ui/engines/diffusion/memory.py`.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KL_BLOCKS = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
}
SDXL_BLOCKS = {
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "block_out_channels": (320, 640, 1280),
    "attention_head_dim": (5, 10, 20),
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "transformer_layers_per_block": (1, 2, 10),
    "projection_class_embeddings_input_dim": 2816,
}
SDXL_UP = ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D")
KLEIN = {"num_layers": 5, "num_single_layers": 20, "num_attention_heads": 24, "joint_attention_dim": 7680}
CLIP_TOKENS, KLEIN_TOKENS, QWEN_TOKENS = 77, 512, 1400
"""Of the words; Qwen's are mostly the picture that it is shown."""


@dataclass(frozen=True)
class Part:
    """Something that runs while a picture is made. make: builds it. call: runs it for (number, width, height)."""

    make: Callable[[], Any]
    call: Callable[[Any, int, int, int], object]
    pixels: tuple[int, int] = (1024, 1024)


def numbers_per_pixel(part: Part, variants: int = 1) -> float:
    """How many numbers are held at once, for each pixel of each variant, besides the weights."""
    import torch
    from torch._subclasses.fake_tensor import FakeTensorMode
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    class Alive(TorchDispatchMode):
        """Sums the bytes of all tensors that were made and not yet let go."""

        def __init__(self) -> None:
            super().__init__()
            self.alive: set[int] = set()
            self.now = self.peak = 0

        def __torch_dispatch__(self, function: Any, _types: Any, inputs: Any = (), named: Any = None) -> Any:
            outputs = function(*inputs, **(named or {}))
            for tensor in tree_leaves(outputs):
                if isinstance(tensor, torch.Tensor) and (storage := tensor.untyped_storage())._cdata not in self.alive:
                    self.alive.add(storage._cdata)
                    weakref.finalize(storage, self.gone, storage._cdata, storage.nbytes())
                    self.now += storage.nbytes()
                    self.peak = max(self.peak, self.now)
            return outputs

        def gone(self, storage: int, size: int) -> None:
            self.alive.discard(storage)
            self.now -= size

    width, height = part.pixels
    with FakeTensorMode(allow_non_fake_inputs=True), torch.no_grad():
        model = part.make().eval()
        with Alive() as alive:
            alive.alive = {tensor.untyped_storage()._cdata for tensor in (*model.parameters(), *model.buffers())}
            part.call(model, variants, width, height)
    return float(alive.peak / 4 / (width * height * variants))


def parts() -> dict[str, Part]:
    """What the catalogue's models consist of, as their repositories configure it."""
    import diffusers
    import torch

    def sd(unet: Any, n: int, width: int, height: int) -> object:
        cells = torch.empty(n, 9, height // 8, width // 8)
        return unet(cells, torch.tensor(500), torch.empty(n, CLIP_TOKENS, 768))

    def sdxl_words(n: int) -> dict[str, Any]:
        added = {"text_embeds": torch.empty(n, 1280), "time_ids": torch.empty(n, 6)}
        words = torch.empty(n, CLIP_TOKENS, 2048)
        return {"timestep": torch.tensor(500), "encoder_hidden_states": words, "added_cond_kwargs": added}

    def sdxl(unet: Any, n: int, width: int, height: int) -> object:
        return unet(torch.empty(n, 9, height // 8, width // 8), **sdxl_words(n))

    def controlled() -> Any:
        unet = diffusers.UNet2DConditionModel(in_channels=9, up_block_types=SDXL_UP, **SDXL_BLOCKS)
        return torch.nn.ModuleList([unet, diffusers.ControlNetModel(in_channels=4, **SDXL_BLOCKS)])

    def with_control(both: Any, n: int, width: int, height: int) -> object:
        cells = torch.empty(n, 9, height // 8, width // 8)
        down, middle = both[1](
            cells[:, :4], controlnet_cond=torch.empty(n, 3, height, width), return_dict=False, **sdxl_words(n)
        )
        said = {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}
        return both[0](cells, **sdxl_words(n), **said)

    def klein(transformer: Any, n: int, width: int, height: int) -> object:
        squares = 2 * (width // 16) * (height // 16)  # the noise, and the picture to be changed
        return transformer(
            hidden_states=torch.empty(n, squares, 128),
            encoder_hidden_states=torch.empty(n, KLEIN_TOKENS, KLEIN["joint_attention_dim"]),
            timestep=torch.empty(n),
            img_ids=torch.zeros(n, squares, 4),
            txt_ids=torch.zeros(n, KLEIN_TOKENS, 4),
        )

    def qwen(transformer: Any, n: int, width: int, height: int) -> object:
        size = (1, height // 16, width // 16)
        return transformer(
            hidden_states=torch.empty(n, 2 * size[1] * size[2], 64),
            encoder_hidden_states=torch.empty(n, QWEN_TOKENS, 3584),
            encoder_hidden_states_mask=torch.ones(n, QWEN_TOKENS, dtype=torch.long),
            timestep=torch.empty(n),
            img_shapes=[[size, size]] * n,
        )

    def decoder(channels: int, *frames: int) -> Callable[[Any, int, int, int], object]:
        return lambda vae, n, width, height: vae.decode(torch.empty(n, channels, *frames, height // 8, width // 8))

    small = (512, 768)
    return {
        "sd": Part(lambda: diffusers.UNet2DConditionModel(in_channels=9, cross_attention_dim=768), sd, small),
        "sdxl": Part(
            lambda: diffusers.UNet2DConditionModel(in_channels=9, up_block_types=SDXL_UP, **SDXL_BLOCKS), sdxl
        ),
        "sdxl with its ControlNet": Part(controlled, with_control),
        "flux2-klein": Part(lambda: diffusers.Flux2Transformer2DModel(**KLEIN, guidance_embeds=False), klein),
        "qwen-edit": Part(diffusers.QwenImageTransformer2DModel, qwen),
        "decoder of sd and sdxl": Part(lambda: diffusers.AutoencoderKL(**KL_BLOCKS), decoder(4), small),
        "decoder of flux2-klein": Part(diffusers.AutoencoderKLFlux2, decoder(32)),
        "decoder of qwen-edit": Part(diffusers.AutoencoderKLQwenImage, decoder(16, 1)),
        "tiny decoder": Part(diffusers.AutoencoderTiny, decoder(4), small),
    }


def main() -> None:
    """Count and print the table."""
    print("| part | numbers a pixel, one variant | of four together, each | a picture of its native size, bfloat16 |")
    print("| --- | --- | --- | --- |")
    for name, part in parts().items():
        one, four = numbers_per_pixel(part), numbers_per_pixel(part, 4)
        width, height = part.pixels
        size = one * 2 * width * height / 1e9
        print(f"| {name} | {one:.0f} | {four:.0f} | {size:.2f} GB at {width} x {height} |", flush=True)


if __name__ == "__main__":
    main()

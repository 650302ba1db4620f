"""The commands that make pictures: `backdrop` and `cutout`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..brand import Brand, LogoChoice
from ..composite import Look
from ..pipeline import BackdropRequest, BackdropResult, make_backdrops
from ..placement import FORMATS
from ..progress import finish
from ..provenance import FileType, save_alpha, save_cutout
from ..request import MAX_RETRIES
from ..subjects import SubjectRequest, make_subject
from .options import (
    Alpha,
    Edge,
    FeatherPx,
    GrowPx,
    Invert,
    Keep,
    Photos,
    Strokes,
    each,
    edits_of,
    names_of,
    placement_of,
    told,
)  # fmt: skip


def backdrop(
    photos: Photos,
    preset: Annotated[str, typer.Option(help="The id of a preset; see the command presets.")] = "",
    prompt: Annotated[str, typer.Option(help="The scene in your own words, or what to change in the preset.")] = "",
    scene: Annotated[Path | None, typer.Option(help="Your own picture as the backdrop.")] = None,
    plain: Annotated[str, typer.Option(help="No scene: keep, blur, nothing, or colours like #e8e2d9,#b0c4de.")] = "",
    alpha: Alpha = None,
    keep: Keep = None,
    invert: Invert = False,
    strokes: Strokes = None,
    grow_px: GrowPx = 0,
    feather_px: FeatherPx = 0,
    matting: Edge = "fast",
    colours: Annotated[
        str, typer.Option(help='The scene in up to five brand colours: "#0a3d62, gold"; none keeps its own.')
    ] = "",
    logo: Annotated[Path | None, typer.Option(help="A logo for the scene; without --colours, in its colours.")] = None,
    logo_on: Annotated[LogoChoice, typer.Option(help="What carries the logo; none takes only its colours.")] = "wall",
    engine: Annotated[str, typer.Option(help="What paints; see the command engines.")] = "auto",
    sketch: Annotated[
        float, typer.Option(min=0, max=1, help="How closely an AI model follows the Painter's picture of the scene.")
    ] = 0,
    cutout: Annotated[str, typer.Option(help="What cuts out; see the command cutouts.")] = "auto",
    variants: Annotated[int, typer.Option(min=1, max=4, help="How many, each with the next seed.")] = 1,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same picture.")] = 0,
    retries: Annotated[
        int, typer.Option(min=0, max=MAX_RETRIES, help="How many of them an AI model may paint again.")
    ] = 1,
    form: Annotated[
        str, typer.Option("--format", help=f"{', '.join(FORMATS)}, or a size in pixels like 1200x628.")
    ] = "original",
    scale: Annotated[float, typer.Option(help="The subject's size, 1 is automatic.")] = 1,
    right: Annotated[
        float, typer.Option(help="Move the subject by this share of the width, negative to the left.")
    ] = 0,
    down: Annotated[float, typer.Option(help="Move it by this share of the height, negative upwards.")] = 0,
    look: Annotated[Look, typer.Option(help="off leaves every pixel of the subject as it is.")] = "natural",
    light: Annotated[float, typer.Option(min=0, max=1, help="How much of the scene's light the subject takes on.")] = 1,
    front: Annotated[bool, typer.Option(help="Whether things of the scene lie over the subject.")] = True,
    file_type: Annotated[FileType, typer.Option("--type", help="The kind of file.")] = "png",
    out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("out"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a photo on standard output.")] = False,
) -> None:
    """Put photos in front of a new backdrop."""
    edits = edits_of(keep, invert, strokes, grow_px, feather_px)
    placement = placement_of(form, scale, right, down)
    names = names_of(photos)
    said: set[str] = set()

    def one(photo: Path) -> None:
        request = BackdropRequest(
            SubjectRequest(photo, cutout, alpha, edits, matting),
            out,
            preset=preset,
            prompt=prompt,
            scene=scene,
            plain=plain,
            brand=Brand(colours, logo, logo_on),
            engine=engine,
            sketch=sketch,
            variants=variants,
            seed=seed,
            retries=retries,
            placement=placement,
            look=look,
            light=light,
            front=front,
            file_type=file_type,
            name=names[photo],
        )
        result = finish(told(make_backdrops(request)))
        if as_json:
            print(json.dumps(_as_json(result)), flush=True)
            return
        print("\n".join(map(str, result.outputs)), flush=True)
        for note in result.warnings:
            if note not in said:
                print(f"{photo}: {note}", file=sys.stderr)
        said.update(result.warnings)

    each(photos, one)


def cut_out(
    photos: Photos,
    model: Annotated[str, typer.Option(help="What cuts out; see the command cutouts.")] = "auto",
    alpha: Alpha = None,
    keep: Keep = None,
    invert: Invert = False,
    strokes: Strokes = None,
    grow_px: GrowPx = 0,
    feather_px: FeatherPx = 0,
    matting: Edge = "fast",
    out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("out"),
) -> None:
    """Write STEM.alpha.png (the mask) and STEM.cutout.png (the subject on nothing) for each photo."""
    edits = edits_of(keep, invert, strokes, grow_px, feather_px)
    names = names_of(photos)

    def one(photo: Path) -> None:
        subject = finish(told(make_subject(SubjectRequest(photo, model, alpha, edits, matting))))
        out.mkdir(parents=True, exist_ok=True)
        save_alpha(subject.alpha, out / f"{names[photo]}.alpha.png")
        save_cutout(subject.foreground, subject.alpha, out / f"{names[photo]}.cutout.png")
        print(out / f"{names[photo]}.cutout.png")
        for note in (*subject.photo.notes, *subject.warnings):
            print(f"{photo}: {note}", file=sys.stderr)

    each(photos, one)


def _as_json(result: BackdropResult) -> dict[str, object]:
    return {"photo": str(result.photo), "outputs": [str(path) for path in result.outputs], **result.facts()}

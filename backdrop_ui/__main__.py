"""The command line: the same pipeline as the page."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from .brand import Brand, LogoChoice
from .composite import Look
from .cutout import MAX_FEATHER_PX, MAX_GROW_PX, MODELS, Edits, Matting, auto_choice, choose_model, edits_from_data
from .engines import ENGINES
from .errors import BackdropError
from .photo import short_stem
from .pipeline import BackdropRequest, BackdropResult, make_backdrops, preset_wall
from .placement import FORMATS, Placement
from .progress import finish, stream
from .provenance import FileType, save_alpha, save_cutout
from .request import MAX_RETRIES
from .subjects import SubjectRequest, make_subject
from .thumbnails import write_thumbnails

app = typer.Typer(help="Give a photo a new backdrop.", no_args_is_help=True, add_completion=False)

Photos = Annotated[list[Path], typer.Argument(help="The photos.", show_default=False)]
Alpha = Annotated[Path | None, typer.Option(help="A ready mask of the photo's size: white is kept.")]
Edge = Annotated[Matting, typer.Option("--matting", help="What refines the edge; vitmatte has to be fetched first.")]
Keep = Annotated[
    list[int] | None, typer.Option(min=1, help="Keep this part only, counted from left to right; may be given again.")
]
Invert = Annotated[bool, typer.Option("--invert", help="Keep the background instead.")]
Strokes = Annotated[Path | None, typer.Option(help="A JSON file with strokes of the brush, see the README.")]
GrowPx = Annotated[
    int, typer.Option(min=-MAX_GROW_PX, max=MAX_GROW_PX, help="Move the edge outwards, or inwards if negative.")
]
FeatherPx = Annotated[int, typer.Option(min=0, max=MAX_FEATHER_PX, help="Soften the edge over this width.")]


@app.command()
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
    edits = _edits(keep, invert, strokes, grow_px, feather_px)
    placement = _placement(form, scale, right, down)
    names = _names(photos)
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
        result = finish(make_backdrops(request))
        if as_json:
            print(json.dumps(_as_json(result)), flush=True)
            return
        print("\n".join(map(str, result.outputs)), flush=True)
        for note in result.warnings:
            if note not in said:
                print(f"{photo}: {note}", file=sys.stderr)
        said.update(result.warnings)

    _each(photos, one)


@app.command("cutout")
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
    edits = _edits(keep, invert, strokes, grow_px, feather_px)
    names = _names(photos)

    def one(photo: Path) -> None:
        subject = finish(make_subject(SubjectRequest(photo, model, alpha, edits, matting)))
        out.mkdir(parents=True, exist_ok=True)
        save_alpha(subject.alpha, out / f"{names[photo]}.alpha.png")
        save_cutout(subject.foreground, subject.alpha, out / f"{names[photo]}.cutout.png")
        print(out / f"{names[photo]}.cutout.png")
        for note in (*subject.photo.notes, *subject.warnings):
            print(f"{photo}: {note}", file=sys.stderr)

    _each(photos, one)


@app.command()
def presets() -> None:
    """List the presets."""
    wall = preset_wall()
    for preset in wall.presets.values():
        print(f"{preset.id:32} {preset.pack:16} {preset.title}")
    for problem in wall.problems:
        print(problem, file=sys.stderr)


@app.command()
def engines() -> None:
    """List what can paint, and whether it is ready on this machine."""
    for engine in ENGINES.values():
        ready = engine.missing() or engine.too_slow() or "ready"
        print(f"{engine.name:26} {engine.licence:24} {engine.title}: {ready}")


@app.command()
def cutouts(
    fetch: Annotated[str, typer.Option(metavar="NAME", help="Download this model, or go on with it.")] = "",
) -> None:
    """List what can cut out: what for, whether it is on this machine, licence, speed. Or fetch one."""
    if fetch:
        _fetch(fetch)
        return
    for model in MODELS.values():
        facts, here = model.facts, model.megabytes_here()
        fetched = f"on this machine, {here} MB, {model.weights()}"
        where = f"to fetch, {facts.megabytes:g} MB" if here is None else fetched
        gpu = ", wants a GPU" if facts.wants_gpu else ""
        licence = facts.licence if facts.commercial else f"{facts.licence}, NOT FOR COMMERCIAL USE"
        print(f"{facts.name:22} {where}\n    {facts.good_for}{gpu}\n    {licence}; speed: {facts.speed}")
    print(auto_choice().why)


def _fetch(name: str) -> None:
    """Download a model with a progress line; what is here already is not asked for again."""
    try:
        model = choose_model(name)
        if model.weights() is None:
            with typer.progressbar(length=1000, label=name, show_eta=False, update_min_steps=0, file=sys.stderr) as bar:
                for step in stream("fetch", f"Asking for {name}", model.fetch):
                    bar.label = step.words
                    bar.update(round(step.share * 1000) - bar.pos)
        print(model.weights())
    except BackdropError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as stop:
        print("\nStopped. What has arrived is kept: the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130) from stop


@app.command("thumbnails")
def paint_thumbnails() -> None:
    """Paint the presets' tiles anew, into assets/thumbnails."""
    for path in write_thumbnails(list(preset_wall().presets.values())):
        print(path)


def _edits(keep: list[int] | None, invert: bool, strokes: Path | None, grow_px: int, feather_px: int) -> Edits:
    painted: object = []
    if strokes is not None:
        try:
            painted = json.loads(strokes.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise typer.BadParameter(f"{strokes} is not a readable JSON file.", param_hint="--strokes") from error
    try:
        return edits_from_data(
            keep=keep or None, invert=invert, strokes=painted, grow_px=grow_px, feather_px=feather_px
        )
    except BackdropError as error:
        raise typer.BadParameter(str(error), param_hint="--strokes") from error


def _placement(form: str, scale: float, right: float, down: float) -> Placement:
    try:
        return Placement(form, scale, right, down)
    except BackdropError as error:
        raise typer.BadParameter(str(error), param_hint="--format, --scale, --right, --down") from error


def _each(photos: list[Path], work: Callable[[Path], None]) -> None:
    """Do every photo; a bad one gets one line on standard error and makes the exit status 1."""
    failed = False
    for photo in photos:
        try:
            work(photo)
        except (BackdropError, OSError) as error:
            print(f"{photo}: {error}", file=sys.stderr)
            failed = True
    if failed:
        raise typer.Exit(1)


def _names(photos: list[Path]) -> dict[Path, str]:
    """What each photo's files are called: its stem, with the suffix and then a number where others have the same."""
    stems = Counter(short_stem(photo).casefold() for photo in set(photos))
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for photo in photos:
        if photo in names:
            continue
        stem = short_stem(photo)
        name = stem if stems[stem.casefold()] == 1 else f"{stem}{photo.suffix.replace('.', '-')}"
        tries = (name if number == 1 else f"{name}-{number}" for number in count(1))
        names[photo] = next(one for one in tries if one.casefold() not in taken)
        taken.add(names[photo].casefold())
    return names


def _as_json(result: BackdropResult) -> dict[str, object]:
    return {"photo": str(result.photo), "outputs": [str(path) for path in result.outputs], **result.facts()}


if __name__ == "__main__":
    app()

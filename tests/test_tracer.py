"""The ray tracer against slow and obvious oracles, and light whose amount is known."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.scene import FAR_M, Camera, Scene
from backdrop_ui.engines.painter.tracer import (
    Material,
    World,
    arch,
    ball,
    band,
    box,
    boxes,
    cylinder,
    extruded,
    lathe,
    quad,
    render,
    tube,
    warm_up,
)
from backdrop_ui.engines.painter.tracer.meshes import Mesh


def scene(width: int = 40, height: int = 50) -> Scene:
    return Scene(Camera(width, height, 0.5), Light(azimuth_deg=-40, elevation_deg=40), [(0.5, 0.5, 0.5)], 1)


def floor() -> Mesh:
    return quad((-9, 0, -9), (-9, 0, 30), (9, 0, 30), (9, 0, -9))


# Rays


def nearest_by_hand(corners: Array, origin: Array, way: Array) -> tuple[float, int]:
    """Every triangle in turn, by solving for the point where the ray meets its plane."""
    best, which = np.inf, -1
    for number, (a, b, c) in enumerate(corners.astype(float)):
        matrix = np.stack([b - a, c - a, -way], axis=1)
        if abs(np.linalg.det(matrix)) < 1e-12:
            continue
        u, v, t = np.linalg.solve(matrix, origin - a)
        if u >= 0 and v >= 0 and u + v <= 1 and 1e-5 < t < best:
            best, which = t, number
    return best, which


@pytest.mark.parametrize("count", [1, 5, 60, 400])
def test_rays_meet_what_a_loop_over_all_triangles_finds(count: int) -> None:
    from backdrop_ui.engines.painter.tracer.bvh import build, new_stack, occluded, trace

    rng = np.random.default_rng(count)
    corners = (rng.uniform(-3, 3, (count, 1, 3)) + rng.uniform(-0.7, 0.7, (count, 3, 3))).astype(np.float32)
    tree, order = build(corners)
    assert sorted(order.tolist()) == list(range(count))
    for _ in range(60):
        origin, way = rng.uniform(-4, 4, 3), rng.normal(size=3)
        t, hit, _, _ = trace(tree, new_stack(), tuple(origin), tuple(way), 1e5, 0.0)
        far, which = nearest_by_hand(corners, origin, way)
        assert (hit < 0) == (which < 0)
        assert occluded(tree, new_stack(), tuple(origin), tuple(way), 1e5) == (which >= 0)
        if which >= 0:
            assert order[hit] == which
            assert t == pytest.approx(far, rel=1e-4)


def test_many_triangles_in_one_place_are_no_trap() -> None:
    from backdrop_ui.engines.painter.tracer.bvh import build, new_stack, trace

    corners = np.repeat(np.array([[(-1, -1, 5), (1, -1, 5), (0, 1, 5)]], np.float32), 300, axis=0)
    tree, _ = build(corners)
    assert trace(tree, new_stack(), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 1e5, 0.0)[0] == pytest.approx(5)


@pytest.mark.parametrize("count", [5, 60, 400])
def test_what_is_drawn_is_what_rays_from_the_eye_meet(count: int) -> None:
    """Triangles before the eye, behind it, through it and far above the picture."""
    from backdrop_ui.engines.painter.tracer.bvh import new_stack, trace
    from backdrop_ui.engines.painter.tracer.eye import Eye

    rng = np.random.default_rng(count)
    corners = rng.uniform((-4, -2, -2), (4, 4, 8), (count, 1, 3)) + rng.uniform(-2.5, 2.5, (count, 3, 3))
    world = World()
    still = np.tile(np.float32([0, 0, -1]), (count, 3, 1))
    world.add(
        Mesh(corners.astype(np.float32), still, np.zeros((count, 3, 2), np.float32), np.ones((count, 3), np.float32)),
        Material((0.5, 0.5, 0.5)),
    )
    width, height, eye_m, horizon_px, focal_px = 30, 40, 1.5, 17.0, 35.0
    made = world.gather(scene().noise(1))
    seen = Eye(made, np.array([eye_m, width / 2, horizon_px, focal_px], np.float32), (height, width)).middles()
    for k, (x, y) in enumerate(seen.at.astype(float)):
        way = ((x - width / 2) / focal_px, (horizon_px - y) / focal_px, 1.0)
        t, hit, u, v = trace(made.tree, new_stack(), (0.0, eye_m, 0.0), way, 1e5, 0.0)
        assert seen.face[k] == hit
        if hit >= 0:
            assert seen.points[k, 6] == pytest.approx(t, rel=1e-4)
            assert seen.weights[k] == pytest.approx((u, v), abs=1e-4)
    assert (seen.face >= 0).any()


# Meshes


@pytest.mark.parametrize(
    ("mesh", "volume"),
    [
        (box(1, 2, 3), 6),
        (boxes([(0, 0, 0), (2, 0, 0)], [(1, 1, 1), (3, 1, 2)]), 3),
        (box(1, 1, 1, bevel=0.02), 1),
        (ball(0.5, 64), 4 / 3 * np.pi * 0.125),
        (cylinder(0.5, 2, 0.02, sides=96), np.pi * 0.5),
        (lathe([(0, 0), (1, 0), (1, 0), (0, 1)], 96), np.pi / 3),
        (extruded([(0, 0), (2, 0), (2, 1), (0, 1)], 0.5, [[(0.5, 0.25), (1, 0.25), (1, 0.75), (0.5, 0.75)]]), 0.875),
        (extruded(band(2, 2, 0.5, 64), 1.0), (1 * 2 + np.pi / 2) - (0.5 * 2 * 1 + np.pi / 8)),
        (extruded(arch(1, 2, 96), 1.0), 1.5 + np.pi / 8),
    ],
)
def test_meshes_are_closed_and_hold_their_volume(mesh: Mesh, volume: float) -> None:
    """The signed volume is right only if every face looks outwards and none is missing."""
    a, b, c = (mesh.corners[:, k].astype(float) for k in range(3))
    assert abs(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6) == pytest.approx(volume, rel=0.02)


@pytest.mark.parametrize(
    "mesh", [box(1, 1, 1, bevel=0.1), ball(1), cylinder(1, 1, 0.1), tube([(0, 0, 0), (1, 2, 0)], 0.2)]
)
def test_normals_are_of_length_one_and_along_the_faces(mesh: Mesh) -> None:
    assert np.allclose(np.linalg.norm(mesh.normals, axis=-1), 1, atol=1e-3)
    cross = np.cross(mesh.corners[:, 1] - mesh.corners[:, 0], mesh.corners[:, 2] - mesh.corners[:, 0])
    sides = np.einsum("ij,ikj->ik", cross, mesh.normals)
    assert (sides > 0).all() or (sides < 0).all()


def test_turning_keeps_distances_and_normals() -> None:
    mesh = box(1, 2, 3).turned(yaw_deg=30, pitch_deg=20, roll_deg=10).moved(1, 2, 3)
    assert np.linalg.norm(mesh.corners - np.array([1, 2, 3]), axis=-1).max() == pytest.approx(
        np.linalg.norm([0.5, 2, 1.5]), rel=1e-4
    )
    ahead = box(1, 1, 1).turned(yaw_deg=90)
    assert np.allclose(np.linalg.norm(ahead.normals, axis=-1), 1, atol=1e-5)


# Light


def test_a_floor_in_the_sun_obeys_lambert() -> None:
    seen = scene()
    world = World(sun=(0.8, 0.6, 0.4), sun_way=seen.sun, sun_soft=0)
    world.add(floor(), Material((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)))
    render(world, seen)
    expected = 0.5 * np.array([0.8, 0.6, 0.4]) * seen.sun[1]
    assert np.allclose(seen.picture[40:], expected, rtol=0.01)


def test_a_wall_keeps_the_sun_out_and_shadows_fall_away_from_it() -> None:
    seen = scene(80, 100)
    world = World(sun=(1, 1, 1), sun_way=seen.sun)
    world.add(floor(), Material((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)))
    world.add(box(0.4, 1.0, 0.4).moved(z=4), Material((0.5, 0.5, 0.5)))
    render(world, seen)
    column, row = seen.camera.project(0.5, 0, 4.5)  # the sun is at the left, before the picture
    lit, _ = seen.camera.project(-0.8, 0, 4.5)
    assert seen.picture[int(row), int(column)].max() < 0.05
    assert seen.picture[int(row), int(lit)].min() > 0.2


def test_a_square_lamp_overhead_gives_what_the_textbook_says() -> None:
    """Right below a small lamp: radiance * area / (pi * distance^2)."""
    seen = scene()
    world = World()
    world.add(floor(), Material((1, 1, 1), (1, 1, 1)))
    world.lamp((-0.1, 12, 3.9), (0.2, 0, 0), (0, 0, 0.2), (50, 50, 50), seen=False)
    render(world, seen)
    column, row = seen.camera.project(0, 0, 4)
    assert seen.picture[int(row), int(column), 0] == pytest.approx(50 * 0.04 / (np.pi * 144), rel=0.04)


@pytest.mark.parametrize("strip", [False, True])
def test_bulbs_and_strips_give_the_light_of_their_size(strip: bool) -> None:
    seen = scene()
    world = World()
    world.add(floor(), Material((1, 1, 1), (1, 1, 1)))
    if strip:
        world.strip((-0.1, 12, 4), (0.1, 12, 4), 0.02, (100, 100, 100))
        expected = 100 * 0.2 * 0.04 / (np.pi * 144)
    else:
        world.bulb((0, 12, 4), 0.05, (100, 100, 100), seen=False)
        expected = 100 * np.pi * 0.05**2 / (np.pi * 144)
    render(world, seen)
    column, row = seen.camera.project(0, 0, 4)
    assert seen.picture[int(row), int(column), 0] == pytest.approx(expected, rel=0.04)


def test_a_closed_glowing_box_keeps_its_energy() -> None:
    """In a furnace every surface has the glow plus what it sends back of the same light: 1 + a + a^2 over two legs."""
    seen = scene()
    world = World(bounces=2)
    grey = Material((0.5, 0.5, 0.5), (0.5, 0.5, 0.5), glow=(1, 1, 1), spill=True)
    world.add(boxes([(-4, -1, -4)], [(4, 5, 8)]), grey)
    render(world, seen)
    assert np.allclose(seen.picture, 1 + 0.5 * (1 + 0.5), rtol=0.02)


def test_an_open_floor_under_an_even_sky_has_the_colour_of_both() -> None:
    seen = scene()
    world = World(sky=((0.3, 0.4, 0.5), (0.3, 0.4, 0.5)))
    world.add(floor(), Material((0.6, 0.6, 0.6), (0.6, 0.6, 0.6)))
    render(world, seen)
    assert np.allclose(seen.picture[-5:], 0.6 * np.array([0.3, 0.4, 0.5]), rtol=0.02)


def test_a_red_wall_colours_the_floor_beside_it() -> None:
    seen = scene(80, 100)
    world = World(sky=((1, 1, 1), (1, 1, 1)))
    world.add(floor(), Material((0.7, 0.7, 0.7), (0.7, 0.7, 0.7)))
    world.add(box(0.1, 3, 6).moved(-0.6, 0, 4), Material((0.8, 0.05, 0.05)))
    render(world, seen)
    near, far = (seen.camera.project(x, 0, 4) for x in (-0.4, 1.2))
    red, pale = (seen.picture[int(row), int(column)] for column, row in (near, far))
    assert red[0] / red[2] > 1.15 * pale[0] / pale[2]


def test_a_mirror_shows_what_stands_before_it() -> None:
    seen = scene(60, 60)
    world = World()
    world.add(floor(), Material((0.9, 0.9, 0.9), metal=True, rough=0.0))
    world.add(quad((-9, 0, 6), (9, 0, 6), (9, 9, 6), (-9, 9, 6)), Material((0, 0, 0), glow=(0.2, 0.7, 0.1)))
    render(world, seen)
    _, row = seen.camera.project(0, 0, 4)
    assert np.allclose(seen.picture[int(row), 30], 0.9 * np.array([0.2, 0.7, 0.1]), rtol=0.15)


# Pictures


def busy_world(seen: Scene) -> World:
    world = World(sun=(2, 2, 1.8), sun_way=seen.sun, sky=((0.3, 0.4, 0.6), (0.5, 0.5, 0.5)))
    world.add(floor(), Material((0.6, 0.5, 0.4), surface="oak", gloss=0.05, rough=0.2))
    rng = np.random.default_rng(2)
    for _ in range(8):
        at = (rng.uniform(-1.5, 1.5), 0, rng.uniform(3, 6))
        world.add(box(0.4, rng.uniform(0.3, 1.5), 0.4, 0.03).moved(*at), Material(rng.uniform(0.1, 0.8, 3)))
    world.lamp((-2, 2, 4), (0, 0, 1), (0, 1, 0), (3, 3, 2))
    return world


def test_the_number_of_threads_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["backdrop_ui.engines.painter.tracer.threads"]
    pictures = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(module, "THREADS", threads)
        seen = scene(200, 220)
        render(busy_world(seen), seen)
        pictures.append(seen.picture.tobytes() + seen.depth.tobytes())
    assert pictures[0] == pictures[1] == pictures[2]


@pytest.mark.parametrize(("wanted", "share"), [("white", 0.9), ("grey", 0.5)])
def test_exposure_makes_what_is_seen_as_bright_as_wanted(wanted: str, share: float) -> None:
    seen = scene(100, 120)
    world = busy_world(seen)
    setattr(world, wanted, 0.4)
    render(world, seen)
    luma = seen.picture[seen.depth < FAR_M] @ np.array([0.2126, 0.7152, 0.0722])
    assert np.quantile(luma, share) == pytest.approx(0.4, rel=0.1)


def test_what_no_ray_meets_stays_as_it_was() -> None:
    seen = scene()
    seen.picture[:] = (0.1, 0.2, 0.3)
    world = World(sun=(1, 1, 1), sun_way=seen.sun)
    world.add(box(0.5, 0.5, 0.5).moved(z=4), Material((0.5, 0.5, 0.5)))
    render(world, seen)
    assert np.allclose(seen.picture[0], (0.1, 0.2, 0.3))
    assert (seen.depth[0] == FAR_M).all()
    column, row = seen.camera.project(0, 0.25, 3.75)
    assert seen.depth[int(row), int(column)] == pytest.approx(3.75, abs=0.05)


def test_edges_are_smooth() -> None:
    """A slanting edge of white before black has greys on it, about as many pixels as it is long."""
    seen = scene(60, 60)
    world = World()
    world.add(quad((-1, 1, 4), (1, 1.3, 4), (1, 3, 4), (-1, 3, 4)), Material((0, 0, 0), glow=(1, 1, 1)))
    render(world, seen)
    grey = (seen.picture[..., 0] > 0.1) & (seen.picture[..., 0] < 0.9)
    assert grey.sum() > 25


def test_an_empty_world_paints_nothing() -> None:
    seen = scene(5, 4)
    render(World(), seen)
    assert not seen.picture.any()


@pytest.mark.parametrize("size", [(1, 1), (1, 30), (30, 1), (3, 2)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    seen = scene(*size)
    render(busy_world(seen), seen)
    assert np.isfinite(seen.picture).all()


def test_opening_the_painter_loads_no_compiler() -> None:
    code = "import sys, backdrop_ui.engines.painter; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_where_no_cache_can_be_written_kernels_are_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from backdrop_ui.engines.painter import jit

    compile_ = jit.numba.njit

    def njit(cache: bool = False, **options: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function 'double': no locator available for file 'double.py'")
        return compile_(**options)

    monkeypatch.setattr(jit.numba, "njit", njit)
    assert jit.njit(lambda x: 2 * x)(21) == 42


def test_kernels_within_kernels_are_compiled_with_them() -> None:
    from backdrop_ui.engines.painter.jit import inner, njit

    double = inner(lambda x: 2 * x)
    assert njit(lambda x: double(x) + 1)(20) == 41


@pytest.mark.parametrize("name", ["bvh", "light", "passes", "filters", "raster"])
def test_every_kernel_is_compiled_for_one_kind_of_arrays_only(name: str) -> None:
    warm_up()
    module = importlib.import_module(f"backdrop_ui.engines.painter.tracer.{name}")
    made = {key: len(one.signatures) for key, one in vars(module).items() if hasattr(one, "signatures")}
    doubled = {key for key, count in made.items() if count > 1}
    assert doubled <= {"trace", "chance", "_hash"}, "literals make a kernel twice; arrays and numbers must not"

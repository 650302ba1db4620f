"""The Painter's ray tracer: rooms and things of triangles, lit by sun, sky, windows, lamps and one another.

    world = World(sun=3 * scene.key, sun_way=scene.sun, sky=(blue, pale))
    varnish = Material(scene.colour(0), gloss=0.04)
    world.add(box(0.6, 0.4, 0.6, bevel=0.02).turned(yaw_deg=20).moved(x=-1, z=4), varnish)
    world.lamp((1, 2, 3), (0, 0, 1), (0, 1, 0), (6, 6, 5))  # shines along edge1 x edge2
    render(world, scene)
    scene.ground = 0.94

World axes are the camera's: x right, y up, z into the picture, metres, the ground at y = 0 (`scene.Camera`). `render`
lays the picture over what was painted before, which stays visible where no ray meets anything, and sets the depth for
the lens. Light is gathered at a coarse grid of points, smoothed along surfaces and looked up at every pixel;
edges of shadows are gathered anew, edges of things sampled four times. The same bytes whatever the number of
threads.

Nothing here imports numba until the first `render`: kernels live in `bvh`, `light`, `passes` and `filters`.
"""

from .meshes import Mesh, ball, box, boxes, cylinder, flat, grid, joined, lathe, quad, tube
from .outlines import arch, band, extruded
from .render import render
from .warm import warm_up
from .world import Material, World

__all__ = [
    "Material",
    "Mesh",
    "World",
    "arch",
    "ball",
    "band",
    "box",
    "boxes",
    "cylinder",
    "extruded",
    "flat",
    "grid",
    "joined",
    "lathe",
    "quad",
    "render",
    "tube",
    "warm_up",
]

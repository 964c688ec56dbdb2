"""Points as an image: compiled against plain, places, colours, opacity, and what grows when it is empty."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from gmmgui.ui.canvas.points import Colours, RenderRequest, render_points
from gmmgui.ui.canvas.render import numba_rasterizer
from gmmgui.ui.canvas.render.numba_rasterizer import NumbaRasterizer
from gmmgui.ui.canvas.render.rasterizer import (
    LARGEST_RADIUS,
    OPACITY,
    NumpyRasterizer,
    Places,
    PointRasterizer,
    Style,
    View,
    alpha_lut,
    crowd,
    painted,
    pixel_map,
    point_style,
)

WHITE = np.full(3, 255, dtype=np.float32)
RED, BLUE = (200.0, 20.0, 0.0), (0.0, 40.0, 250.0)


@pytest.fixture(params=[NumpyRasterizer, NumbaRasterizer])
def tool(request: pytest.FixtureRequest) -> PointRasterizer:
    """Both brushes, one after the other."""
    made: PointRasterizer = request.param()
    return made


def colours(*rows: tuple[float, float, float]) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32)


def view(width: int = 60, height: int = 40, ratio: float = 1.0, zoom: float = 1.0) -> View:
    """Place (0, 0) in the middle, a pixel a unit, y upwards."""
    return View(width, height, ratio, (zoom, -zoom), (width / 2, height / 2))


def image(tool: PointRasterizer, places: Places, where: View, rgb: NDArray[np.float32]) -> NDArray[np.int64]:
    """(height, width, 4) red, green, blue, alpha as whole numbers that may be subtracted."""
    made = painted(places, pixel_map(places, where, tool), rgb, WHITE, tool)
    return made[..., [2, 1, 0, 3]].astype(np.int64)


def crowded(n: int, seed: int = 0) -> tuple[Places, NDArray[np.float32]]:
    """Points in clusters, some of them out of sight, in columns 2 and 0 of three, each in a colour of its own."""
    rng = np.random.default_rng(seed)
    table = 90 * rng.normal(size=(5, 3))[rng.integers(5, size=n)] + 40 * rng.standard_normal((n, 3))
    return Places(table, 2, 0), (255 * rng.random((n, 3))).astype(np.float32)


CROWDS = [
    (12, 1.0, Style.DISCS),
    (300, 1.0, Style.DISCS),
    (2_000, 2.0, Style.DISCS),
    (9_000, 1.0, Style.SOFT),
    (20_000, 1.5, Style.SOFT),
    (200_000, 1.0, Style.DOTS),
    (200_000, 2.0, Style.DOTS),
]


@pytest.mark.parametrize(("n", "ratio", "style"), CROWDS)
@pytest.mark.parametrize("one_colour", [False, True])
def test_the_compiled_brush_paints_what_numpy_paints(n: int, ratio: float, style: Style, one_colour: bool) -> None:
    places, rgb = crowded(n)
    rgb = rgb[:1] if one_colour else rgb
    where = view(round(420 * ratio), round(300 * ratio), ratio, zoom=ratio)
    mark = pixel_map(places, where, NumbaRasterizer())
    assert mark.point_style.style is style
    mine = painted(places, mark, rgb, WHITE, NumbaRasterizer())
    other = painted(places, pixel_map(places, where, NumpyRasterizer()), rgb, WHITE, NumpyRasterizer())
    assert mine.shape == other.shape == (where.height, where.width, 4)
    assert mine.any()
    assert np.abs(mine.astype(int) - other.astype(int)).max() <= 1, "but for rounding"


def test_both_see_the_same_points_on_the_borders() -> None:
    where = view(10, 8)
    table = np.array([[-5, 4], [4.999, -3.999], [-5.001, 0], [5, 0], [0, 4.001], [0, -4], [np.nan, 0], [1e300, 1]])
    for tool in (NumpyRasterizer(), NumbaRasterizer()):
        assert tool.count_visible(Places(table), where) == 2
        cells = tool.cells(Places(table), where, side=1)
        assert cells.tolist() == [0, 79, -1, -1, -1, -1, -1, -1]
    assert np.array_equal(
        NumpyRasterizer().cells(Places(table), where, 2), NumbaRasterizer().cells(Places(table), where, 2)
    )


def test_a_point_is_a_soft_edged_disc_at_its_place(tool: PointRasterizer) -> None:
    made = image(tool, Places(np.array([[7.0, 5.5]])), view(), colours(RED))
    alpha = made[..., 3] / 255
    rows, columns = np.mgrid[:40, :60] + 0.5
    centre = [float((along * alpha).sum() / alpha.sum()) for along in (columns, rows)]
    assert centre == pytest.approx([30 + 7, 20 - 5.5], abs=0.02)
    inside = np.hypot(columns - 37, rows - 14.5) < LARGEST_RADIUS - 1
    outside = np.hypot(columns - 37, rows - 14.5) > LARGEST_RADIUS + 1
    assert np.all(np.abs(made[inside] - OPACITY * np.array([*RED, 255])) <= 1)
    assert not made[outside].any()
    assert len(np.unique(alpha)) > 4, "the edge is soft"


def test_a_later_disc_lies_on_an_earlier_one_behind_a_rim(tool: PointRasterizer) -> None:
    made = image(tool, Places(np.array([[-2.0, 0.5], [2.0, 0.5]])), view(), colours(RED, BLUE))
    row = made[19]
    assert row[27, 0] > 150 and row[33, 2] > 150
    between = row[27:29] / row[27:29, 3:]
    assert between[:, 1].max() > 0.25, "white shines through between them"


@pytest.mark.parametrize("style", [Style.SOFT, Style.DOTS])
def test_the_colour_of_a_pixel_is_the_mean_of_its_points(tool: PointRasterizer, style: Style) -> None:
    """One red for three blues at each place, however many lie there."""
    n = {Style.SOFT: 100, Style.DOTS: 40_000}[style]
    rng = np.random.default_rng(1)
    once = np.column_stack([rng.uniform(-30, 30, n), rng.uniform(-20, 20, n)])
    places = Places(np.tile(once, (4, 1)))
    rgb = np.repeat(colours(RED, BLUE, BLUE, BLUE), n, axis=0)
    assert pixel_map(places, view(), tool).point_style.style is style
    made = image(tool, places, view(), rgb)
    clear = made[made[..., 3] > 100]
    assert len(clear) > 200
    expected = (np.array(RED) + 3 * np.array(BLUE)) / 4
    assert np.abs(clear[:, :3] - expected * clear[:, 3:] / 255).max() <= 2


@pytest.mark.parametrize("n", [30_000, 300_000])
def test_opacity_grows_with_density_and_one_point_is_seen(tool: PointRasterizer, n: int) -> None:
    rng = np.random.default_rng(2)
    table = np.vstack([40 * rng.standard_normal((n, 2)), [[240.25, 180.25]]])
    made = image(tool, Places(table), view(600, 400), np.full((1, 3), 255, dtype=np.float32))
    alpha = made[..., 3]
    rings = [alpha[200 - r - 8 : 200 - r, 270:330].mean() for r in (0, 60, 90, 120)]
    assert all(inner > 1.2 * outer for inner, outer in itertools.pairwise(rings)), rings
    assert alpha[200 - 181 : 200 - 178, 538:543].max() > 60, "alone, far from all others"
    assert alpha.max() == 255


def test_the_ramp_rises_and_keeps_its_ends() -> None:
    for top in (1.0, 3.0, 50.0, 1e6):
        opacity = alpha_lut(top)
        assert np.all(np.diff(opacity) >= 0) and opacity[-1] == 1 and opacity[0] < 0.001
    assert np.abs(alpha_lut(1.0) - OPACITY).min() < 0.01, "a point where none is crowded is as opaque as a disc"


def test_a_crowd_is_what_nearly_all_points_lie_in(tool: PointRasterizer) -> None:
    sums = np.zeros((1, 100, 4), dtype=np.float32)
    sums[0, :90, 3] = 10
    sums[0, 90, 3] = 40
    assert crowd(tool.weight_histogram(sums)) == pytest.approx(10, rel=0.07), "4 % of the points are not the crowd"
    sums[0, 90, 3] = 400
    assert crowd(tool.weight_histogram(sums)) == pytest.approx(400, rel=0.07)
    assert crowd(tool.weight_histogram(0 * sums)) == 1


def test_points_shrink_as_they_grow_more_and_with_the_screen() -> None:
    where = view(900, 500)
    radii = [point_style(n, where).radius for n in (1, 500, 3_000, 20_000, 200_000, 10_000_000)]
    assert radii[0] == radii[1] == LARGEST_RADIUS
    assert all(more < fewer for fewer, more in itertools.pairwise(radii[1:]))
    sharp = View(1800, 1000, 2.0, (1, 1), (0, 0))
    for n in (1, 3_000, 200_000):
        fine, coarse = point_style(n, sharp), point_style(n, where)
        assert fine.radius == pytest.approx(2 * coarse.radius), "as large, in finer pixels"
        assert fine.style is coarse.style


def test_zooming_in_makes_few_of_many_discs(tool: PointRasterizer) -> None:
    places, _ = crowded(200_000)
    x, y = places.table[0, 2], places.table[0, 0]
    styles = []
    for zoom in (1, 5, 2_000):
        where = View(400, 300, 1.0, (zoom, -zoom), (200 - x * zoom, 150 + y * zoom))
        styles.append(pixel_map(places, where, tool).point_style.style)
    assert styles == [Style.DOTS, Style.SOFT, Style.DISCS]


def test_colours_that_change_need_no_new_footprint(tool: PointRasterizer) -> None:
    places, rgb = crowded(200_000)
    where = view(400, 300)
    mark = pixel_map(places, where, tool)
    for values in (rgb, rgb[::-1].copy(), rgb[:1]):
        kept = painted(places, mark, values, WHITE, tool)
        assert np.array_equal(kept, painted(places, pixel_map(places, where, tool), values, WHITE, tool))


def test_nothing_in_sight_is_an_empty_image(tool: PointRasterizer) -> None:
    for n in (1, 9_000):
        made = image(tool, Places(np.full((n, 2), 1e6)), view(), colours(RED))
        assert not made.any()


def test_the_plain_rasterizer_needs_no_numba() -> None:
    """The window opens without it; what is compiled comes later."""
    code = (
        "import sys, gmmgui.ui.canvas.render.numba_rasterizer as compiled; compiled.best_rasterizer(); "
        "print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    numba_rasterizer.load()
    assert (
        numba_rasterizer.is_ready()
        and isinstance(numba_rasterizer.best_rasterizer(), NumbaRasterizer)
        and list(numba_rasterizer.loading()) == []
    )


# --- colours piece by piece ------------------------------------------------------------------------------------


def test_colours_of_one_picture_are_made_piece_by_piece_and_those_of_a_second_are_kept() -> None:
    places, rgb = crowded(200_000)
    where, made = view(400, 300), []

    def some(rows: slice) -> NDArray[np.float32]:
        made.append(rows)
        return rgb[rows]

    def every() -> NDArray[np.float32]:
        made.append(slice(None))
        return rgb

    late = Colours(every, some)
    mark = pixel_map(places, where, NumbaRasterizer())
    expected = painted(places, mark, rgb, WHITE, NumbaRasterizer()).copy()
    assert np.array_equal(painted(places, mark, late, WHITE, NumbaRasterizer()), expected)
    assert [rows for rows in made if rows != slice(None)] == made, "nothing is kept for one picture"
    assert sum(rows.stop - rows.start for rows in made) == len(places)
    for _ in range(2):
        assert np.array_equal(painted(places, mark, late, WHITE, NumbaRasterizer()), expected)
    assert made.count(slice(None)) == 1


def test_a_picture_is_made_in_the_room_of_one_that_is_gone() -> None:
    places, rgb = crowded(50)
    where, edge = view(), np.zeros(3, dtype=np.float32)
    first = render_points(RenderRequest(places, Colours(lambda: rgb), edge, where))
    again = render_points(RenderRequest(places, Colours(lambda: rgb[::-1]), edge, where), first.buffer)
    assert again.buffer is first.buffer
    other = render_points(RenderRequest(places, Colours(lambda: rgb[::-1]), edge, where))
    assert again.image == other.image and other.buffer is not first.buffer
    larger = render_points(RenderRequest(places, Colours(lambda: rgb), edge, view(80, 50)), first.buffer)
    assert larger.buffer is not first.buffer and larger.image.size().toTuple() == (80, 50)


def test_pieces_are_all_rows_one_after_the_other() -> None:
    late = Colours(lambda: np.zeros((1, 3)), lambda rows: np.zeros((rows.stop - rows.start, 3)))
    pieces = list(late.pieces(2_500_000))
    assert len(pieces) > 1
    assert [rows.start for rows, _ in pieces] == [0, *(rows.stop for rows, _ in pieces[:-1])]
    assert pieces[-1][0].stop == 2_500_000
    assert all(len(rgb) == rows.stop - rows.start for rows, rgb in pieces)

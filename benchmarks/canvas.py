"""How fast the canvas is: against pyqtgraph's ScatterPlotItem, and in the program itself, while a run goes on.

    python -m benchmarks.canvas [--quick] [--only PART]... [--repeats N] [--output FILE]

Everything is drawn on the offscreen platform of Qt. A repaint means: every point has a new colour, and the widget is
painted into a picture. The peer gets one brush a point (what its documentation says for colours of their own) and, as
a second measure, brushes shared by points of equal colour, of which there are 4,096 then; both it and we take turns,
repaint by repaint, and medians are printed. In a run, frames are pictures of the points that came onto the screen, each
with other colours than the one before; latency is how late a timer of 5 ms comes, in the event loop of the window.

Run it on an idle machine: whatever else runs takes time from both, and latency is nothing but waiting.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from benchmarks.report import command_line, load, parsed, processor, row, short, span, table, version, write
from gmmgui.app import make_window
from gmmgui.core import RunSpec
from gmmgui.core.backend import numba_backend
from gmmgui.core.types import Floats
from gmmgui.data import GaussianClusters, gaussian_clusters
from gmmgui.session.settings import with_dataset
from gmmgui.session.transport import FULL_SPEED
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import Colours, PointsLayer
from gmmgui.ui.canvas.render import numba_rasterizer
from gmmgui.ui.canvas.render.rasterizer import Places, Singles
from gmmgui.ui.main_window import OPENING_SIZE, MainWindow

SIZE = (900, 560)
SHARED = 16
"""Steps of each of red, green and blue where brushes are shared."""
WANTED_RATIO, WANTED_REPAINT, WANTED_FRAMES, WANTED_LATENCY, WANTED_FREEZE = 300.0, 0.016, 30.0, 0.033, 0.100


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of every part."""

    quick: bool
    repeats: int


def application() -> QApplication:
    """The one there is."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])


def judged(value: float, wanted: float, at_most: bool, unit: Callable[[float], str]) -> tuple[str, str]:
    """The cells "target" and "reached"."""
    reached = value <= wanted if at_most else value >= wanted
    return f"at {'most' if at_most else 'least'} {unit(wanted)}", "yes" if reached else "**no**"


def times(value: float) -> str:
    """A ratio."""
    return f"{value:.3g}x"


# Repaints


def places(n: int) -> Floats:
    """(n, 2) in eight clusters."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(8, 2))[rng.integers(8, size=n)] * 2 + 0.6 * rng.standard_normal((n, 2))


def plot() -> pg.PlotWidget:
    """An empty plot, as large as the canvas."""
    widget = pg.PlotWidget(background="w")
    widget.resize(*SIZE)
    widget.setRange(xRange=(-7, 7), yRange=(-7, 7), padding=0)
    return widget


def paint(widget: pg.PlotWidget) -> float:
    """Seconds until ``widget`` is painted into a picture, whatever it shows."""
    began = time.perf_counter()
    widget.grab()
    return time.perf_counter() - began


class Ours:
    """Our layer in a plot."""

    def __init__(self, points: Floats) -> None:
        self.painter, self.plot = Painter(), plot()
        self.layer = PointsLayer(self.painter)
        self.layer.set_places(Places(points))
        self.plot.addItem(self.layer, ignoreBounds=True)

    def repaint(self, rgb: Singles) -> float:
        """Seconds for a repaint with other colours."""
        began = time.perf_counter()
        self.layer.set_colours(Colours(lambda: rgb))
        with self.layer.at_once():
            paint(self.plot)
        return time.perf_counter() - began


class Theirs:
    """pyqtgraph's own in a plot."""

    def __init__(self, points: Floats, shared: bool) -> None:
        self.plot, self.shared = plot(), shared
        self.item = pg.ScatterPlotItem(pos=points, size=5, pen=None)
        self.plot.addItem(self.item, ignoreBounds=True)

    def repaint(self, rgb: Singles) -> float:
        """Seconds for a repaint with other colours."""
        steps = SHARED if self.shared else 256
        codes, owner = np.unique((rgb * (steps / 256)).astype(int) @ [steps**2, steps, 1], return_inverse=True)
        began = time.perf_counter()
        if self.shared:
            brushes = [pg.mkBrush(QColor(*(code // steps**p % steps * 16 for p in (2, 1, 0)))) for code in codes]
            self.item.setBrush([brushes[i] for i in owner])
        else:
            self.item.setBrush([pg.mkBrush(QColor(*colour)) for colour in rgb.astype(int).tolist()])
        paint(self.plot)
        return time.perf_counter() - began


def repaints(options: Options) -> Iterator[str]:
    """A repaint of ours and of pyqtgraph's."""
    columns = ("points", "ScatterPlotItem, a brush a point", "brushes shared", "gmmgui", "ratio", "shared: ratio")
    yield from table("A repaint with a colour of its own for each point", *columns, "target", "reached")
    rng = np.random.default_rng(1)
    for n in (1_000, 10_000) if options.quick else (1_000, 10_000, 100_000, 1_000_000):
        points = places(n)
        peers = [] if n > 100_000 else [Theirs(points, shared=False), Theirs(points, shared=True)]
        mine = Ours(points)
        taken: list[list[float]] = [[], [], []]
        for turn in range(options.repeats * (1 if peers and n > 10_000 else 5) + 1):
            rgb = (255 * rng.random((n, 3))).astype(np.float32)
            seconds = [program.repaint(rgb) for program in (*peers, mine)]
            if turn:  # the first one fills the caches of all
                for kept, one in zip(taken[-len(seconds) :], seconds, strict=True):
                    kept.append(one)
        mine.painter.close()
        brushes, shared, ours = (median(kept) if kept else float("nan") for kept in taken)
        goal = ("", "")
        if n == 100_000:
            goal = judged(brushes / ours, WANTED_RATIO, at_most=False, unit=times)
        if n == 1_000_000:
            goal = judged(ours, WANTED_REPAINT, at_most=True, unit=span)
        theirs = (span(brushes), span(shared)) if peers else ("not feasible", "not feasible")
        ratios = (times(brushes / ours), times(shared / ours)) if peers else ("", "")
        yield row(short(n), *theirs, span(ours), *ratios, *goal)


# The program


class Program:
    """The window of the program, and a clock in its event loop."""

    def __init__(self, n: int, d: int = 2) -> None:
        self._folder = TemporaryDirectory()
        settings = QSettings(str(Path(self._folder.name) / "settings.ini"), QSettings.Format.IniFormat)
        self.window: MainWindow = make_window(application(), settings, "light")
        self.window.show()
        self.window.showNormal()
        self.window.resize(*OPENING_SIZE)
        self.player, self.canvas = self.window.session.player, self.window.canvas
        self.layer = self.canvas.points_layer
        self.late: list[float] = []
        self.pictures: list[object] = []
        self._last = time.perf_counter()
        self._clock = QTimer()
        self._clock.timeout.connect(self._tick)
        self._clock.start(5)
        self.wait(lambda: numba_backend.is_ready() and numba_rasterizer.is_ready())
        store = self.window.session.store
        data = gaussian_clusters(GaussianClusters(k=8, n=n, d=d))
        store.edit(with_dataset(store.document, data, RunSpec(k=8, tol=0, max_iter=1_000_000)), "Benchmark")
        self.settle()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - 0.005))
        self._last = now
        if self.layer.picture is not None and (not self.pictures or self.pictures[-1] is not self.layer.picture):
            self.pictures.append(self.layer.picture)

    def wait(self, done: Callable[[], bool]) -> float:
        """Seconds until ``done``, in the event loop."""
        began, loop, look = time.perf_counter(), QEventLoop(), QTimer()
        look.timeout.connect(lambda: loop.quit() if done() else None)
        look.start(2)
        loop.exec()
        return time.perf_counter() - began

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.wait(lambda: self.player.idle and self.layer.is_up_to_date)

    def measured(self, seconds: float) -> tuple[float, float, float]:
        """Pictures a second, the 99th percentile and the maximum of latency, from now on."""
        self.late.clear()
        self.pictures.clear()
        self._last = began = time.perf_counter()
        self.wait(lambda: time.perf_counter() - began >= seconds)
        took = time.perf_counter() - began
        return len(self.pictures) / took, float(np.quantile(self.late, 0.99)), max(self.late)

    def moving(self, move: Callable[[float], None], seconds: float) -> tuple[float, float, float]:
        """The same while ``move`` is called with the time, 60 times a second."""
        began, clock = time.perf_counter(), QTimer()
        clock.timeout.connect(lambda: move(time.perf_counter() - began))
        clock.start(16)
        return self.measured(seconds)

    def scrubbed(self, order: Iterable[int]) -> tuple[list[float], list[float]]:
        """Seconds until each of these states is shown and painted, by the clock and of this thread's processor."""
        frames, busy = [], []
        for index in order:
            began, began_busy = time.perf_counter(), time.thread_time()
            self.player.scrub(int(index))
            QApplication.processEvents()
            frames.append(time.perf_counter() - began)
            busy.append(time.thread_time() - began_busy)
        return frames, busy

    def pan(self, at: float) -> None:
        """To and fro by a third of the view."""
        self._look(1.0, 0.3 * np.sin(2 * at))

    def zoom(self, at: float) -> None:
        """In by eight times, and out."""
        self._look(0.5 ** (1.5 - 1.5 * np.cos(2 * at)), 0.0)

    def _look(self, size: float, shift: float) -> None:
        self.canvas.setRange(xRange=(30 * (shift - size), 30 * (shift + size)), yRange=(-30 * size, 30 * size))

    def close(self) -> None:
        """End everything."""
        self._clock.stop()
        self.window.close()
        self.window.deleteLater()
        self._folder.cleanup()


def per_second(value: float) -> str:
    """Frames a second."""
    return f"{value:.3g} / s"


def live(options: Options) -> Iterator[str]:
    """A run on a million points, drawn as it goes; and panning and zooming, also with ten million."""
    sizes = (100_000,) if options.quick else (1_000_000, 10_000_000)
    seconds = 1.0 if options.quick else 5.0
    columns = ("points", "frames", "target", "reached", "latency p99", "target", "reached", "longest")
    yield from table("The program at work", "what", *columns)
    for n in sizes:
        program = Program(n)
        yield from map(lambda cells: row(*cells), _at_work(program, n, seconds))
        program.close()
    program = Program(sizes[0], d=1)
    yield row(*_at_full_speed(program, "soft EM at full speed, one column", sizes[0], seconds))
    program.close()


def _at_full_speed(program: Program, name: str, n: int, seconds: float) -> tuple[str, ...]:
    program.player.set_speed(FULL_SPEED)
    program.player.play()
    program.wait(lambda: program.player.length > 5)
    frames, latency, longest = program.measured(seconds)
    goals = n <= 1_000_000
    rate = judged(frames, WANTED_FRAMES, at_most=False, unit=per_second) if goals else ("", "")
    late = judged(latency, WANTED_LATENCY, at_most=True, unit=span) if goals else ("", "")
    return name, short(n), per_second(frames), *rate, span(latency), *late, span(longest)


def _at_work(program: Program, n: int, seconds: float) -> Iterator[tuple[str, ...]]:
    yield _at_full_speed(program, "soft EM at full speed", n, seconds)
    goals = n <= 1_000_000
    program.player.pause()
    pause = program.wait(lambda: program.player.idle)
    target = judged(pause, WANTED_FREEZE, at_most=True, unit=span)
    yield "until pause answers", short(n), "", "", "", span(pause), *target, span(pause)
    for name, move in (("pan", program.pan), ("zoom", program.zoom)):
        program.settle()
        frames, latency, longest = program.moving(move, seconds)
        value, wanted = (latency, WANTED_LATENCY) if goals else (longest, WANTED_FREEZE)
        late = judged(value, wanted, at_most=True, unit=span)
        yield name, short(n), per_second(frames), "", "", span(latency), *late, span(longest)


# The timeline


def scrubbing(options: Options) -> Iterator[str]:
    """Every state of a run shown and painted, one after another, in order, backwards and at random."""
    n, length = (10_000, 100) if options.quick else (100_000, 1_000)
    columns = ("points", "states", "a frame: median", "p99", "target", "reached", "longest", "processor time: p99")
    yield from table("Scrubbing through a run", "order", *columns)
    program = Program(n)
    program.window.original_layout()
    program.player.step(length)
    program.wait(lambda: program.player.length == length)
    orders = {"forward": range(length), "backward": range(length)[::-1]}
    for name, order in (orders | {"at random": np.random.default_rng(0).permutation(length)}).items():
        program.settle()
        frames, busy = program.scrubbed(order)
        p99 = float(np.quantile(frames, 0.99))
        reached = judged(p99, WANTED_LATENCY, at_most=True, unit=span)
        spans = span(median(frames)), span(p99), *reached, span(max(frames)), span(float(np.quantile(busy, 0.99)))
        yield row(name, short(n), short(length), *spans)
    program.close()


PARTS: dict[str, Callable[[Options], Iterator[str]]] = {"repaints": repaints, "live": live, "scrubbing": scrubbing}


def colophon(arguments: list[str], busy: str) -> Iterator[str]:
    """Where and how these numbers were measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("PySide6-Essentials", "pyqtgraph", "numpy", "numba"))
    yield ""
    yield "Target and reached: of the number before them; with ten million points, that no freeze is longer."
    yield f"{processor()}, {os.cpu_count()} cores; {versions}. {busy}"
    yield f"`{' '.join(['python -m benchmarks.canvas', *arguments])}`"


def main(arguments: list[str]) -> None:
    """Print the parts that were asked for."""
    chosen = parsed(command_line("canvas", __doc__, list(PARTS)), arguments)
    options = Options(chosen.quick, chosen.repeats)
    busy = load()
    application()
    numba_backend.load()
    numba_rasterizer.load()
    reports = [PARTS[name](options) for name in chosen.only or PARTS]
    write("# Benchmarks of the canvas", [*reports, colophon(arguments, busy)], chosen.output)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Scene: all that a layer may draw, at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gmmgui.core import State
from gmmgui.core.algorithms import Algorithm
from gmmgui.data import Dataset
from gmmgui.session.memory import HalfStep
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.render.projection import Axes, ProjectedMixture
from gmmgui.ui.palette import Theme


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is to be seen; layers tell by identity what has changed since the last one.

    Parameters
    ----------
    dataset : the points.
    axes : what of them is shown.
    theme : the colours of the window.
    algorithm : the entry of ``ALGORITHMS``.
    state : that is shown, or None before the start.
    before : the state in front of it, or None.
    past : the half-steps up to it, the newest last.
    drawn : the components as they appear now, on their way from one state to the next.
    assignment : the colours; until those of ``state`` have been worked out they are of an earlier one.
    true_numbers : of the components of the true mixture, where that is known: their colours.
    in_a_hurry : the next scene comes as soon as there can be one.
    """

    dataset: Dataset
    axes: Axes
    theme: Theme
    algorithm: Algorithm
    state: State | None = None
    before: State | None = None
    past: Sequence[HalfStep] = ()
    projected: ProjectedMixture | None = None
    assignment: Assignment | None = None
    true_numbers: tuple[int, ...] = ()
    in_a_hurry: bool = False

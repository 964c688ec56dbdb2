"""The mathematics of gmmgui: NumPy in, NumPy out; no Qt, no files."""

from gmmgui.core.algorithms import ALGORITHMS
from gmmgui.core.covariance import COVARIANCE_TYPES
from gmmgui.core.errors import GmmError, PointsError, SettingsError, StartError
from gmmgui.core.halfstep import edited, half_step, next_phase
from gmmgui.core.initialisers import INITIALISERS, START_COVARIANCES
from gmmgui.core.policies import EMPTY_POLICIES
from gmmgui.core.posterior import labels, log_density, log_likelihood, responsibilities
from gmmgui.core.preparation import prepare
from gmmgui.core.problem import Problem
from gmmgui.core.stepper import fit, start, states, steps
from gmmgui.core.types import Fit, Mixture, Partition, Phase, RunSpec, Scaling, State, Statistics, Status

__all__ = [
    "ALGORITHMS",
    "COVARIANCE_TYPES",
    "EMPTY_POLICIES",
    "INITIALISERS",
    "START_COVARIANCES",
    "Fit",
    "GmmError",
    "Mixture",
    "Partition",
    "Phase",
    "PointsError",
    "Problem",
    "RunSpec",
    "Scaling",
    "SettingsError",
    "StartError",
    "State",
    "Statistics",
    "Status",
    "edited",
    "fit",
    "half_step",
    "labels",
    "log_density",
    "log_likelihood",
    "next_phase",
    "prepare",
    "responsibilities",
    "start",
    "states",
    "steps",
]

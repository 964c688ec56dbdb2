"""Which settings have no effect under others, and why: told to the user where they are disabled."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gmmgui.core import ALGORITHMS, INITIALISERS, RunSpec


def reasons(spec: RunSpec) -> dict[str, str]:
    """The fields of ``spec`` that change nothing, with the sentence that says why."""
    found = {
        "covariance_type": _covariance_type(spec),
        "min_variance": _min_variance(spec),
        "seed": _seed(spec),
        "start_covariance": _start_covariance(spec),
    }
    return {field: reason for field, reason in found.items() if reason}


def _covariance_type(spec: RunSpec) -> str:
    return _without_covariances(
        spec, _tr("{algorithm} looks at distances alone: all its components are equal circles.")
    )


def _min_variance(spec: RunSpec) -> str:
    return _without_covariances(spec, _tr("{algorithm} estimates no variances that could become too small."))


def _seed(spec: RunSpec) -> str:
    if spec.initialiser == "exact":
        return _tr("Nothing is left to chance: the start is given exactly.")
    if spec.initialiser == "marks" and spec.marks is not None and len(spec.marks) >= spec.k:
        return _tr("Nothing is left to chance: the start is drawn by hand.")
    if spec.initialiser in INITIALISERS and not INITIALISERS[spec.initialiser].draws:
        return _tr("Nothing is left to chance: the data alone decide where this start is.")
    return ""


def _start_covariance(spec: RunSpec) -> str:
    reason = _without_covariances(
        spec, _tr("{algorithm} looks at distances alone: no covariances are needed to begin.")
    )
    if reason:
        return reason
    if spec.initialiser == "exact":
        return _tr("The start gives the covariances, too.")
    if spec.initialiser in INITIALISERS and INITIALISERS[spec.initialiser].gives_covariances:
        return _tr("This start gives the points labels, and the covariances come from these.")
    return ""


def _without_covariances(spec: RunSpec, text: str) -> str:
    """``text`` of an algorithm that estimates no covariances, else ""."""
    algorithm = ALGORITHMS[spec.algorithm]
    return "" if algorithm.estimates_covariances else text.format(algorithm=algorithm.title)


def _tr(text: str) -> str:
    return QCoreApplication.translate("applies", text)

"""Has a run come to rest? What there is to say beyond the tolerance: nothing can change any more.

Soft EM creeps towards its limit and then wanders in the last bits, often in a cycle, so that no two iterations in a row
are ever equal. While the objective stands still, up to rounding errors, the way of the parameters is measured over
windows of iterations that grow: a run that still goes somewhere gets as far as its steps add up to; one that wanders in
the last bits does not. A mixture that comes back bit by bit ends a run at once, since everything would repeat itself.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from gmmgui.core.events import ComponentReseeded, Event, ReseedingInCircles
from gmmgui.core.types import Floats, Mixture, Rest

FIRST_WINDOW = 32
"""Iterations of the first window; each further one has twice as many."""

WANDERING = 0.125
"""A run wanders where it got no farther than this share of the length of its way."""


def rest_after(rest: Rest | None, old: Mixture, new: Mixture, wanders: bool = True) -> tuple[Rest, bool]:
    """What is known after one more iteration, and whether the run has come to rest.

    Parameters
    ----------
    rest : what was known before; None: the objective has just come to a standstill.
    old, new : the mixture before and after the iteration, of equal k and d.
    wanders : parameters may wander in the last bits; those of K-means only come back.

    Returns
    -------
    The measurement continued, or begun again with a window twice as long; and True where nothing can change any more.
    """
    if rest is None:
        return Rest(new, 0.0, 0, FIRST_WINDOW), False
    roots = standard_deviations(rest.anchor)
    path = rest.path + distance(old, new, roots)
    count, way = rest.count + 1, distance(rest.anchor, new, roots)
    if way == 0 or (wanders and count == rest.window and way <= WANDERING * path):
        return Rest(rest.anchor, path, count, rest.window), True
    if count == rest.window:
        return Rest(new, 0.0, 0, 2 * rest.window), False
    return Rest(rest.anchor, path, count, rest.window), False


def standard_deviations(mixture: Mixture) -> Floats:
    """The standard deviation of each component along each column.

    Returns
    -------
    (k, d), in the units of the mixture.
    """
    return np.sqrt(np.diagonal(mixture.covariances, axis1=1, axis2=2))


def distance(one: Mixture, other: Mixture, deviations: Floats) -> float:
    """The largest difference of a parameter: of weights as they are, of all others in standard deviations.

    Parameters
    ----------
    one, other : mixtures of equal k and d.
    deviations : (k, d) standard deviations in which means and covariances are measured.

    Returns
    -------
    A number without unit; differences that are 0 / 0 count as none.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.abs(one.means - other.means) / deviations
        covariances = np.abs(one.covariances - other.covariances) / deviations[:, :, None] / deviations[:, None, :]
    weights = np.abs(one.weights - other.weights)
    return float(max(np.nanmax(each, initial=0.0) for each in (weights, means, covariances)))


def after_reseeding(
    before: frozenset[bytes], new: Mixture, events: tuple[Event, ...]
) -> tuple[frozenset[bytes], tuple[Event, ...]]:
    """Fingerprints of the mixtures that re-seeding has led to, and the event of one that it leads to once more.

    From there all would be repeated, bit by bit, for ever.

    Parameters
    ----------
    before : fingerprints so far.
    new : the mixture after M.
    events : of that M; without a ComponentReseeded nothing is added.

    Returns
    -------
    The fingerprints, and a ReseedingInCircles where that of ``new`` is known already.
    """
    if not any(isinstance(event, ComponentReseeded) for event in events):
        return before, ()
    parts = (new.weights, new.means, new.covariances)
    found = blake2b(b"".join(part.tobytes() for part in parts), digest_size=16).digest()
    return before | {found}, (ReseedingInCircles(),) if found in before else ()

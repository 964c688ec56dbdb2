"""What can happen in a half-step besides the half-step itself: a value a kind, each with its sentence.

Components are numbered from 0 here and from 1 in the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a user must be told. ``explains_fall``: may this lower the objective?"""

    explains_fall: ClassVar[bool] = False
    cause: ClassVar[str] = ""

    @property
    def sentence(self) -> str:
        """What happened, in plain words.

        Raises
        ------
        TypeError : a subclass has no sentence of its own.
        """
        raise TypeError(f"{type(self).__name__} has no sentence of its own.")


@dataclass(frozen=True, slots=True)
class RunsInNumPy(Event):
    """There are no compiled kernels for an algorithm or a covariance type; ``title`` is what has none."""

    title: str

    @property
    def sentence(self) -> str:
        return f"{self.title} has no compiled kernels and runs in NumPy: the numbers are right, but come more slowly."


@dataclass(frozen=True, slots=True)
class ComponentEvent(Event):
    """An event of one component.

    Parameters
    ----------
    component : its id, which stays the same while others are dropped.
    """

    component: int


@dataclass(frozen=True, slots=True)
class ComponentEmptied(ComponentEvent):
    """No point belongs to the component any more, and it stays where it is."""

    @property
    def sentence(self) -> str:
        return f"Component {self.component + 1} has no points left; it stays where it is."


@dataclass(frozen=True, slots=True)
class ComponentReseeded(ComponentEvent):
    """The component ran empty and was moved to the point that fits worst.

    Parameters
    ----------
    row : of the point, from 0.
    """

    explains_fall: ClassVar[bool] = True
    cause: ClassVar[str] = "a component was re-seeded"
    row: int

    @property
    def sentence(self) -> str:
        return (
            f"Component {self.component + 1} had no points left; it starts again at the point "
            f"that fits worst (row {self.row + 1})."
        )


@dataclass(frozen=True, slots=True)
class ReseedingInCircles(Event):
    """A re-seeding led to a mixture that an earlier one had led to, so that all would be repeated for ever."""

    @property
    def sentence(self) -> str:
        return (
            "Re-seeding goes round in circles: the same components lose the same points again, so the run ends here. "
            "Keep or drop empty components instead, or choose a smaller K."
        )


@dataclass(frozen=True, slots=True)
class ComponentDropped(ComponentEvent):
    """The component ran empty and was taken out of the mixture."""

    @property
    def sentence(self) -> str:
        return f"Component {self.component + 1} had no points left and was dropped."


@dataclass(frozen=True, slots=True)
class CovarianceFloored(ComponentEvent):
    """The covariance collapsed and was held at the smallest variance allowed.

    That is no cause of a fall: of all covariances that are allowed it is the best.
    """

    @property
    def sentence(self) -> str:
        return f"Component {self.component + 1} is collapsing; its variance is held at the smallest allowed."


@dataclass(frozen=True, slots=True)
class ComponentCollapsed(ComponentEvent):
    """The covariance became singular, and pure maximum likelihood has no answer."""

    @property
    def sentence(self) -> str:
        return (
            f"Component {self.component + 1} collapsed: its covariance is singular and the likelihood has no "
            "maximum. The run stops at the last valid state. Allow a smallest variance, or choose fewer components."
        )


@dataclass(frozen=True, slots=True)
class WeightsNormalised(Event):
    """Weights that were given did not sum to one.

    Parameters
    ----------
    total : sum of the weights as they were given.
    """

    total: float

    @property
    def sentence(self) -> str:
        return f"The weights summed to {self.total:g}; they were divided by that, so that they sum to one."


@dataclass(frozen=True, slots=True)
class IdenticalStarts(Event):
    """Two components start alike, so no algorithm here can tell them apart.

    Parameters
    ----------
    first, second : indices of the two.
    """

    first: int
    second: int

    @property
    def sentence(self) -> str:
        return (
            f"Components {self.first + 1} and {self.second + 1} start at the same place: by themselves they will "
            "never separate. Move one of them."
        )


@dataclass(frozen=True, slots=True)
class EditedByHand(Event):
    """A hand changed the mixture in the middle of a run.

    Parameters
    ----------
    what : a sentence that says what the hand did.
    """

    explains_fall: ClassVar[bool] = True
    cause: ClassVar[str] = "the mixture was changed by hand"
    what: str

    @property
    def sentence(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class ObjectiveFell(Event):
    """The objective got worse, which E and M alone never do.

    For the likelihood: Dempster, Laird, Rubin 1977, theorem 1.

    Parameters
    ----------
    amount : by how much, in the units of the data, above 0.
    reason : the cause, or "" where it is not known.
    """

    amount: float
    reason: str

    @property
    def sentence(self) -> str:
        if not self.reason:
            return f"The objective got worse by {self.amount:.3g}, and the cause is not known: E and M cannot do that."
        return f"The objective got worse by {self.amount:.3g}, because {self.reason}."


@dataclass(frozen=True, slots=True)
class ComponentsAlike(Event):
    """The run stops where all components are alike: a saddle point of the likelihood, or data without groups.

    Parameters
    ----------
    count : number of components that are alive.
    """

    count: int

    @property
    def sentence(self) -> str:
        return (
            f"All {self.count} components are nearly alike, so EM cannot tell which should go where: this is a saddle "
            "point of the likelihood, and perhaps no maximum. Start from k-means++ or random groups instead, or choose "
            "a smaller K."
        )

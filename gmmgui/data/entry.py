"""An entry of the catalogue of data sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gmmgui.core.types import RunSpec
from gmmgui.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """A data set that the program offers, with the run that it is made for.

    Parameters
    ----------
    key : of the entry in ``DATASETS``.
    title : shown in the data panel.
    group : heading under which the data panel lists it.
    load : makes the data set; nothing is read before it is called.
    source : where the data come from, to be cited, and their licence.
    spec : the settings of the run, with its start; None where no run goes with the data.
    shows : what to look at, in a sentence or two.
    note : what else to know, such as where the lecture notes are wrong; may be empty.
    """

    key: str
    title: str
    group: str
    load: Callable[[], Dataset]
    source: str
    spec: RunSpec | None
    shows: str
    note: str = ""

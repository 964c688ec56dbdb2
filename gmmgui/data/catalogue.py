"""The ``DATASETS`` dict: everything that the data panel offers. One more data set is one more entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gmmgui.core.types import RunSpec
from gmmgui.data.dataset import Dataset
from gmmgui.data.entry import DatasetEntry
from gmmgui.data.lectures import LECTURES
from gmmgui.data.load import load
from gmmgui.resources import resource

MEASURED = "Measured data"
TOLERANCE = 1e-9  # so tight that the digits on screen are those of the fixed point

FAITHFUL = (
    "Azzalini, A. and Bowman, A. W. (1990). A look at some data on the Old Faithful geyser. Applied Statistics 39, "
    "357–365. Data set faithful of R (package datasets), distributed with R under GPL-2 | GPL-3."
)
IRIS = (
    "Anderson, E. (1935). The irises of the Gaspé Peninsula. Bulletin of the American Iris Society 59, 2–5; "
    "made known by Fisher, R. A. (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics "
    "7, 179–188. Data set iris of R (package datasets), distributed with R under GPL-2 | GPL-3."
)
PENGUINS = (
    "Horst, A. M., Hill, A. P. and Gorman, K. B. (2020). palmerpenguins: Palmer Archipelago (Antarctica) penguin "
    "data. R package. Data: Gorman, K. B., Williams, T. D. and Fraser, W. R. (2014). Ecological sexual dimorphism and "
    "environmental variability within a community of Antarctic penguins (genus Pygoscelis). PLoS ONE 9(3), e90081. "
    "CC0 1.0. The 342 rows complete in the four measurements."
)


def _measured(
    file: str, title: str, source: str, columns: tuple[str, ...], truth: str | None = None
) -> Callable[[], Dataset]:
    """A data set of ``resources/data`` under its title, with its citation."""
    return lambda: replace(load(resource("data", file), columns, truth=truth), name=title, source=source)


_ENTRIES = (
    DatasetEntry(
        key="faithful",
        title="Old Faithful",
        group=MEASURED,
        load=_measured("faithful.csv", "Old Faithful", FAITHFUL, ("eruptions", "waiting")),
        source=FAITHFUL,
        spec=RunSpec(k=2, tol=TOLERANCE),
        shows="272 eruptions of a geyser, their length and the wait for the next, both in minutes: short ones after "
        "short waits, long ones after long.",
    ),
    DatasetEntry(
        key="iris",
        title="Iris",
        group=MEASURED,
        load=_measured(
            "iris.csv",
            "Iris",
            IRIS,
            ("Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"),
            "Species",
        ),
        source=IRIS,
        spec=RunSpec(k=3, initialiser="k-means", seed=1, tol=TOLERANCE),
        shows="150 flowers of three species, four lengths in centimetres: one species stands apart, two overlap, "
        "and full covariances part them better than K-means.",
    ),
    DatasetEntry(
        key="penguins",
        title="Penguins",
        group=MEASURED,
        load=_measured(
            "penguins.csv",
            "Penguins",
            PENGUINS,
            ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"),
            "species",
        ),
        source=PENGUINS,
        spec=RunSpec(k=3, initialiser="k-means", tol=TOLERANCE),
        shows="342 penguins of three species, lengths in millimetres and mass in grams: units so different that "
        "K-means sees little but the mass.",
    ),
)

DATASETS: dict[str, DatasetEntry] = {entry.key: entry for entry in _ENTRIES} | LECTURES
"""Everything that the data panel offers, by key, in its order."""

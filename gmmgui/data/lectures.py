"""Every worked example of the lecture notes that is data, a start and an algorithm, by name.

The notes write N(mu, 3²) for a standard deviation of 3; here every covariance is a variance.
"""

from __future__ import annotations

from gmmgui.core.types import RunSpec
from gmmgui.data.entry import DatasetEntry
from gmmgui.data.presets import DRAWN, FRESH, WRITTEN, exact, fresh, kept, marks, mixture, written

L0 = "Lecture L0: clustering, EM and GMM"
L1 = "Lecture L1: EM by hand"
L4 = "Lecture L4: density estimation"

TWO_GROUPS = mixture([[50, 50], [70, 60]], [100, 25], [2 / 3, 1 / 3], "spherical")
HARD_EM = mixture([0, 10], [9, 1])
CLOSE = mixture([1, 3], [1, 1])
GMM1 = mixture([1, 5], [9, 1])
NARROW = mixture([0], [0.01])
CLASSES = mixture([0, 4], [1, 2.25], [0.7, 0.3])
ONE = mixture([[1, 3]], [[[1.5, 0.6], [0.6, 0.4]]])
TWO = mixture([[0.5, 2.0], [3.0, 4.0]], 1, covariance_type="spherical")
THREE = mixture([[0, 0], [3, 3], [-3, 3]], 1, covariance_type="spherical")

FROM_3_AND_5 = mixture([3, 5], 1)

two_groups = kept("lec000_l12kmean", "Two groups", TWO_GROUPS)
three_components = kept("lec004_three150", "Three components", THREE)
two_components = kept("lec004_two", "Two components", TWO)

_ENTRIES = (
    DatasetEntry(
        key="lec000_l12kmean",
        title="Two groups",
        group=L0,
        load=two_groups,
        source=DRAWN,
        spec=marks((40, 50), (80, 50)),
        shows="The basic loop: assign every point to its nearest centroid, move every centroid to the mean of its "
        "points, until no label changes. Inertia ends at 18902.449 after 7 updates.",
        note="K-means assigns every point, and repeats until nothing changes.",
    ),
    DatasetEntry(
        key="lec000_l12kmean_other_guess",
        title="Two groups, other guess",
        group=L0,
        load=two_groups,
        source=DRAWN,
        spec=marks((20, 30), (80, 80)),
        shows="Does the result depend on the guess? Not on this draw: both guesses end at inertia 18902.449, "
        "this one after 8 updates, the other after 7.",
        note="With three centroids the guess does matter: see the next two examples.",
    ),
    DatasetEntry(
        key="lec000_l12kmean_three",
        title="Two groups, three centroids",
        group=L0,
        load=two_groups,
        source=DRAWN,
        spec=marks((50, 50), (70, 70), (60, 30), max_iter=20),
        shows="A wrong K has no right answer: one group is cut in two. Inertia ends at 14828.39.",
        note="A smaller inertia than with two centroids does not mean that three is right: more always fit closer.",
    ),
    DatasetEntry(
        key="lec000_l12kmean_three_other_guess",
        title="Two groups, three centroids, other guess",
        group=L0,
        load=two_groups,
        source=DRAWN,
        spec=marks((40, 80), (70, 30), (50, 50), max_iter=20),
        shows="Here the guess does matter: inertia ends at 14001.32, where the other guess ends at 14828.39.",
    ),
    DatasetEntry(
        key="lec000_l12em1",
        title="Hard EM in 1-D",
        group=L0,
        load=kept("lec000_l12em1", "Hard EM in 1-D", HARD_EM),
        source=DRAWN,
        spec=exact("hard-em", FROM_3_AND_5, max_iter=50),
        shows="E gives each point to the component with the largest weight times density; M takes the mean, the "
        "standard deviation and the share of each component's points.",
        note="N(0, 3²) in the notes has standard deviation 3, so variance 9.",
    ),
    DatasetEntry(
        key="lec000_em1d_close",
        title="EM in 1-D, close components",
        group=L0,
        load=kept("lec000_em1d_close", "EM in 1-D, close components", CLOSE),
        source=DRAWN,
        spec=exact("soft-em", FROM_3_AND_5, tol=1e-14, max_iter=1000),
        shows="EM is slow where components overlap: it takes about 580 iterations to the optimum, log-likelihood "
        "−358.667, whose components are not the true ones.",
        note="The notes call EM very robust here. It is not: a tolerance of 0.001 per point, a common default, "
        "stops at the 4th iteration. The notes do not say how many points; 100 from each is our choice.",
    ),
    DatasetEntry(
        key="lec000_x4",
        title="Four points",
        group=L0,
        load=kept("lec000_x4", "Four points", source=WRITTEN),
        source=WRITTEN,
        spec=exact("soft-em", FROM_3_AND_5, max_iter=50),
        shows="Responsibilities by hand: 1, 1.1, 10 and 10.1, half-step by half-step. Save the points to "
        "read them number by number.",
        note="The start (means 3 and 5, standard deviation 1) is our choice.",
    ),
    DatasetEntry(
        key="lec000_gmm1",
        title="Soft EM in 1-D (gmm1)",
        group=L0,
        load=kept("lec000_gmm1", "Soft EM in 1-D (gmm1)", GMM1),
        source=DRAWN,
        spec=RunSpec(
            algorithm="soft-em",
            k=2,
            initialiser="random-points",
            start_covariance="data",
            tol=0.0,
            max_iter=100,
        ),
        shows="The curve of each component, and their sum, move to the data. Another seed starts at other points.",
        note="The means start at random data points, the standard deviations at that of all data, the weights at 1/2.",
    ),
    DatasetEntry(
        key="lec000_nine",
        title="Nine points, three groups",
        group=L0,
        load=written(
            "Nine points, three groups",
            [0.8, 1.2, 4.4, 4.8, 5.0, 5.3, 5.6, 8.7, 9.2],
            [0, 0, 1, 1, 1, 1, 1, 2, 2],
        ),
        source=WRITTEN,
        spec=exact("hard-em", mixture([1, 5, 9], 1), max_iter=50, first_step="M"),
        shows="M comes first, from guessed labels: groups of 2, 5 and 2 get weights 2/9, 5/9 and 2/9.",
        note="The notes print 1/3 for each. The nine values are our choice.",
    ),
    DatasetEntry(
        key="lec000_labels",
        title="Label table",
        group=L0,
        load=written("Label table", [0.2, 1.3, 10.1, 3.3, 11.5], [0, 0, 1, 0, 1]),
        source=WRITTEN,
        spec=exact("hard-em", mixture([1, 11], 1), max_iter=50, first_step="M"),
        shows="Start from labels: the points come with components, so M makes the first Gaussians.",
    ),
    DatasetEntry(
        key="lec000_narrow",
        title="A density above one",
        group=L0,
        load=fresh("A density above one", NARROW, 200),
        source=FRESH,
        spec=exact("soft-em", NARROW, tol=1e-12),
        shows="N(0, 0.1²) has density 3.99 at its mean: a density is no probability; the area under it is.",
    ),
    DatasetEntry(
        key="lec000_classes",
        title="Two priors, two classes",
        group=L0,
        load=fresh("Two priors, two classes", CLASSES, 300),
        source=FRESH,
        spec=exact("soft-em", CLASSES, tol=1e-12),
        shows="p(x) is the sum of weight times density of each class; the responsibility is the posterior at x.",
        note="Both classes (0.7 of N(0, 1²), 0.3 of N(4, 1.5²)) are our choice.",
    ),
    DatasetEntry(
        key="lec001_x1000",
        title="A thousand points",
        group=L1,
        load=kept("lec001_x1000", "A thousand points"),
        source=DRAWN,
        spec=exact("soft-em", mixture([[-3.16, -6.45], [0.1, -0.2], [2.0, 2.0]], 1), tol=1e-12),
        shows="Each point takes the blend of colours of its responsibilities; the indicator is the largest of "
        "them. Save the points to read the responsibilities row by row.",
        note="The densities in the notes cannot be reproduced: at row (0.1, −0.2) and mean (−3.16, −6.45) the right "
        "value is 2.58e-12. Their weights .3, .3, .3 do not sum to one; here each is 1/3.",
    ),
    DatasetEntry(
        key="lec001_one",
        title="One Gaussian, maximum likelihood",
        group=L1,
        load=two_components,
        source=DRAWN,
        spec=exact("soft-em", mixture([[0, 0]], 1), tol=1e-12),
        shows="With K = 1 the best Gaussian is a formula, and the first M reaches it; a mixture has none.",
        note="With more components a full covariance can send the likelihood to infinity: let one shrink to a point.",
    ),
    DatasetEntry(
        key="lec004_mle30",
        title="One Gaussian, thirty points",
        group=L4,
        load=kept("lec004_mle30", "One Gaussian, thirty points", ONE),
        source=DRAWN,
        spec=exact("soft-em", mixture([[0, 0]], 1), tol=1e-12),
        shows="The estimate in the table beside the truth, N((1, 3), [[1.5, 0.6], [0.6, 0.4]]): standard deviations "
        "1.2247 and 0.63246, correlation 0.7746.",
        note="Maximum likelihood divides by n, not by n − 1.",
    ),
    DatasetEntry(
        key="lec004_two_wrong_family",
        title="The wrong family",
        group=L4,
        load=two_components,
        source=DRAWN,
        spec=exact("soft-em", mixture([[0, 0]], 1), tol=1e-12),
        shows="One Gaussian fitted to points from two, around (0.5, 2) and (3, 4): its ellipse covers the gap "
        "between them.",
        note="The notes do not say how many points; 100 from each component is our choice.",
    ),
    DatasetEntry(
        key="lec004_two",
        title="The right family",
        group=L4,
        load=two_components,
        source=DRAWN,
        spec=exact("soft-em", mixture([[0, 1], [2, 5]], 1, covariance_type="spherical"), tol=1e-12),
        shows="The same points and two round Gaussians: they come close to the truth, means (0.5, 2) and (3, 4), "
        "variance 1.",
    ),
    DatasetEntry(
        key="lec004_three150",
        title="Three components",
        group=L4,
        load=three_components,
        source=DRAWN,
        spec=exact(
            "soft-em",
            mixture([[-1, 1], [1, 2], [0, 4]], 1, [0.3, 0.3, 0.4], covariance_type="spherical"),
            tol=1e-12,
        ),
        shows="EM recovers the mixture that made the points: means (0, 0), (3, 3) and (−3, 3), variance 1.",
        note="Every E makes the bound meet the log-likelihood, and every M raises it. The entropy and the constant "
        "−(D/2) log 2π belong in the bound, or it never meets.",
    ),
)

LECTURES: dict[str, DatasetEntry] = {entry.key: entry for entry in _ENTRIES}
"""The presets of the lectures by key, in the order of the notes."""

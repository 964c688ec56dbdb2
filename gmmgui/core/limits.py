"""Thresholds that the M-step in NumPy and the one in machine code must agree on."""

from __future__ import annotations

EMPTY_COUNT = 1e-100
"""Below this sum of responsibilities the products in the sums leave float64's range: the component is empty."""

CANCELLATION_RTOL = 1e-3
"""A variance this much smaller than its second moment about the old mean lost three digits: sum again about the new.

In the narrowest direction of a covariance the smallest eigenvalue of its correlation matrix comes on top.
"""

JUMP = 0.5
"""The means have jumped where a variance is less than this share of the second moment: only then is there a gain."""

OBJECTIVE_RTOL = 1e-13
"""Relative rounding error of the objective, measured over 8,000 EM steps: more is a fall."""

ALIKE = 0.01
"""Gaussians of one covariance have this Bhattacharyya distance where their means are 0.28 standard deviations apart."""

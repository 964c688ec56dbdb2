"""The passes of the engine as machine code: fused, tile by tile, without the interpreter's lock.

One tile of points at a time goes through all stages (log-densities, softmax or argmax, sums) while it lies in the
processor's nearest memory, so nothing of the size n x k ever exists. :mod:`gmmgui.core.gaussian` says the same in
plain NumPy and is the oracle in tests; :mod:`gmmgui.core.backend.numba_backend` hands over what the values hold.

Conventions: ``columns`` (d, n) holds the data column by column; points ``first`` up to ``last`` are one block.
Logarithms inside a tile are to base 2, where exp needs no constant: log-densities are ``c - |P (x - mu)|^2`` with the
factor log2(e) / 2 inside P. Sums over points may be reassociated (the same way on any number of threads);
distances of K-means may not, so that a tie of two centroids stays one.

Parameters of a kernel are marked as in (read), out (overwritten, whatever was there) or in-out. Shapes: t points a
tile, of which the first m are read and written; s = ``_factor_size`` (d) for factors, ``_padded_size`` for deviations
and padded; v values a component. r_ij are responsibilities, N_j their sums (Bishop 2006, section 9.2.2).

Importing this module imports numba (half a second) and compiles nothing: :mod:`gmmgui.core.backend.compiling` does.
"""

from __future__ import annotations

import math
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numba import config, njit, types

TILE = 256
"""Points a tile: with 8 components, log-densities fill a third of a first-level cache of 48 KiB."""
SMALL_TILE = 128
"""The same where a point has more than ``MANY_COLUMNS`` columns."""
MANY_COLUMNS = 3

NEAREST_TILE = 512
"""The same for K-means, which needs no row for each component."""

SOFT, HARD, GIVEN, NEAREST = 0, 1, 2, 3
"""What a mixture pass does: responsibilities, argmax, or the labels that are given."""
MODES = {"soft": SOFT, "hard": HARD, "given": GIVEN, "nearest": NEAREST}
FULL, TIED, DIAG, SPHERICAL, SHARED_SPHERE = 0, 1, 2, 3, 4
"""What the M-step makes of the scatters; the last is that of K-means, with equal weights."""
KINDS = {"full": FULL, "tied": TIED, "diag": DIAG, "spherical": SPHERICAL}
RUNNING, SETTLED, UNUSUAL = 0, 1, 2
"""What a kernel says of an iteration; one that is unusual has not been made."""

LN2 = math.log(2.0)
LOG2_E = 1.0 / LN2
LOG_2PI = math.log(2.0 * math.pi)
LEAST_EXPONENT = -900.0
"""Responsibilities below 2 to this power, 1e-271, are taken for it: products with smaller ones would be subnormal.

Subnormal numbers take a processor a hundred times as long, and far components of data in clear groups have no others.
"""
LEAST_POWER = 2.0**LEAST_EXPONENT
SHIFTER = 6755399441055744.0 + 1023.0
"""1.5 * 2^52 and the bias of the exponent: adding it rounds to a whole number, which then stands in the last bits."""

_FAST = {"contract", "reassoc", "nsz", "arcp"}  # yet nan and inf stay honest
_WHOLE_VECTORS = ",-prefer-256-bit"


def _use_whole_vectors() -> None:
    """Let loops use vectors of 512 bits where the processor has them: LLVM would stop at 256."""
    features = llvm.get_host_cpu_features()
    chosen_by_user = any(getattr(config, name) is not None for name in ("CPU_NAME", "CPU_FEATURES"))
    if features.get("avx512vl") and not chosen_by_user:
        settings = vars(config)
        settings["CPU_NAME"] = llvm.get_host_cpu_name()
        settings["CPU_FEATURES"] = features.flatten() + _WHOLE_VECTORS
    vars(config)["SLP_VECTORIZE"] = 1


_use_whole_vectors()


_fast = njit(nogil=True, error_model="numpy", fastmath=_FAST)
_exact = njit(nogil=True, error_model="numpy")


@njit(nogil=True, error_model="numpy", fastmath={"contract", "nsz"})
def exp2(x):
    """2^x for -1021 <= x <= 0: x is split into a whole number and a rest of at most a half, exactly.

    The polynomial (Chebyshev interpolation of (2^r - 1) / r, relative error 8e-18) does the rest, and the whole
    number becomes the exponent's bits. No ``reassoc``: it would undo the split.

    Parameters
    ----------
    x : in, float64.

    Returns
    -------
    float64.
    """
    shifted = x + SHIFTER
    r = x - (shifted - SHIFTER)
    p = 4.4549605981865186e-10
    p = p * r + 7.072585949269223e-09
    p = p * r + 1.0178062445845774e-07
    p = p * r + 1.321544258792169e-06
    p = p * r + 1.525273382983612e-05
    p = p * r + 0.0001540353044173605
    p = p * r + 0.0013333558146416936
    p = p * r + 0.009618129107606888
    p = p * r + 0.0555041086648216
    p = p * r + 0.24022650695910097
    p = p * r + 0.6931471805599453
    p = p * r + 1.0
    bits = np.float64(shifted).view(np.int64)
    return p * np.int64(bits << 52).view(np.float64)


# Stage 1 of a mixture pass: joint[j, i] = log2 w_j N_j(x_i) for one tile


@_fast
def _joint_1(columns, at, m, constants, means, factors, joint):
    """log2 w_j N_j(x_i) of one tile in one column (Bishop 2006, eq. 2.43).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    joint : out, (k, t) float64, log2 w_j N_j(x_i).
    """
    x = columns[0, at : at + m]
    for j in range(len(constants)):
        row, c, mean, u = joint[j], constants[j], means[j, 0], factors[j, 0, 0]
        for i in range(m):
            a = u * (x[i] - mean)
            row[i] = c - a * a


@_fast
def _joint_2(columns, at, m, constants, means, factors, joint):
    """log2 w_j N_j(x_i) of one tile in two columns (Bishop 2006, eq. 2.43).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    joint : out, (k, t) float64, log2 w_j N_j(x_i).
    """
    x, y = columns[0, at : at + m], columns[1, at : at + m]
    for j in range(len(constants)):
        row, c, mx, my = joint[j], constants[j], means[j, 0], means[j, 1]
        p00, p10, p11 = factors[j, 0, 0], factors[j, 1, 0], factors[j, 1, 1]
        for i in range(m):
            dx, dy = x[i] - mx, y[i] - my
            a, b = p00 * dx, p10 * dx + p11 * dy
            row[i] = c - (a * a + b * b)


@_fast
def _joint_3(columns, at, m, constants, means, factors, joint):
    """log2 w_j N_j(x_i) of one tile in three columns (Bishop 2006, eq. 2.43).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    joint : out, (k, t) float64, log2 w_j N_j(x_i).
    """
    x, y, z = columns[0, at : at + m], columns[1, at : at + m], columns[2, at : at + m]
    for j in range(len(constants)):
        row, c, mx, my, mz = joint[j], constants[j], means[j, 0], means[j, 1], means[j, 2]
        p00, p10, p11 = factors[j, 0, 0], factors[j, 1, 0], factors[j, 1, 1]
        p20, p21, p22 = factors[j, 2, 0], factors[j, 2, 1], factors[j, 2, 2]
        for i in range(m):
            dx, dy, dz = x[i] - mx, y[i] - my, z[i] - mz
            a, b, e = p00 * dx, p10 * dx + p11 * dy, p20 * dx + p21 * dy + p22 * dz
            row[i] = c - (a * a + b * b + e * e)


@_fast
def _joint_diag(columns, at, m, constants, means, factors, joint):
    """log2 w_j N_j(x_i) of one tile in any number of columns, where covariances are diagonal (Bishop 2006, eq. 2.43).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    joint : out, (k, t) float64, log2 w_j N_j(x_i).
    """
    k, d = means.shape
    for j in range(k):
        row = joint[j]
        for i in range(m):
            row[i] = constants[j]
        for c in range(d):
            x, mean, p = columns[c, at : at + m], means[j, c], factors[j, c, c]
            for i in range(m):
                a = p * (x[i] - mean)
                row[i] -= a * a


@_fast
def _deviations(columns, at, m, mean, deviations):
    """deviations[c, i] = x_ic - mean_c; its rows beyond d stay zero.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    mean : in, (d,) float64.
    deviations : out, (s, t) float64; rows beyond d are left as they are.
    """
    for c in range(len(mean)):
        x, row, centre = columns[c, at : at + m], deviations[c], mean[c]
        for i in range(m):
            row[i] = x[i] - centre


@_fast
def _joint_full(columns, at, m, constants, means, factors, joint, deviations, four):
    """log2 w_j N_j(x_i) of one tile in four columns and more (Bishop 2006, eq. 2.43).

    In squares of 4 x 4 of the triangular factor: 16 multiplications for 8 reads and 4 writes.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    joint : out, (k, t) float64, log2 w_j N_j(x_i).
    deviations : in-out, (s, t) float64, work space; rows beyond d are zero.
    four : out, (4, t) float64, work space.
    """
    w0, w1, w2, w3 = four[0], four[1], four[2], four[3]
    for j in range(len(constants)):
        _deviations(columns, at, m, means[j], deviations)
        row, p = joint[j], factors[j]
        for i in range(m):
            row[i] = constants[j]
        for c in range(0, p.shape[0], 4):
            for i in range(m):
                w0[i] = w1[i] = w2[i] = w3[i] = 0.0
            for e in range(0, c + 4, 4):
                p00, p01, p02, p03 = p[c, e], p[c, e + 1], p[c, e + 2], p[c, e + 3]
                p10, p11, p12, p13 = p[c + 1, e], p[c + 1, e + 1], p[c + 1, e + 2], p[c + 1, e + 3]
                p20, p21, p22, p23 = p[c + 2, e], p[c + 2, e + 1], p[c + 2, e + 2], p[c + 2, e + 3]
                p30, p31, p32, p33 = p[c + 3, e], p[c + 3, e + 1], p[c + 3, e + 2], p[c + 3, e + 3]
                d0, d1, d2, d3 = deviations[e], deviations[e + 1], deviations[e + 2], deviations[e + 3]
                for i in range(m):
                    x0, x1, x2, x3 = d0[i], d1[i], d2[i], d3[i]
                    w0[i] += p00 * x0 + p01 * x1 + p02 * x2 + p03 * x3
                    w1[i] += p10 * x0 + p11 * x1 + p12 * x2 + p13 * x3
                    w2[i] += p20 * x0 + p21 * x1 + p22 * x2 + p23 * x3
                    w3[i] += p30 * x0 + p31 * x1 + p32 * x2 + p33 * x3
            for i in range(m):
                row[i] -= w0[i] * w0[i] + w1[i] * w1[i] + w2[i] * w2[i] + w3[i] * w3[i]


@_fast
def _joint(columns, at, m, constants, means, factors, diagonal, joint, deviations, four):
    """log2 w_j N_j(x_i) of one tile, by the stage that suits the number of columns.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    joint : out, (k, t) float64, log2 w_j N_j(x_i).
    deviations : in-out, (s, t) float64, work space; rows beyond d are zero.
    four : out, (4, t) float64, work space.
    """
    d = means.shape[1]
    if d == 1:
        _joint_1(columns, at, m, constants, means, factors, joint)
    elif d == 2:
        _joint_2(columns, at, m, constants, means, factors, joint)
    elif d == 3:
        _joint_3(columns, at, m, constants, means, factors, joint)
    elif diagonal:
        _joint_diag(columns, at, m, constants, means, factors, joint)
    else:
        _joint_full(columns, at, m, constants, means, factors, joint, deviations, four)


# Stage 2: from log-densities to responsibilities


@_fast
def _tops(joint, k, m, top):
    """top[i] = max_j joint[j, i].

    Parameters
    ----------
    joint : in, (k, t) float64, log2 w_j N_j(x_i).
    k : in, int64, number of components.
    m : in, int64, points in the tile.
    top : out, (t,) float64, max_j joint[j, i].
    """
    row = joint[0]
    for i in range(m):
        top[i] = row[i]
    for j in range(1, k):
        row = joint[j]
        for i in range(m):
            top[i] = row[i] if row[i] > top[i] else top[i]


@_fast
def _powers(joint, k, m, top, total, weighted):
    """joint becomes e = 2^(joint - top); total and weighted become sum_j e and sum_j e log2 e.

    Parameters
    ----------
    joint : in-out, (k, t) float64, log2 w_j N_j(x_i), which becomes e.
    k : in, int64, number of components.
    m : in, int64, points in the tile.
    top : in, (t,) float64, max_j joint[j, i].
    total : out, (t,) float64, sum_j e_ji.
    weighted : out, (t,) float64, sum_j e_ji log2 e_ji.
    """
    for i in range(m):
        total[i] = 0.0
        weighted[i] = 0.0
    for j in range(k):
        row = joint[j]
        for i in range(m):
            v = row[i] - top[i]
            v = v if v > LEAST_EXPONENT else LEAST_EXPONENT  # nan, where all densities are zero, becomes it too
            e = exp2(v)
            row[i] = e
            total[i] += e
            weighted[i] += e * v


@_fast
def _log_product(total, m, k):
    """Sum of the natural logs of total (in [1, k], or next to 0 where every density is): no product overflows.

    Parameters
    ----------
    total : in, (t,) float64, above 0.
    m : in, int64, points in the tile.
    k : in, int64, number of components.

    Returns
    -------
    float64, sum_i ln total_i.
    """
    run = max(1, int(300.0 / math.log10(k + 1.0)))
    logs = 0.0
    for first in range(0, m, run):
        product = 1.0
        for i in range(first, min(first + run, m)):
            product *= total[i]
        logs += math.log(product)
    return logs


@_fast
def _soften(joint, k, m, top, total, weighted, sums):
    """joint becomes e, and total 1 / sum_j e: together the responsibilities (Bishop 2006, eq. 9.23).

    Log-likelihood and entropy of the tile, in natural logs, are added to sums.

    Parameters
    ----------
    joint : in-out, (k, t) float64, log2 w_j N_j(x_i), which becomes e.
    k : in, int64, number of components.
    m : in, int64, points in the tile.
    top : out, (t,) float64, max_j joint[j, i].
    total : out, (t,) float64, 1 / sum_j e_ji.
    weighted : out, (t,) float64, sum_j e_ji log2 e_ji.
    sums : in-out, (2,) float64, log-likelihood and entropy, to which the tile's are added.
    """
    _tops(joint, k, m, top)
    _powers(joint, k, m, top, total, weighted)
    logs = _log_product(total, m, k)
    height = spread = 0.0
    for i in range(m):
        height += top[i]
        total[i] = 1.0 / total[i]
        spread += weighted[i] * total[i]
    sums[0] += height * LN2 + logs
    sums[1] += logs - spread * LN2


@_fast
def _argmax(joint, k, m, top, label):
    """label[i] = argmax_j joint[j, i], the lowest where they tie; top its value.

    Parameters
    ----------
    joint : in, (k, t) float64, log2 w_j N_j(x_i).
    k : in, int64, number of components.
    m : in, int64, points in the tile.
    top : out, (t,) float64, max_j joint[j, i].
    label : out, (t,) float64, whole numbers from 0 to k - 1.
    """
    row = joint[0]
    for i in range(m):
        top[i], label[i] = row[i], 0.0
    for j in range(1, k):
        row, number = joint[j], np.float64(j)
        for i in range(m):
            higher = row[i] > top[i]
            label[i] = number if higher else label[i]
            top[i] = row[i] if higher else top[i]


@_fast
def _harden(joint, k, m, top, label, total, sums):
    """joint becomes 1 for the most probable component and 0 for the others; adds the objective to sums.

    Parameters
    ----------
    joint : in-out, (k, t) float64, log2 w_j N_j(x_i), which becomes 1 or 0.
    k : in, int64, number of components.
    m : in, int64, points in the tile.
    top : out, (t,) float64, max_j joint[j, i].
    label : out, (t,) float64, whole numbers from 0 to k - 1.
    total : out, (t,) float64, all 1.
    sums : in-out, (2,) float64, the objective in natural logs comes to the first.
    """
    _argmax(joint, k, m, top, label)
    height = 0.0
    for i in range(m):
        height += top[i]
        total[i] = 1.0
    sums[0] += height * LN2
    _one_hot(joint, k, m, label)


@_fast
def _one_hot(joint, k, m, label):
    """The responsibilities of given labels.

    Parameters
    ----------
    joint : out, (k, t) float64, 1 where the label is j, else 0.
    k : in, int64, number of components.
    m : in, int64, points in the tile.
    label : in, (t,) float64, whole numbers from 0 to k - 1.
    """
    for j in range(k):
        row, number = joint[j], np.float64(j)
        for i in range(m):
            row[i] = 1.0 if label[i] == number else 0.0


# Stage 3: sums of the points, weighted with joint * scale


@_fast
def _add_1(columns, at, m, reference, joint, scale, counts, sums, scatters):
    """Add counts, sums and scatters of one tile in one column (Bishop 2006, section 9.2.2).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    reference : in, (k, d) float64, what scatters are taken about.
    joint : in, (k, t) float64; times scale they are responsibilities.
    scale : in, (t,) float64, factor of each point.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, lower triangles of sum_i r_ij (x_i - m_j)(x_i - m_j)^T.
    """
    x = columns[0, at : at + m]
    for j in range(len(counts)):
        row, mean = joint[j], reference[j, 0]
        n = s = ss = 0.0
        for i in range(m):
            r, dx = row[i] * scale[i], x[i] - mean
            n += r
            s += r * x[i]
            ss += r * dx * dx
        counts[j] += n
        sums[j, 0] += s
        scatters[j, 0, 0] += ss


@_fast
def _add_2(columns, at, m, reference, joint, scale, counts, sums, scatters):
    """Add counts, sums and scatters of one tile in two columns (Bishop 2006, section 9.2.2).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    reference : in, (k, d) float64, what scatters are taken about.
    joint : in, (k, t) float64; times scale they are responsibilities.
    scale : in, (t,) float64, factor of each point.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, lower triangles of sum_i r_ij (x_i - m_j)(x_i - m_j)^T.
    """
    x, y = columns[0, at : at + m], columns[1, at : at + m]
    for j in range(len(counts)):
        row, mx, my = joint[j], reference[j, 0], reference[j, 1]
        n = sx = sy = sxx = sxy = syy = 0.0
        for i in range(m):
            r, dx, dy = row[i] * scale[i], x[i] - mx, y[i] - my
            rx, ry = r * dx, r * dy
            n += r
            sx += r * x[i]
            sy += r * y[i]
            sxx += rx * dx
            sxy += rx * dy
            syy += ry * dy
        counts[j] += n
        sums[j, 0] += sx
        sums[j, 1] += sy
        scatters[j, 0, 0] += sxx
        scatters[j, 1, 0] += sxy
        scatters[j, 1, 1] += syy


@_fast
def _add_3(columns, at, m, reference, joint, scale, counts, sums, scatters):
    """Add counts, sums and scatters of one tile in three columns (Bishop 2006, section 9.2.2).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    reference : in, (k, d) float64, what scatters are taken about.
    joint : in, (k, t) float64; times scale they are responsibilities.
    scale : in, (t,) float64, factor of each point.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, lower triangles of sum_i r_ij (x_i - m_j)(x_i - m_j)^T.
    """
    x, y, z = columns[0, at : at + m], columns[1, at : at + m], columns[2, at : at + m]
    for j in range(len(counts)):
        row, mx, my, mz = joint[j], reference[j, 0], reference[j, 1], reference[j, 2]
        n = sx = sy = sz = sxx = sxy = syy = sxz = syz = szz = 0.0
        for i in range(m):
            r, dx, dy, dz = row[i] * scale[i], x[i] - mx, y[i] - my, z[i] - mz
            rx, ry, rz = r * dx, r * dy, r * dz
            n += r
            sx += r * x[i]
            sy += r * y[i]
            sz += r * z[i]
            sxx += rx * dx
            sxy += rx * dy
            syy += ry * dy
            sxz += rx * dz
            syz += ry * dz
            szz += rz * dz
        counts[j] += n
        sums[j, 0] += sx
        sums[j, 1] += sy
        sums[j, 2] += sz
        scatters[j, 0, 0] += sxx
        scatters[j, 1, 0] += sxy
        scatters[j, 1, 1] += syy
        scatters[j, 2, 0] += sxz
        scatters[j, 2, 1] += syz
        scatters[j, 2, 2] += szz


@_fast
def _weigh(m, row, scale):
    """row becomes row * scale, the responsibilities; returns their sum.

    Parameters
    ----------
    m : in, int64, points in the tile.
    row : in-out, (t,) float64, what becomes responsibilities of one component.
    scale : in, (t,) float64, factor of each point.

    Returns
    -------
    float64, their sum.
    """
    n = 0.0
    for i in range(m):
        row[i] *= scale[i]
        n += row[i]
    return n


@_fast
def _weighted_sum(x, m, row):
    """Sum of a column, weighted by the responsibilities of one component.

    Parameters
    ----------
    x : in, (m,) float64, a column of the tile.
    m : in, int64, points in the tile.
    row : in, (t,) float64, responsibilities of one component.

    Returns
    -------
    float64, sum_i r_i x_i.
    """
    s = 0.0
    for i in range(m):
        s += row[i] * x[i]
    return s


@_fast
def _add_diag(columns, at, m, reference, joint, scale, counts, sums, scatters):
    """Add counts, sums and the diagonals of scatters of one tile in any number of columns.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    reference : in, (k, d) float64, what scatters are taken about.
    joint : in-out, (k, t) float64, becomes joint times scale, the responsibilities.
    scale : in, (t,) float64, factor of each point.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, of which the diagonals are added to.
    """
    k, d = reference.shape
    for j in range(k):
        row = joint[j]
        counts[j] += _weigh(m, row, scale)
        for c in range(d):
            x, mean = columns[c, at : at + m], reference[j, c]
            s = ss = 0.0
            for i in range(m):
                dx = x[i] - mean
                s += row[i] * x[i]
                ss += row[i] * dx * dx
            sums[j, c] += s
            scatters[j, c, c] += ss


@_fast
def _add_full(columns, at, m, reference, joint, scale, counts, sums, padded, deviations, four):
    """Add counts, sums and scatters of one tile in four columns and more.

    In squares of 4 x 4 of the lower triangle: 16 sums of products at once for 8 reads.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    reference : in, (k, d) float64, what scatters are taken about.
    joint : in-out, (k, t) float64, becomes joint times scale, the responsibilities.
    scale : in, (t,) float64, factor of each point.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    padded : in-out, (k, s, s) float64, the same as scatters, in squares of 4 x 4.
    deviations : in-out, (s, t) float64, work space; rows beyond d are zero.
    four : out, (4, t) float64, work space.
    """
    k, d = reference.shape
    w0, w1, w2, w3 = four[0], four[1], four[2], four[3]
    for j in range(k):
        row, scatter = joint[j], padded[j]
        counts[j] += _weigh(m, row, scale)
        for c in range(d):
            sums[j, c] += _weighted_sum(columns[c, at : at + m], m, row)
        _deviations(columns, at, m, reference[j], deviations)
        for c in range(0, scatter.shape[0], 4):
            d0, d1, d2, d3 = deviations[c], deviations[c + 1], deviations[c + 2], deviations[c + 3]
            for i in range(m):
                w0[i], w1[i], w2[i], w3[i] = row[i] * d0[i], row[i] * d1[i], row[i] * d2[i], row[i] * d3[i]
            for e in range(0, c + 4, 4):
                x, y, z, t = deviations[e], deviations[e + 1], deviations[e + 2], deviations[e + 3]
                s00 = s01 = s02 = s03 = s10 = s11 = s12 = s13 = 0.0
                s20 = s21 = s22 = s23 = s30 = s31 = s32 = s33 = 0.0
                for i in range(m):
                    s00 += w0[i] * x[i]
                    s01 += w0[i] * y[i]
                    s02 += w0[i] * z[i]
                    s03 += w0[i] * t[i]
                    s10 += w1[i] * x[i]
                    s11 += w1[i] * y[i]
                    s12 += w1[i] * z[i]
                    s13 += w1[i] * t[i]
                    s20 += w2[i] * x[i]
                    s21 += w2[i] * y[i]
                    s22 += w2[i] * z[i]
                    s23 += w2[i] * t[i]
                    s30 += w3[i] * x[i]
                    s31 += w3[i] * y[i]
                    s32 += w3[i] * z[i]
                    s33 += w3[i] * t[i]
                scatter[c + 0, e + 0] += s00
                scatter[c + 0, e + 1] += s01
                scatter[c + 0, e + 2] += s02
                scatter[c + 0, e + 3] += s03
                scatter[c + 1, e + 0] += s10
                scatter[c + 1, e + 1] += s11
                scatter[c + 1, e + 2] += s12
                scatter[c + 1, e + 3] += s13
                scatter[c + 2, e + 0] += s20
                scatter[c + 2, e + 1] += s21
                scatter[c + 2, e + 2] += s22
                scatter[c + 2, e + 3] += s23
                scatter[c + 3, e + 0] += s30
                scatter[c + 3, e + 1] += s31
                scatter[c + 3, e + 2] += s32
                scatter[c + 3, e + 3] += s33


@_fast
def _add(columns, at, m, reference, diagonal, joint, scale, counts, sums, scatters, padded, deviations, four):
    """Add counts, sums and scatters of one tile, by the stage that suits the number of columns.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    reference : in, (k, d) float64, what scatters are taken about.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    joint : in-out, (k, t) float64; in four columns and more it becomes joint times scale.
    scale : in, (t,) float64, factor of each point.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, lower triangles of sum_i r_ij (x_i - m_j)(x_i - m_j)^T.
    padded : in-out, (k, s, s) float64, the same as scatters, in squares of 4 x 4.
    deviations : in-out, (s, t) float64, work space; rows beyond d are zero.
    four : out, (4, t) float64, work space.
    """
    d = reference.shape[1]
    if d == 1:
        _add_1(columns, at, m, reference, joint, scale, counts, sums, scatters)
    elif d == 2:
        _add_2(columns, at, m, reference, joint, scale, counts, sums, scatters)
    elif d == 3:
        _add_3(columns, at, m, reference, joint, scale, counts, sums, scatters)
    elif diagonal:
        _add_diag(columns, at, m, reference, joint, scale, counts, sums, scatters)
    else:
        _add_full(columns, at, m, reference, joint, scale, counts, sums, padded, deviations, four)


@_exact
def _aligned(rows, columns):
    """An empty array (rows, columns) that begins at a multiple of 64 bytes: whole vectors lie in one cache line.

    Parameters
    ----------
    rows, columns : in, int64.

    Returns
    -------
    (rows, columns) float64, not initialised.
    """
    raw = np.empty(rows * columns + 8)
    first = (-raw.ctypes.data % 64) // 8
    return raw[first : first + rows * columns].reshape((rows, columns))


@_exact
def _tile_of(d):
    """Points a tile.

    Parameters
    ----------
    d : in, int64, number of columns.

    Returns
    -------
    int64, t.
    """
    return TILE if d <= MANY_COLUMNS else SMALL_TILE


@_exact
def _padded_size(d, diagonal):
    """Rows of deviations: none where no stage needs them, else d made a multiple of 4.

    Parameters
    ----------
    d : in, int64, number of columns.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.

    Returns
    -------
    int64, s.
    """
    return 0 if diagonal or d <= MANY_COLUMNS else (d + 3) // 4 * 4


@_exact
def _workspace(k, d, diagonal):
    """Room for one tile of a mixture pass.

    Parameters
    ----------
    k : in, int64, number of components.
    d : in, int64, number of columns.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.

    Returns
    -------
    t; joint (k, t), deviations (s, t) of zeros, four (4, t), and three rows (t,), all float64.
    """
    tile = _tile_of(d)
    deviations = _aligned(_padded_size(d, diagonal), tile)
    deviations[:] = 0.0
    rows = _aligned(k + 7, tile)
    return tile, rows[:k], deviations, rows[k : k + 4], rows[k + 4], rows[k + 5], rows[k + 6]


@_exact
def _mirror(scatters, padded):
    """The upper triangles from the lower ones, after what was summed in ``padded`` has been added.

    Parameters
    ----------
    scatters : in-out, (k, d, d) float64, lower triangles of sum_i r_ij (x_i - m_j)(x_i - m_j)^T.
    padded : in, (k, s, s) float64, the same as scatters, in squares of 4 x 4.
    """
    k, d, _ = scatters.shape
    for j in range(k):
        for c in range(d):
            for e in range(c + 1):
                if padded.shape[1]:
                    scatters[j, c, e] += padded[j, c, e]
                scatters[j, e, c] = scatters[j, c, e]


@_exact
def _mixture_pass(
    columns, first, last, mode, labels, constants, means, factors, reference, diagonal, counts, sums, scatters, totals
):
    """Statistics of one block (Bishop 2006, section 9.2.2), added to the last four arguments.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    mode : in, int64, a value of ``MODES``.
    labels : in, (last - first,) int64, from 0 to k - 1; empty where the mode does not need them.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64, not read where labels are given.
    factors : in, (k, s, s) float64, as :func:`_joint` wants them; with constants not read where labels are given.
    reference : in, (k, d) float64, what scatters are taken about.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, about the reference, both triangles; what is above the diagonal before does
        not matter.
    totals : in-out, (2,) float64, objective and entropy.
    """
    k, d = reference.shape
    tile, joint, deviations, four, top, total, weighted = _workspace(k, d, diagonal)
    size = len(deviations)
    padded = np.zeros((k, size, size))
    for at in range(first, last, tile):
        m = min(tile, last - at)
        if mode == GIVEN:
            for i in range(m):
                weighted[i], total[i] = labels[at - first + i], 1.0
            _one_hot(joint, k, m, weighted)
        else:
            _joint(columns, at, m, constants, means, factors, diagonal, joint, deviations, four)
        if mode == SOFT:
            _soften(joint, k, m, top, total, weighted, totals)
        elif mode == HARD:
            _harden(joint, k, m, top, weighted, total, totals)
        _add(columns, at, m, reference, diagonal, joint, total, counts, sums, scatters, padded, deviations, four)
    _mirror(scatters, padded)


@_exact
def _mixture_blocks(
    columns, size, first, last, mode, labels, constants, means, factors, reference, diagonal, counts, sums, scatters,
    totals,
):  # fmt: skip
    """Statistics of the blocks ``first`` up to ``last``, each of ``size`` points: a row each in the last four.

    Given ``labels`` are those of these blocks.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    size : in, int64, points a block.
    first : in, int64, number of the first block.
    last : in, int64, the number after the last.
    mode : in, int64, a value of ``MODES``.
    labels : in, int64, those of the points of these blocks; empty where they are not needed.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    reference : in, (k, d) float64, what scatters are taken about.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    counts : in-out, (blocks, k) float64, N_j of each block.
    sums : in-out, (blocks, k, d) float64, sum_i r_ij x_i of each.
    scatters : in-out, (blocks, k, d, d) float64, of each.
    totals : in-out, (blocks, 2) float64, objective and entropy of each.
    """
    n = columns.shape[1]
    for b in range(first, last):
        _mixture_pass(
            columns, b * size, min(b * size + size, n), mode, labels[(b - first) * size :], constants, means, factors,
            reference, diagonal, counts[b], sums[b], scatters[b], totals[b],
        )  # fmt: skip


# K-means


@_exact
def _square_one(x, m, means, c, begins, q0, q1, q2, q3):
    """q[i] += (x_i - mean_c)^2 for four means: without fused or reordered sums, so that ties stay ties.

    Parameters
    ----------
    x : in, (m,) float64, a column of the tile.
    m : in, int64, points in the tile.
    means : in, (4, d) float64.
    c : in, int64, column.
    begins : in, bool, the distances begin with this column.
    q0, q1, q2, q3 : in-out, (t,) float64, squared distances to one of the four means each.
    """
    m0, m1, m2, m3 = means[0, c], means[1, c], means[2, c], means[3, c]
    for i in range(m):
        d0, d1, d2, d3 = x[i] - m0, x[i] - m1, x[i] - m2, x[i] - m3
        q0[i] = d0 * d0 if begins else q0[i] + d0 * d0
        q1[i] = d1 * d1 if begins else q1[i] + d1 * d1
        q2[i] = d2 * d2 if begins else q2[i] + d2 * d2
        q3[i] = d3 * d3 if begins else q3[i] + d3 * d3


@_exact
def _square_two(x, y, m, means, q0, q1, q2, q3):
    """q[i] = the sum of squares of the first two columns.

    Parameters
    ----------
    x : in, (m,) float64, the first column of the tile.
    y : in, (m,) float64, the second.
    m : in, int64, points in the tile.
    means : in, (4, d) float64.
    q0, q1, q2, q3 : out, (t,) float64, squared distances to one of the four means each.
    """
    a0, a1, a2, a3 = means[0, 0], means[1, 0], means[2, 0], means[3, 0]
    b0, b1, b2, b3 = means[0, 1], means[1, 1], means[2, 1], means[3, 1]
    for i in range(m):
        a, b = x[i] - a0, y[i] - b0
        q0[i] = a * a + b * b
        a, b = x[i] - a1, y[i] - b1
        q1[i] = a * a + b * b
        a, b = x[i] - a2, y[i] - b2
        q2[i] = a * a + b * b
        a, b = x[i] - a3, y[i] - b3
        q3[i] = a * a + b * b


@_exact
def _square_four(x, y, z, t, m, means, c, q0, q1, q2, q3):
    """q[i] += the squares of four columns from ``c`` on, one after the other.

    Parameters
    ----------
    x, y, z, t : in, (m,) float64, a column of the tile.
    m : in, int64, points in the tile.
    means : in, (4, d) float64.
    c : in, int64, the first of the four columns.
    q0, q1, q2, q3 : in-out, (t,) float64, squared distances to one of the four means each.
    """
    a0, a1, a2, a3 = means[0, c], means[1, c], means[2, c], means[3, c]
    b0, b1, b2, b3 = means[0, c + 1], means[1, c + 1], means[2, c + 1], means[3, c + 1]
    c0, c1, c2, c3 = means[0, c + 2], means[1, c + 2], means[2, c + 2], means[3, c + 2]
    d0, d1, d2, d3 = means[0, c + 3], means[1, c + 3], means[2, c + 3], means[3, c + 3]
    for i in range(m):
        a, b, e, f = x[i] - a0, y[i] - b0, z[i] - c0, t[i] - d0
        q0[i] = (((q0[i] + a * a) + b * b) + e * e) + f * f
        a, b, e, f = x[i] - a1, y[i] - b1, z[i] - c1, t[i] - d1
        q1[i] = (((q1[i] + a * a) + b * b) + e * e) + f * f
        a, b, e, f = x[i] - a2, y[i] - b2, z[i] - c2, t[i] - d2
        q2[i] = (((q2[i] + a * a) + b * b) + e * e) + f * f
        a, b, e, f = x[i] - a3, y[i] - b3, z[i] - c3, t[i] - d3
        q3[i] = (((q3[i] + a * a) + b * b) + e * e) + f * f


@_exact
def _four_distances(columns, at, m, means, four):
    """four[j, i] = |x_i - mean_j|^2 for four means, column after column in their order.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    means : in, (4, d) float64.
    four : out, (4, t) float64, squared distances.
    """
    q0, q1, q2, q3 = four[0], four[1], four[2], four[3]
    d, c = means.shape[1], 2
    if d == 1:
        _square_one(columns[0, at : at + m], m, means, 0, True, q0, q1, q2, q3)
    else:
        _square_two(columns[0, at : at + m], columns[1, at : at + m], m, means, q0, q1, q2, q3)
    while c + 4 <= d:
        x, y = columns[c, at : at + m], columns[c + 1, at : at + m]
        z, t = columns[c + 2, at : at + m], columns[c + 3, at : at + m]
        _square_four(x, y, z, t, m, means, c, q0, q1, q2, q3)
        c += 4
    while c < d:
        _square_one(columns[c, at : at + m], m, means, c, False, q0, q1, q2, q3)
        c += 1


@_exact
def _nearest_2(columns, at, m, means, best, label):
    """Nearest mean in two columns, four means at once, in their order.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    means : in, (k, d) float64.
    best : out, (t,) float64, squared distance to the nearest mean.
    label : out, (t,) float64, whole numbers from 0 to k - 1.
    """
    x, y = columns[0, at : at + m], columns[1, at : at + m]
    k, j = len(means), 1
    m0x, m0y = means[0, 0], means[0, 1]
    for i in range(m):
        dx, dy = x[i] - m0x, y[i] - m0y
        best[i], label[i] = dx * dx + dy * dy, 0.0
    while j + 4 <= k:
        m0x, m0y, m1x, m1y = means[j, 0], means[j, 1], means[j + 1, 0], means[j + 1, 1]
        m2x, m2y, m3x, m3y = means[j + 2, 0], means[j + 2, 1], means[j + 3, 0], means[j + 3, 1]
        j0, j1, j2, j3 = np.float64(j), np.float64(j + 1), np.float64(j + 2), np.float64(j + 3)
        for i in range(m):
            b, nearest = best[i], label[i]
            dx, dy = x[i] - m0x, y[i] - m0y
            q = dx * dx + dy * dy
            nearest, b = j0 if q < b else nearest, q if q < b else b
            dx, dy = x[i] - m1x, y[i] - m1y
            q = dx * dx + dy * dy
            nearest, b = j1 if q < b else nearest, q if q < b else b
            dx, dy = x[i] - m2x, y[i] - m2y
            q = dx * dx + dy * dy
            nearest, b = j2 if q < b else nearest, q if q < b else b
            dx, dy = x[i] - m3x, y[i] - m3y
            q = dx * dx + dy * dy
            nearest, b = j3 if q < b else nearest, q if q < b else b
            best[i], label[i] = b, nearest
        j += 4
    while j < k:
        m0x, m0y, j0 = means[j, 0], means[j, 1], np.float64(j)
        for i in range(m):
            dx, dy = x[i] - m0x, y[i] - m0y
            q = dx * dx + dy * dy
            label[i], best[i] = j0 if q < best[i] else label[i], q if q < best[i] else best[i]
        j += 1


@_exact
def _in_fours(means):
    """``means`` (k, d), and the last of them again until the rows can be taken by four.

    Parameters
    ----------
    means : in, (k, d) float64.

    Returns
    -------
    (4 ceil(k / 4), d) float64.
    """
    k, d = means.shape
    result = np.empty(((k + 3) // 4 * 4, d))
    for j in range(len(result)):
        result[j] = means[min(j, k - 1)]
    return result


@_exact
def _take_nearer(m, number, four, best, label):
    """best and label where one of the next four means is nearer; the last of all, where repeated, never is.

    Parameters
    ----------
    m : in, int64, points in the tile.
    number : in, float64, number of the first of the four means.
    four : in, (4, t) float64, squared distances to the next four means.
    best : in-out, (t,) float64, squared distance to the nearest mean.
    label : in-out, (t,) float64, whole numbers from 0 to k - 1.
    """
    q0, q1, q2, q3 = four[0], four[1], four[2], four[3]
    for i in range(m):
        b, nearest = best[i], label[i]
        nearest, b = number if q0[i] < b else nearest, q0[i] if q0[i] < b else b
        nearest, b = number + 1.0 if q1[i] < b else nearest, q1[i] if q1[i] < b else b
        nearest, b = number + 2.0 if q2[i] < b else nearest, q2[i] if q2[i] < b else b
        nearest, b = number + 3.0 if q3[i] < b else nearest, q3[i] if q3[i] < b else b
        best[i], label[i] = b, nearest


@_exact
def _nearest(columns, at, m, k, fours, best, label, four):
    """Squared distance to the nearest of k means, and which it is; the lowest where they tie (Lloyd 1982).

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    k : in, int64, number of components.
    fours : in, (4 ceil(k / 4), d) float64, from ``_in_fours``.
    best : out, (t,) float64, squared distance to the nearest mean.
    label : out, (t,) float64, whole numbers from 0 to k - 1.
    four : out, (4, t) float64, work space.
    """
    if fours.shape[1] == 2:
        _nearest_2(columns, at, m, fours[:k], best, label)
        return
    for i in range(m):
        best[i], label[i] = np.inf, 0.0
    for first in range(0, k, 4):
        _four_distances(columns, at, m, fours[first : first + 4], four)
        _take_nearer(m, np.float64(first), four, best, label)


@_exact
def _add_nearest_1(columns, at, m, best, label, banks):
    """Add count, inertia and sum of each cluster in one column.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    best : in, (t,) float64, squared distances.
    label : in, (t,) float64, whole numbers from 0 to k - 1.
    banks : in-out, (4, k, w) float64, count, inertia and d sums a cluster, w >= d + 2.
    """
    x = columns[0, at : at + m]
    for i in range(m):
        row = banks[np.uint64(i & 3), np.uint64(label[i])]
        row[0] += 1.0
        row[1] += best[i]
        row[2] += x[i]


@_exact
def _add_four(first, second, third, fourth, m, c, label, banks):
    """Four columns to the sums of each cluster: all are read before one is written, so that they share a vector.

    Parameters
    ----------
    first, second, third, fourth : in, (t,) float64, what is added.
    m : in, int64, points in the tile.
    c : in, int64, place in a row of the banks.
    label : in, (t,) float64, whole numbers from 0 to k - 1.
    banks : in-out, (4, k, w) float64, count, inertia and d sums a cluster, w >= d + 2.
    """
    c0, c1, c2, c3 = np.uint64(c), np.uint64(c + 1), np.uint64(c + 2), np.uint64(c + 3)
    for i in range(m):
        row = banks[np.uint64(i & 3), np.uint64(label[i])]
        x, y, z, t = first[i], second[i], third[i], fourth[i]
        sx, sy, sz, st = row[c0], row[c1], row[c2], row[c3]
        row[c0], row[c1], row[c2], row[c3] = sx + x, sy + y, sz + z, st + t


@_exact
def _add_column(x, m, column, label, banks):
    """Add one column to the sums of each cluster.

    Parameters
    ----------
    x : in, (m,) float64, a column of the tile.
    m : in, int64, points in the tile.
    column : in, uint64, place in a row of the banks.
    label : in, (t,) float64, whole numbers from 0 to k - 1.
    banks : in-out, (4, k, w) float64, count, inertia and d sums a cluster, w >= d + 2.
    """
    for i in range(m):
        banks[np.uint64(i & 3), np.uint64(label[i]), column] += x[i]


@_exact
def _add_nearest(columns, at, m, best, ones, label, banks):
    """Count, inertia and sums of each cluster, in four banks, so that neighbours seldom wait for one another.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    best : in, (t,) float64, squared distances.
    ones : in, (t,) float64, all 1.
    label : in, (t,) float64, whole numbers from 0 to k - 1.
    banks : in-out, (4, k, w) float64, count, inertia and d sums a cluster, w >= d + 2.
    """
    d, c = columns.shape[0], 2
    if d == 1:
        _add_nearest_1(columns, at, m, best, label, banks)
        return
    x, y = columns[0, at : at + m], columns[1, at : at + m]
    _add_four(ones, best, x, y, m, 0, label, banks)
    while c + 4 <= d:
        x, y = columns[c, at : at + m], columns[c + 1, at : at + m]
        z, t = columns[c + 2, at : at + m], columns[c + 3, at : at + m]
        _add_four(x, y, z, t, m, c + 2, label, banks)
        c += 4
    while c < d:
        _add_column(columns[c, at : at + m], m, np.uint64(c + 2), label, banks)
        c += 1


@_exact
def _clear_banks(k, d):
    """Four times k rows for count, inertia and d sums, each beginning where a vector of four does.

    Parameters
    ----------
    k : in, int64, number of components.
    d : in, int64, number of columns.

    Returns
    -------
    (4, k, w) float64 of zeros, w a multiple of 4 and at least d + 2.
    """
    width = (d + 5) // 4 * 4
    banks = _aligned(4 * k, width)
    banks[:] = 0.0
    return banks.reshape((4, k, width))


@_exact
def _distances_about(columns, at, m, label, reference, distance):
    """distance[i]: of each point from the reference of its cluster, squared.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    at : in, int64, first point of the tile.
    m : in, int64, points in the tile.
    label : in, (t,) float64, whole numbers from 0 to k - 1.
    reference : in, (k, d) float64, what scatters are taken about.
    distance : out, (t,) float64, squared distances.
    """
    for i in range(m):
        distance[i] = 0.0
    for c in range(reference.shape[1]):
        x = columns[c, at : at + m]
        for i in range(m):
            dx = x[i] - reference[np.uint64(label[i]), np.uint64(c)]
            distance[i] += dx * dx


@_fast
def _sum(values, m):
    """Sum of the first values.

    Parameters
    ----------
    values : in, (t,) float64.
    m : in, int64, how many of them.

    Returns
    -------
    float64.
    """
    total = 0.0
    for i in range(m):
        total += values[i]
    return total


@_exact
def _nearest_pass(columns, first, last, given, labels, means, reference, counts, sums, scatters, totals):
    """K-means' statistics of one block: of the scatters only the trace is summed, and given as a sphere's.

    Where ``given`` is true the points belong as ``labels`` (last - first,) say, and there is no objective.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    given : in, bool, labels are given.
    labels : in, (last - first,) int64, from 0 to k - 1; empty where they are not given.
    means : in, (k, d) float64.
    reference : in, (k, d) float64, what scatters are taken about.
    counts : in-out, (k,) float64, points of each cluster.
    sums : in-out, (k, d) float64, sums of the points of each cluster.
    scatters : in-out, (k, d, d) float64; a d-th of the trace is added to each place on a diagonal.
    totals : in-out, (2,) float64, the inertia is added to the first.
    """
    k, d = means.shape
    elsewhere, fours = not _same(means, reference), _in_fours(means)
    work, banks = _aligned(7, NEAREST_TILE), _clear_banks(k, d)
    best, label, ones, four = work[0], work[1], work[2], work[3:]
    ones[:] = 1.0
    for at in range(first, last, NEAREST_TILE):
        m = min(NEAREST_TILE, last - at)
        if given:
            for i in range(m):
                label[i] = labels[at - first + i]
        else:
            _nearest(columns, at, m, k, fours, best, label, four)
            totals[0] += _sum(best, m)
        if given or elsewhere:
            _distances_about(columns, at, m, label, reference, best)
        _add_nearest(columns, at, m, best, ones, label, banks)
    for bank in range(4):
        for j in range(k):
            counts[j] += banks[bank, j, 0]
            for c in range(d):
                scatters[j, c, c] += banks[bank, j, 1] / d
                sums[j, c] += banks[bank, j, c + 2]


@_exact
def _nearest_blocks(columns, size, first, last, given, labels, means, reference, counts, sums, scatters, totals):
    """Statistics of the blocks ``first`` up to ``last``, each of ``size`` points: a row each in the last four.

    Given ``labels`` are those of these blocks.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    size : in, int64, points a block.
    first : in, int64, number of the first block.
    last : in, int64, the number after the last.
    given : in, bool, labels are given.
    labels : in, int64, those of the points of these blocks; empty where they are not needed.
    means : in, (k, d) float64.
    reference : in, (k, d) float64, what scatters are taken about.
    counts : in-out, (blocks, k) float64, N_j of each block.
    sums : in-out, (blocks, k, d) float64, sum_i r_ij x_i of each.
    scatters : in-out, (blocks, k, d, d) float64, of each.
    totals : in-out, (blocks, 2) float64, objective and entropy of each.
    """
    n = columns.shape[1]
    for b in range(first, last):
        _nearest_pass(
            columns, b * size, min(b * size + size, n), given, labels[(b - first) * size :], means, reference,
            counts[b], sums[b], scatters[b], totals[b],
        )  # fmt: skip


# The M-step, and what comes before and after a pass


@_exact
def _cholesky(matrix, shift, least, lower):
    """Lower triangular L with L L^T = matrix - shift * I; False where a pivot is not above least * its diagonal.

    Parameters
    ----------
    matrix : in, (d, d) float64, of which the lower triangle is read.
    shift : in, float64, taken off the diagonal.
    least : in, float64, share of a diagonal entry that its pivot must exceed.
    lower : out, (d, d) float64, its lower triangle; not complete where the answer is False.

    Returns
    -------
    bool, the factor is there.
    """
    d = matrix.shape[0]
    for c in range(d):
        for e in range(c + 1):
            s = matrix[c, e]
            if c == e:
                s -= shift
            for f in range(e):
                s -= lower[c, f] * lower[e, f]
            if c == e:
                if not (s > least * abs(matrix[c, c]) and s < np.inf):
                    return False
                lower[c, c] = math.sqrt(s)
            else:
                lower[c, e] = s / lower[e, e]
    return True


@_exact
def _invert(lower, inverse):
    """The inverse of a lower triangular matrix.

    Parameters
    ----------
    lower : in, (d, d) float64, lower triangle.
    inverse : out, (d, d) float64, its lower triangle.
    """
    d = lower.shape[0]
    for e in range(d):
        inverse[e, e] = 1.0 / lower[e, e]
        for c in range(e + 1, d):
            s = 0.0
            for f in range(e, c):
                s -= lower[c, f] * inverse[f, e]
            inverse[c, e] = s / lower[c, c]


@_exact
def _components(weights, covariances, constants, factors):
    """constants and factors of stage 1; False where a covariance is not positive definite.

    Parameters
    ----------
    weights : in, (k,) float64.
    covariances : in, (k, d, d) float64.
    constants : out, (k,) float64, log2 of weight and normalising factor.
    factors : out, (k, s, s) float64, lower triangles of d rows; the rest is left as it is.

    Returns
    -------
    bool, all are positive definite; False leaves the outputs incomplete.
    """
    k, d, _ = covariances.shape
    lower, inverse = np.zeros((d, d)), np.zeros((d, d))
    scale = math.sqrt(0.5 * LOG2_E)
    for j in range(k):
        if not _cholesky(covariances[j], 0.0, 0.0, lower):
            return False
        _invert(lower, inverse)
        log_root = 0.0
        for c in range(d):
            log_root += math.log(inverse[c, c])
            for e in range(c + 1):
                factors[j, c, e] = inverse[c, e] * scale
        log_weight = math.log(weights[j]) if weights[j] > 0 else -np.inf
        constants[j] = (log_weight + log_root - 0.5 * d * LOG_2PI) * LOG2_E
    return True


@_exact
def _is_diagonal(covariances):
    """Is everything beside the diagonals exactly zero?

    Parameters
    ----------
    covariances : in, (k, d, d) float64.

    Returns
    -------
    bool.
    """
    k, d, _ = covariances.shape
    for j in range(k):
        for c in range(d):
            for e in range(d):
                if c != e and covariances[j, c, e] != 0.0:
                    return False
    return True


@_exact
def _only_diagonals(kind, covariances):
    """May a pass leave everything beside the diagonals out?

    Parameters
    ----------
    kind : in, int64, a value of ``KINDS``, or ``SHARED_SPHERE``.
    covariances : in, (k, d, d) float64.

    Returns
    -------
    bool.
    """
    return kind in (DIAG, SPHERICAL) and _is_diagonal(covariances)


@_exact
def _central_scatters(counts, sums, scatters, reference, means, central):
    """Means (Bishop 2006, eq. 9.24), and scatters about them, both triangles.

    Parameters
    ----------
    counts : in, (k,) float64, N_j.
    sums : in, (k, d) float64, sum_i r_ij x_i.
    scatters : in, (k, d, d) float64, about the reference.
    reference : in, (k, d) float64, what scatters are taken about.
    means : out, (k, d) float64.
    central : out, (k, d, d) float64, scatters about the means.
    """
    k, d = reference.shape
    for j in range(k):
        for c in range(d):
            means[j, c] = sums[j, c] / counts[j]
        for c in range(d):
            shift = means[j, c] - reference[j, c]
            for e in range(c + 1):
                central[j, c, e] = scatters[j, c, e] - counts[j] * shift * (means[j, e] - reference[j, e])
                central[j, e, c] = central[j, c, e]


@_exact
def _has_cancellation(kind, scatters, central, lost, jump):
    """Is a covariance the rest of a cancellation? :mod:`gmmgui.core.mstep` says what that is.

    Parameters
    ----------
    kind : in, int64, a value of ``KINDS``, or ``SHARED_SPHERE``.
    scatters : in, (k, d, d) float64, about the old means.
    central : in, (k, d, d) float64, scatters about the means.
    lost : in, float64, ``CANCELLATION_RTOL``.
    jump : in, float64, ``JUMP``.

    Returns
    -------
    bool.
    """
    k, d, _ = central.shape
    if kind in (SPHERICAL, SHARED_SPHERE):
        return _lost_traces(scatters, central, lost)
    least = 1.0
    if kind == TIED:
        for c in range(d):
            before = after = 0.0
            for j in range(k):
                before += scatters[j, c, c]
                after += central[j, c, c]
            if after < least * before:
                least = after / before
        return least < lost or (least < jump and _is_narrow(_sum_of(central), lost / least))
    for j in range(k):
        left = 1.0
        for c in range(d):
            if central[j, c, c] < left * scatters[j, c, c]:
                left = central[j, c, c] / scatters[j, c, c]
        if left < lost or (kind == FULL and left < jump and _is_narrow(central[j], lost / left)):
            return True
    return False


@_exact
def _lost_traces(scatters, central, lost):
    """Is a trace about the new mean less than ``lost`` of that about the old?

    Parameters
    ----------
    scatters : in, (k, d, d) float64, about the old means.
    central : in, (k, d, d) float64, scatters about the means.
    lost : in, float64, ``CANCELLATION_RTOL``.

    Returns
    -------
    bool.
    """
    k, d, _ = central.shape
    for j in range(k):
        before = after = 0.0
        for c in range(d):
            before += scatters[j, c, c]
            after += central[j, c, c]
        if after < lost * before:
            return True
    return False


@_exact
def _sum_of(central):
    """The scatter within all components together.

    Parameters
    ----------
    central : in, (k, d, d) float64, scatters about the means.

    Returns
    -------
    (d, d) float64.
    """
    total = np.zeros(central.shape[1:])
    for j in range(len(central)):
        total += central[j]
    return total


@_exact
def _is_narrow(scatter, least):
    """Has the correlation matrix of ``scatter`` an eigenvalue below ``least``?

    Parameters
    ----------
    scatter : in, (d, d) float64, symmetric, positive diagonal.
    least : in, float64, from 0 on.

    Returns
    -------
    bool.
    """
    d = len(scatter)
    correlation, lower = np.empty((d, d)), np.zeros((d, d))
    for c in range(d):
        for e in range(d):
            correlation[c, e] = scatter[c, e] / math.sqrt(scatter[c, c]) / math.sqrt(scatter[e, e])
    return not _cholesky(correlation, least, 0.0, lower)


@_exact
def _restrict(kind, counts, central):
    """central becomes the maximum likelihood covariances of this kind (Celeux and Govaert 1995).

    FULL is Bishop 2006, eq. 9.25.

    Parameters
    ----------
    kind : in, int64, a value of ``KINDS``, or ``SHARED_SPHERE``.
    counts : in, (k,) float64, N_j.
    central : in-out, (k, d, d) float64, scatters about the means, which become covariances.
    """
    k, d, _ = central.shape
    total = counts.sum()
    if kind in (FULL, DIAG):
        for j in range(k):
            for c in range(d):
                for e in range(d):
                    central[j, c, e] = central[j, c, e] / counts[j] if kind == FULL or c == e else 0.0
    elif kind == TIED:
        for c in range(d):
            for e in range(d):
                s = 0.0
                for j in range(k):
                    s += central[j, c, e]
                for j in range(k):
                    central[j, c, e] = s / total
    else:
        _restrict_to_spheres(kind == SHARED_SPHERE, counts, total, central)


@_exact
def _restrict_to_spheres(shared, counts, total, central):
    """central becomes variances of spheres: trace / (d N_j) of each component, or one for all.

    Parameters
    ----------
    shared : in, bool, one sphere for all.
    counts : in, (k,) float64, N_j.
    total : in, float64, sum of the counts.
    central : in-out, (k, d, d) float64, scatters about the means, which become covariances.
    """
    k, d, _ = central.shape
    whole = 0.0
    for j in range(k):
        trace = 0.0
        for c in range(d):
            trace += central[j, c, c]
        whole += trace
        central[j] = 0.0
        for c in range(d):
            central[j, c, c] = trace / (d * counts[j])
    if shared:
        for j in range(k):
            for c in range(d):
                central[j, c, c] = whole / (d * total)


@_exact
def _is_regular(covariance, floors, variances, relative, lower):
    """Is this covariance clearly above the floor, and clearly not singular? A close call is no.

    Parameters
    ----------
    covariance : in, (d, d) float64.
    floors : in, (d,) float64, smallest variances; 0: none.
    variances : in, (d,) float64, of the data.
    relative, lower : out, (d, d) float64, work space.

    Returns
    -------
    bool.
    """
    d = len(variances)
    epsilon = 2.220446049250313e-16
    for c in range(d):
        if not covariance[c, c] > 2.0 * (64.0 * epsilon) ** 2 * variances[c]:
            return False
    for c in range(d):
        for e in range(d):
            relative[c, e] = covariance[c, e] / math.sqrt(covariance[c, c]) / math.sqrt(covariance[e, e])
    if not _cholesky(relative, 1e-10, 16.0 * d * epsilon, lower):
        return False
    for c in range(d):
        if not floors[c] > 0.0:
            return True  # no floor
        for e in range(d):
            relative[c, e] = covariance[c, e] / math.sqrt(floors[c]) / math.sqrt(floors[e])
    return _cholesky(relative, 1.0, 16.0 * d * epsilon, lower)


@_exact
def _are_regular(covariances, floors, variances):
    """Are all covariances clearly above the floor, and clearly not singular? A close call is no.

    Parameters
    ----------
    covariances : in, (k, d, d) float64.
    floors : in, (d,) float64, smallest variances; 0: none.
    variances : in, (d,) float64, of the data.

    Returns
    -------
    bool.
    """
    k, d, _ = covariances.shape
    relative, lower = np.empty((d, d)), np.zeros((d, d))
    irregular = 0
    for j in range(k):
        if not _is_regular(covariances[j], floors, variances, relative, lower):
            irregular += 1
    return irregular == 0


@_exact
def _maximise(kind, counts, sums, scatters, reference, limits, floors, variances, weights, means, covariances):
    """M of the statistics (Bishop 2006, eq. 9.24 to 9.26); False where it may make an event.

    That is: a component is empty, digits were lost, or a covariance is near the floor or singular. Then
    :mod:`gmmgui.core.mstep` must be asked, which tells of such things. ``limits``: least count, lost digits,
    rounding error of an objective, jump; the first window and the wandering of :mod:`gmmgui.core.rest`.

    Parameters
    ----------
    kind : in, int64, a value of ``KINDS``, or ``SHARED_SPHERE``.
    counts : in, (k,) float64, N_j.
    sums : in, (k, d) float64, sum_i r_ij x_i.
    scatters : in, (k, d, d) float64, about the reference.
    reference : in, (k, d) float64, what scatters are taken about.
    limits : in, (6,) float64.
    floors : in, (d,) float64, smallest variances; 0: none.
    variances : in, (d,) float64, of the data.
    weights : out, (k,) float64.
    means : out, (k, d) float64.
    covariances : out, (k, d, d) float64.

    Returns
    -------
    bool; False leaves the outputs incomplete.
    """
    k = len(counts)
    for j in range(k):
        if not counts[j] >= limits[0]:
            return False
    shared = kind == SHARED_SPHERE
    _central_scatters(counts, sums, scatters, reference, means, covariances)
    if _has_cancellation(kind, scatters, covariances, limits[1], limits[3]):
        return False
    _restrict(kind, counts, covariances)
    total = counts.sum()
    for j in range(k):
        weights[j] = 1.0 / k if shared else counts[j] / total
    return shared or _are_regular(covariances, floors, variances)


@_exact
def _same(a, b):
    """Are two arrays of one shape equal? 0.0 and -0.0 are.

    Parameters
    ----------
    a, b : in, float64, of any shape.

    Returns
    -------
    bool; False where one holds NaN.
    """
    first, second = a.ravel(), b.ravel()
    differing = 0
    for i in range(len(first)):
        if first[i] != second[i]:
            differing += 1
    return differing == 0


@_exact
def _judge(mode, limits, tolerance, n, before, after, alike):
    """Does the run go on? UNUSUAL: the objective fell or is no number, and somebody must say why.

    ``limits[2]``: relative rounding error of an objective; ``tolerance``: of its change, 0 for none;
    ``alike``: the M-step changed nothing that could change a label or a responsibility.

    Parameters
    ----------
    mode : in, int64, a value of ``MODES``.
    limits : in, (6,) float64, see ``_maximise``.
    tolerance : in, float64, of a change of the objective; 0: none.
    n : in, int64, number of points.
    before : in, float64, objective before the iteration.
    after : in, float64, objective after it.
    alike : in, bool, M changed nothing that could change a label or a responsibility.

    Returns
    -------
    int64: RUNNING, SETTLED or UNUSUAL.
    """
    change, rounding = after - before, limits[2] * (abs(before) + n)
    drop = change if mode == NEAREST else -change
    if not (drop <= rounding and abs(after) < np.inf):
        return UNUSUAL
    if alike:
        return SETTLED if abs(change) <= rounding else RUNNING
    return SETTLED if tolerance > 0.0 and abs(change) <= tolerance else RUNNING


@_exact
def _alike(mode, after_m, old_weights, old_means, old_covariances, weights, means, covariances):
    """Did M change nothing? With hard assignment covariances need no look, but for the first M after a start.

    Parameters
    ----------
    mode : in, int64, a value of ``MODES``.
    after_m : in, bool, an M-step has been made since the start or the last edit.
    old_weights : in, (k,) float64, before M.
    old_means : in, (k, d) float64, before M.
    old_covariances : in, (k, d, d) float64, before M.
    weights : in, (k,) float64, after M.
    means : in, (k, d) float64, after M.
    covariances : in, (k, d, d) float64, after M.

    Returns
    -------
    bool.
    """
    same_labels = mode == NEAREST or (mode == HARD and after_m)
    return (
        _same(old_weights, weights) and _same(old_means, means) and (same_labels or _same(old_covariances, covariances))
    )


@_exact
def _distance(weights, means, covariances, other_weights, other_means, other_covariances, anchor):
    """The largest difference of a parameter, in standard deviations of ``anchor`` (k, d, d): as in :mod:`rest`.

    Parameters
    ----------
    weights : in, (k,) float64.
    means : in, (k, d) float64.
    covariances : in, (k, d, d) float64.
    other_weights : in, (k,) float64, of the other mixture.
    other_means : in, (k, d) float64, of the other mixture.
    other_covariances : in, (k, d, d) float64, of the other mixture.
    anchor : in, (k, d, d) float64, whose variances are the units.

    Returns
    -------
    float64, without unit.
    """
    k, d = means.shape
    largest = 0.0
    for j in range(k):
        largest = max(largest, abs(weights[j] - other_weights[j]))
        for c in range(d):
            root = math.sqrt(anchor[j, c, c])
            v = abs(means[j, c] - other_means[j, c]) / root
            largest = v if v > largest else largest
            for e in range(d):
                v = abs(covariances[j, c, e] - other_covariances[j, c, e]) / root / math.sqrt(anchor[j, e, e])
                largest = v if v > largest else largest
    return largest


@_exact
def _anchor(weights, means, covariances, anchor_weights, anchor_means, anchor_covariances, way, window):
    """Begin a window at a mixture: ``way`` is its path, its iterations so far, and how many it has.

    Parameters
    ----------
    weights : in, (k,) float64.
    means : in, (k, d) float64.
    covariances : in, (k, d, d) float64.
    anchor_weights : out, (k,) float64, the window's first mixture.
    anchor_means : out, (k, d) float64, the same.
    anchor_covariances : out, (k, d, d) float64, the same.
    way : out, (3,) float64, path and iterations of the window so far, and how many it has; 0: there is no window.
    window : in, float64, iterations of the window.
    """
    anchor_weights[:], anchor_means[:], anchor_covariances[:] = weights, means, covariances
    way[0], way[1], way[2] = 0.0, 0.0, window


@_exact
def _at_rest(
    mode, limits, n, before, after, weights, means, covariances, new_weights, new_means, new_covariances,
    anchor_weights, anchor_means, anchor_covariances, way,
):  # fmt: skip
    """Can parameters change no more? ``rest_after`` of :mod:`gmmgui.core.rest`, in place; a window of 0: none.

    Parameters
    ----------
    mode : in, int64, a value of ``MODES``.
    limits : in, (6,) float64, see ``_maximise``.
    n : in, int64, number of points.
    before : in, float64, objective before the iteration.
    after : in, float64, objective after it.
    weights : in, (k,) float64, before M.
    means : in, (k, d) float64, before M.
    covariances : in, (k, d, d) float64, before M.
    new_weights : in, (k,) float64, after M.
    new_means : in, (k, d) float64, after M.
    new_covariances : in, (k, d, d) float64, after M.
    anchor_weights : in-out, (k,) float64, the window's first mixture.
    anchor_means : in-out, (k, d) float64, the same.
    anchor_covariances : in-out, (k, d, d) float64, the same.
    way : in-out, (3,) float64, path and iterations of the window so far, and how many it has; 0: there is no window.

    Returns
    -------
    bool.
    """
    if not abs(after - before) <= limits[2] * (abs(before) + n):
        way[2] = 0.0
        return False
    if way[2] == 0.0:
        _anchor(
            new_weights, new_means, new_covariances, anchor_weights, anchor_means, anchor_covariances, way, limits[4]
        )
        return False
    way[0] += _distance(weights, means, covariances, new_weights, new_means, new_covariances, anchor_covariances)
    way[1] += 1.0
    got = _distance(
        anchor_weights, anchor_means, anchor_covariances, new_weights, new_means, new_covariances, anchor_covariances
    )
    if got == 0.0 or (mode != NEAREST and way[1] == way[2] and got <= limits[5] * way[0]):
        return True
    if way[1] == way[2]:
        window = 2.0 * way[2]
        _anchor(new_weights, new_means, new_covariances, anchor_weights, anchor_means, anchor_covariances, way, window)
    return False


@_exact
def _iterate(
    columns, mode, kind, limits, tolerance, floors, variances, after_m, most,
    weights, means, covariances, counts, sums, scatters, anchor_weights, anchor_means, anchor_covariances, way,
    totals, trace,
):  # fmt: skip
    """Up to ``most`` whole iterations on one block of data.

    Stops before the first that is out of the ordinary. ``anchor_...`` and ``way`` are those of :mod:`gmmgui.core.rest`;
    ``trace[t]`` becomes the objective after t + 1 iterations. All objectives are in the engine's coordinates.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    mode : in, int64, a value of ``MODES``.
    kind : in, int64, a value of ``KINDS``, or ``SHARED_SPHERE``.
    limits : in, (6,) float64, see ``_maximise``.
    tolerance : in, float64, of a change of the objective; 0: none.
    floors : in, (d,) float64, smallest variances; 0: none.
    variances : in, (d,) float64, of the data.
    after_m : in, bool, an M-step has been made since the start or the last edit.
    most : in, int64, iterations at most.
    weights : in-out, (k,) float64.
    means : in-out, (k, d) float64.
    covariances : in-out, (k, d, d) float64.
    counts : in-out, (k,) float64, N_j.
    sums : in-out, (k, d) float64, sum_i r_ij x_i.
    scatters : in-out, (k, d, d) float64, about the means.
    anchor_weights : in-out, (k,) float64, the window's first mixture.
    anchor_means : in-out, (k, d) float64, the same.
    anchor_covariances : in-out, (k, d, d) float64, the same.
    way : in-out, (3,) float64, path and iterations of the window so far, and how many it has; 0: there is no window.
    totals : in-out, (3,) float64, objective, entropy, and change of the objective by the last iteration.
    trace : out, (most,) float64, objective after each iteration that was made.

    Returns
    -------
    int64, iterations made, and bool, whether the last of them settled.
    """
    (k, d), n = means.shape, columns.shape[1]
    new_weights, new_means, new_covariances = np.empty(k), np.empty((k, d)), np.empty((k, d, d))
    new_counts, new_sums, new_scatters, new_totals = np.empty(k), np.empty((k, d)), np.empty((k, d, d)), np.empty(2)
    size = _factor_size(d)
    constants, factors, no_labels = np.empty(k), np.zeros((k, size, size)), np.empty(0, dtype=np.int64)
    for made in range(most):
        if not _maximise(
            kind, counts, sums, scatters, means, limits, floors, variances, new_weights, new_means, new_covariances
        ):
            return made, False
        new_counts[:], new_sums[:], new_scatters[:], new_totals[:] = 0.0, 0.0, 0.0, 0.0
        if mode == NEAREST:
            _nearest_pass(
                columns, 0, n, False, no_labels, new_means, new_means, new_counts, new_sums, new_scatters, new_totals
            )
        else:
            if not _components(new_weights, new_covariances, constants, factors):
                return made, False
            diagonal = _only_diagonals(kind, new_covariances)
            _mixture_pass(
                columns, 0, n, mode, no_labels, constants, new_means, factors, new_means, diagonal,
                new_counts, new_sums, new_scatters, new_totals,
            )  # fmt: skip
        alike = _alike(mode, after_m, weights, means, covariances, new_weights, new_means, new_covariances)
        verdict = _judge(mode, limits, tolerance, n, totals[0], new_totals[0], alike)
        if verdict == UNUSUAL:
            return made, False
        if _at_rest(
            mode, limits, n, totals[0], new_totals[0], weights, means, covariances, new_weights, new_means,
            new_covariances, anchor_weights, anchor_means, anchor_covariances, way,
        ):  # fmt: skip
            verdict = SETTLED
        weights[:], means[:], covariances[:] = new_weights, new_means, new_covariances
        counts[:], sums[:], scatters[:] = new_counts, new_sums, new_scatters
        totals[2] = new_totals[0] - totals[0]
        totals[:2] = new_totals
        trace[made] = totals[0]
        after_m = True
        if verdict == SETTLED:
            return made + 1, True
    return most, False


@_exact
def _factor_size(d):
    """Rows of a factor: d, or the next multiple of 4 where stages work in squares of four.

    Parameters
    ----------
    d : in, int64, number of columns.

    Returns
    -------
    int64, s.
    """
    return d if d <= MANY_COLUMNS else (d + 3) // 4 * 4


# Labels, responsibilities and distances on demand


@_exact
def _label_pass(columns, first, last, constants, means, factors, diagonal, label):
    """label (last - first,): the most probable component, the lowest where they tie.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    label : out, (last - first,) int64.
    """
    k, d = means.shape
    tile, joint, deviations, four, top, number, _ = _workspace(k, d, diagonal)
    for at in range(first, last, tile):
        m = min(tile, last - at)
        _joint(columns, at, m, constants, means, factors, diagonal, joint, deviations, four)
        _argmax(joint, k, m, top, number)
        for i in range(m):
            label[at - first + i] = np.int64(number[i])


@_exact
def _nearest_label_pass(columns, first, last, means, label, distance):
    """label and distance (last - first,): the nearest mean, and the squared distance to it.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    means : in, (k, d) float64.
    label : out, (last - first,) int64.
    distance : out, (last - first,) float64.
    """
    fours, work = _in_fours(means), _aligned(6, NEAREST_TILE)
    best, number, four = work[0], work[1], work[2:]
    for at in range(first, last, NEAREST_TILE):
        m = min(NEAREST_TILE, last - at)
        _nearest(columns, at, m, len(means), fours, best, number, four)
        for i in range(m):
            label[at - first + i] = np.int64(number[i])
            distance[at - first + i] = best[i]


@_exact
def _responsibility_pass(columns, first, last, constants, means, factors, diagonal, result):
    """result (k, n), columns first to last: responsibilities; nan where every density is zero.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    result : out, (k, n) float64, of which columns ``first`` up to ``last`` are written.
    """
    k, d = means.shape
    tile, joint, deviations, four, top, total, weighted = _workspace(k, d, diagonal)
    for at in range(first, last, tile):
        m = min(tile, last - at)
        _joint(columns, at, m, constants, means, factors, diagonal, joint, deviations, four)
        _tops(joint, k, m, top)
        _powers(joint, k, m, top, total, weighted)
        for i in range(m):
            total[i] = 1.0 / total[i] if top[i] > -np.inf else np.nan
        for j in range(k):
            row, target = joint[j], result[j, at : at + m]
            for i in range(m):
                target[i] = row[i] * total[i] if row[i] > LEAST_POWER else 0.0 * total[i]


@_exact
def _log_density_pass(columns, first, last, constants, means, factors, diagonal, result):
    """result (n,), points first to last: the natural log of the density; minus infinity where it is zero.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    result : out, (n,) float64, of which points ``first`` up to ``last`` are written.
    """
    k, d = means.shape
    tile, joint, deviations, four, top, total, weighted = _workspace(k, d, diagonal)
    for at in range(first, last, tile):
        m = min(tile, last - at)
        _joint(columns, at, m, constants, means, factors, diagonal, joint, deviations, four)
        _tops(joint, k, m, top)
        _powers(joint, k, m, top, total, weighted)
        for i in range(m):
            result[at + i] = top[i] * LN2 + math.log(total[i]) if top[i] > -np.inf else -np.inf


@_fast
def _mix(joint, m, total, values, mixed, result):
    """result[i, c] = sum_j r_ij values[j, c].

    Parameters
    ----------
    joint : in, (k, t) float64; times total they are responsibilities.
    m : in, int64, points in the tile.
    total : in, (t,) float64, 1 / sum_j joint[j, i].
    values : in, (k, v) float64.
    mixed : out, (t,) float64, work space.
    result : out, (m, v) float32.
    """
    for c in range(values.shape[1]):
        for i in range(m):
            mixed[i] = 0.0
        for j in range(values.shape[0]):
            row, value = joint[j], values[j, c]
            for i in range(m):
                mixed[i] += row[i] * value
        for i in range(m):
            result[i, c] = mixed[i] * total[i]


@_exact
def _posterior_mean_pass(columns, first, last, constants, means, factors, diagonal, values, result):
    """The means of values, weighted by the responsibilities of each point; equal weights where every density is zero.

    Parameters
    ----------
    columns : in, (d, n) float64, the data, column by column.
    first : in, int64, first point of the block.
    last : in, int64, the point after its last.
    constants : in, (k,) float64, log2 of weight and normalising factor.
    means : in, (k, d) float64.
    factors : in, (k, s, s) float64, precision factors times sqrt(log2(e) / 2), lower triangles.
    diagonal : in, bool, factors and scatters have nothing beside their diagonals.
    values : in, (k, v) float64.
    result : out, (last - first, v) float32.
    """
    k, d = means.shape
    tile, joint, deviations, four, top, total, weighted = _workspace(k, d, diagonal)
    for at in range(first, last, tile):
        m = min(tile, last - at)
        _joint(columns, at, m, constants, means, factors, diagonal, joint, deviations, four)
        _tops(joint, k, m, top)
        _powers(joint, k, m, top, total, weighted)
        for i in range(m):
            total[i] = 1.0 / total[i]
        _mix(joint, m, total, values, weighted, result[at - first : at - first + m])


# What is called from outside, with its types: nothing is compiled for any other

components, only_diagonals, factor_size = _components, _only_diagonals, _factor_size
maximise, are_regular, judge, alike, iterate = _maximise, _are_regular, _judge, _alike, _iterate
at_rest = _at_rest
mixture_blocks, nearest_blocks = _mixture_blocks, _nearest_blocks
label_pass, nearest_label_pass = _label_pass, _nearest_label_pass
responsibility_pass, log_density_pass, blend_pass = _responsibility_pass, _log_density_pass, _posterior_mean_pass

_number, _count, _flag = types.float64, types.int64, types.boolean
_line, _table, _stack = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
_labels = types.int64[::1]


def _given(dimensions: int) -> types.Array:
    """An array that may be read-only."""
    return types.Array(types.float64, dimensions, "C", readonly=True)


_block = (_given(2), _count, _count)
_shapes = (_line, _given(2), _stack)
_mixture = (_given(1), _given(2), _given(3))
_made = (_line, _table, _stack)
_blocks = (_given(2), _count, _count, _count)
_left = (_table, _stack, types.float64[:, :, :, ::1], _table)

SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "factor_size": (_factor_size, (_count,)),
    "components": (_components, (_given(1), _given(3), _line, _stack)),
    "only_diagonals": (_only_diagonals, (_count, _given(3))),
    "maximise": (
        _maximise,
        (_count, _given(1), _given(2), _given(3), _given(2), _line, _given(1), _given(1), *_made),
    ),
    "are_regular": (_are_regular, (_given(3), _given(1), _given(1))),
    "judge": (_judge, (_count, _line, _number, _count, _number, _number, _flag)),
    "alike": (_alike, (_count, _flag, *_mixture, *_made)),
    "nearest_blocks": (_nearest_blocks, (*_blocks, _flag, _labels, _given(2), _given(2), *_left)),
    "nearest_label_pass": (_nearest_label_pass, (*_block, _given(2), _labels, _line)),
    "mixture_blocks": (_mixture_blocks, (*_blocks, _count, _labels, *_shapes, _given(2), _flag, *_left)),
    "label_pass": (_label_pass, (*_block, *_shapes, _flag, _labels)),
    "responsibility_pass": (_responsibility_pass, (*_block, *_shapes, _flag, _table)),
    "log_density_pass": (_log_density_pass, (*_block, *_shapes, _flag, _line)),
    "blend_pass": (_posterior_mean_pass, (*_block, *_shapes, _flag, _table, types.float32[:, ::1])),
    "at_rest": (_at_rest, (_count, _line, _count, _number, _number, *_made, *_made, *_made, _line)),
    "iterate": (
        _iterate,
        (
            *(_given(2), _count, _count, _line, _number, _given(1), _given(1), _flag, _count),
            *(*_made, *_made, *_made, _line, _line, _line),
        ),
    ),
}

"""Alternating least squares, slow and obvious, in double precision: every row by a direct solution
of its normal equations."""

import numpy as np

DEFAULTS = {
    "regularization": 0.01,
    "frequency": 0.0,
    "implicit": True,
    "alpha": 1.0,
    "unobserved": 1.0,
    "biases": False,
}


def parts(dense, knobs):
    """Weight and target of every cell; cells that are not there are NaN."""
    there = ~np.isnan(dense)
    if knobs["implicit"]:
        return np.where(
            there, knobs["alpha"] * np.nan_to_num(dense), knobs["unobserved"]
        ), there.astype(float)
    return there.astype(float), np.nan_to_num(dense)


def strength(dense, knobs):
    """The regularisation of each row."""
    cells = (~np.isnan(dense)).sum(axis=1)
    others = knobs["unobserved"] * dense.shape[1] if knobs["implicit"] else 0
    return knobs["regularization"] * (cells + others) ** knobs["frequency"]


def solve_side(dense, fixed, knobs, offset=0.0):
    """The best row factors for column factors ``fixed`` [columns, dim], one row after another; rows
    without cells are zero."""
    weights, targets = parts(dense, knobs)
    solved = np.zeros((len(dense), fixed.shape[1]))
    for i, regularization in enumerate(strength(dense, knobs)):
        if np.isnan(dense[i]).all():
            continue
        system = (fixed * weights[i][:, None]).T @ fixed + regularization * np.eye(fixed.shape[1])
        solved[i] = np.linalg.solve(system, fixed.T @ (weights[i] * (targets[i] - offset)))
    return solved


def objective(dense, rows, columns, knobs):
    """The sum over all cells, and regularisation."""
    weights, targets = parts(dense, knobs)
    squares = (weights * (targets - rows @ columns.T) ** 2).sum()
    return (
        squares
        + strength(dense, knobs) @ (rows**2).sum(1)
        + strength(dense.T, knobs) @ (columns**2).sum(1)
    )


def epochs(dense, columns, count, **changed):
    """(rows, columns, objective) after each epoch from given column factors."""
    knobs = {**DEFAULTS, **changed}
    for _ in range(count):
        rows = solve_side(dense, columns, knobs)
        columns = solve_side(dense.T, rows, knobs)
        yield rows, columns, objective(dense, rows, columns, knobs)


def biased_epochs(dense, columns, count, **changed):
    """The same for ratings with a mean and biases: (prediction, objective) after each epoch."""
    knobs = {**DEFAULTS, "implicit": False, **changed}
    mean, dim = np.nanmean(dense), columns.shape[1]
    column_bias = np.zeros(len(columns))
    for _ in range(count):
        fixed = np.column_stack([columns, np.ones(len(columns))])
        rows, row_bias = np.split(
            solve_side(dense, fixed, knobs, mean + column_bias), [dim], axis=1
        )
        fixed = np.column_stack([rows, np.ones(len(rows))])
        columns, column_bias = np.split(
            solve_side(dense.T, fixed, knobs, mean + row_bias[:, 0]), [dim], axis=1
        )
        column_bias = column_bias[:, 0]
        prediction = mean + row_bias + column_bias + rows @ columns.T
        penalty = strength(dense, knobs) @ ((rows**2).sum(1) + row_bias[:, 0] ** 2)
        penalty += strength(dense.T, knobs) @ ((columns**2).sum(1) + column_bias**2)
        yield prediction, np.nansum((dense - prediction) ** 2) + penalty

"""Matrix factorisation by gradient descent, slow and obvious, in double precision, in the order of
the core's tiles."""

import numpy as np
from reference.random_numbers import mix64, random_key

FOR_RATINGS, BLOCKS = 40, 16


def tiles(rows, columns, seed):
    """The cells of each tile in their order, by number of the cell."""
    key = random_key(seed, FOR_RATINGS)
    found = {(i, j): [] for i in range(BLOCKS) for j in range(BLOCKS)}
    for cell, (row, column) in enumerate(zip(rows, columns, strict=True)):
        found[row % BLOCKS, column % BLOCKS].append(cell)
    return {
        tile: sorted(cells, key=lambda cell: mix64(key ^ cell)) for tile, cells in found.items()
    }


def epoch(number, cells, state, knobs):
    """One pass over cells (rows, columns, values), in place; the sum of squared errors."""
    rows, columns, values = cells
    x = state["rows"]
    y = state["columns"]
    row_bias = state["row_biases"]
    column_bias = state["column_biases"]
    lr, pull, loss = knobs["lr"], knobs["regularization"], 0.0
    order = tiles(rows, columns, knobs["seed"])
    for k in range(BLOCKS):
        for block in range(BLOCKS):
            for cell in order[block, (block + k + number) % BLOCKS]:
                i, j = rows[cell], columns[cell]
                error = values[cell] - (
                    state["mean"][0] + row_bias[i] + column_bias[j] + x[i] @ y[j]
                )
                loss += error**2
                if knobs["biases"]:
                    row_bias[i] += lr * (error - pull * row_bias[i])
                    column_bias[j] += lr * (error - pull * column_bias[j])
                x[i], y[j] = (
                    x[i] + lr * (error * y[j] - pull * x[i]),
                    y[j] + lr * (error * x[i] - pull * y[j]),
                )
    return loss


def copied(state):
    return {name: np.array(array, np.float64) for name, array in state.items()}

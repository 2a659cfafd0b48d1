"""Swivel, slow and obvious, in double precision: the twin that the core must match, at any number
of threads."""

import numpy as np
from reference.random_numbers import Random, random_key

FOR_ROWS, FOR_COLUMNS = 21, 22
FIRST_SQUARE = 0.1


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def initial_vectors(count, dim, seed, purpose):
    def row(i):
        random = Random(random_key(random_key(seed, purpose), i))
        return [(random.uniform() - 0.5) * 2 * np.sqrt(3 / dim) for _ in range(dim)]

    return np.array([row(i) for i in range(count)])


def shuffled(count, key):
    order, random = list(range(count)), Random(key)
    for i in range(count, 1, -1):
        other = random.below(i)
        order[i - 1], order[other] = order[other], order[i - 1]
    return order


class Swivel:
    """One epoch at a time over a dense array of counts; 0 is unobserved."""

    def __init__(
        self, counts, *, dim, lr, shard_size, base=0.1, scale=0.25, power=0.5, seed=1, start=None
    ):
        self.counts = np.asarray(counts, float)
        self.lr = lr
        self.weights = (base, scale, power)
        self.seed = seed
        rows, columns = self.counts.shape
        if start is None:
            start = {
                "rows": initial_vectors(rows, dim, seed, FOR_ROWS),
                "columns": initial_vectors(columns, dim, seed, FOR_COLUMNS),
            }
        self.rows, self.columns = np.array(start["rows"], float), np.array(start["columns"], float)
        self.row_squares, self.column_squares = np.zeros((rows, dim)), np.zeros((columns, dim))
        self.row_shards, self.column_shards = -(-rows // shard_size), -(-columns // shard_size)

    def pmi(self):
        """PMI by the marginals + 1, as the original has it; an unobserved pair counts as if it had
        met once."""
        x, total = self.counts, self.counts.sum()
        logs = np.log(np.where(x > 0, x, 1))
        return (
            logs
            + np.log(total + 1)
            - np.log(x.sum(1, keepdims=True) + 1)
            - np.log(x.sum(0, keepdims=True) + 1)
        )

    def loss_and_gradient(self, rows, columns):
        """Of the scores of some rows with some columns."""
        x = self.counts[np.ix_(rows, columns)]
        error = self.rows[rows] @ self.columns[columns].T - self.pmi()[np.ix_(rows, columns)]
        base, scale, power = self.weights
        weight = base + scale * x**power
        loss = np.where(x > 0, weight * error**2 / 2, np.logaddexp(0, error))
        return loss.sum(), np.where(x > 0, weight * error, sigmoid(error))

    def step(self, rows, columns):
        loss, gradient = self.loss_and_gradient(rows, columns)
        gradient /= np.sqrt(gradient.size)
        of_rows, of_columns = gradient @ self.columns[columns], gradient.T @ self.rows[rows]
        for vectors, squares, which, g in [
            (self.rows, self.row_squares, rows, of_rows),
            (self.columns, self.column_squares, columns, of_columns),
        ]:
            squares[which] += g**2
            vectors[which] -= self.lr * g / np.sqrt(squares[which] + FIRST_SQUARE)
        return loss

    def train_epoch(self, epoch):
        """All shards of rows with all shards of columns, in the order of a Latin square; the loss
        as it was before each step."""
        row_order = shuffled(self.row_shards, random_key(self.seed, FOR_ROWS, epoch))
        column_order = shuffled(self.column_shards, random_key(self.seed, FOR_COLUMNS, epoch))
        few = min(self.row_shards, self.column_shards)
        many = max(self.row_shards, self.column_shards)
        loss = 0.0
        for phase in range(many):
            for i in range(few):
                j = (i + phase) % many
                r, c = (i, j) if self.row_shards == few else (j, i)
                rows = np.arange(row_order[r], len(self.rows), self.row_shards)
                columns = np.arange(column_order[c], len(self.columns), self.column_shards)
                loss += self.step(rows, columns)
        return loss

"""GloVe, slow and obvious, in double precision: the twin that the core must match with the same
seed."""

import numpy as np
from reference.random_numbers import Random, random_key
from reference.tiles import Tiles

FOR_ROWS = 1
TILE_BYTES = 5 << 20


def ids_per_part(dim):
    width = -(-(dim + 2) // 16) * 16
    return max(16, min(65536, TILE_BYTES // (16 * width)))


class GloveTwin:
    """Vectors and biases [n, dim + 1] of both sides and the sums of squares of their gradients."""

    def __init__(self, dense, knobs):
        self.k = knobs
        self.tiles = Tiles(dense, ids_per_part(knobs["dim"]), knobs["seed"])
        self.w, self.c = (self.initial(n, side) for side, n in enumerate(dense.shape))
        self.w_squares, self.c_squares = np.ones_like(self.w), np.ones_like(self.c)

    def initial(self, n, side):
        dim = self.k["dim"]
        streams = (Random(random_key(self.k["seed"], FOR_ROWS, side, i)) for i in range(n))
        return np.array(
            [[(random.uniform() - 0.5) / dim for _ in range(dim + 1)] for random in streams]
        )

    def train_epoch(self, epoch):
        """The mean loss per cell."""
        losses = [
            self.train_cell(*cell)
            for place in self.tiles.order(epoch)
            for cell in self.tiles.tile(*place)
        ]
        return sum(losses) / len(losses)

    def train_cell(self, i, j, x):
        k, w, c = self.k, self.w[i].copy(), self.c[j].copy()
        difference = w[:-1] @ c[:-1] + w[-1] + c[-1] - np.log(x)
        weighted = min(1.0, (x / k["x_max"]) ** k["alpha"]) * difference
        rates = np.append(np.full(k["dim"], k["lr"]), k["bias_lr"])
        for row, squares, other in (
            (self.w[i], self.w_squares[i], c),
            (self.c[j], self.c_squares[j], w),
        ):
            gradient = rates * np.clip(weighted * np.append(other[:-1], 1.0), -k["clip"], k["clip"])
            row -= gradient / np.sqrt(squares)
            squares += gradient**2
        return 0.5 * weighted * difference

    def solve_epoch(self):
        """Alternating least squares: all rows, then all columns, each the solution of a ridge
        regression; the mean loss per cell."""
        x = np.where(self.tiles.dense > 0, self.tiles.dense, np.nan)
        target, weight = np.log(x), np.minimum(1.0, (x / self.k["x_max"]) ** self.k["alpha"])
        for own, other, t, f in (
            (self.w, self.c, target, weight),
            (self.c, self.w, target.T, weight.T),
        ):
            for i in range(len(own)):
                seen = ~np.isnan(t[i])
                if not seen.any():
                    continue
                z, fi = np.column_stack([other[seen, :-1], np.ones(seen.sum())]), f[i, seen]
                ridge = self.k["regularization"] * fi.sum() * np.eye(z.shape[1])
                own[i] = np.linalg.solve(
                    (z.T * fi) @ z + ridge, (z.T * fi) @ (t[i, seen] - other[seen, -1])
                )
        difference = self.w[:, :-1] @ self.c[:, :-1].T + self.w[:, -1:] + self.c[:, -1] - target
        return float(np.nanmean(0.5 * weight * difference**2))

"""A sparse matrix in tiles and the order of their visits, in plain Python: the twin of cpp/models/tiles."""

from itertools import pairwise

from reference.random_numbers import Random, random_key

FOR_TILES, FOR_SCHEDULE = 11, 12
GROUP_BINS, HEAVIEST_SHARE = 8, 64


def shuffled(items, key):
    """Durstenfeld's shuffle of a copy."""
    items, random = list(items), Random(key)
    for left in range(len(items), 1, -1):
        other = random.below(left)
        items[left - 1], items[other] = items[other], items[left - 1]
    return items


def make_bins(cells_per_id, most_ids, most_cells):
    """Where each range of ids begins, and the end."""
    first, cells = [0], 0
    for i, count in enumerate(cells_per_id):
        if i > first[-1] and (i - first[-1] == most_ids or cells + count > most_cells):
            first, cells = [*first, i], 0
        cells += count
    return [*first, len(cells_per_id)]


class Tiles:
    """``tile(r, c)`` is a list of (row, column, value) in the order of training."""

    def __init__(self, dense, most_ids, seed):
        self.seed = seed
        most_cells = int((dense != 0).sum()) // HEAVIEST_SHARE + 1
        rows, columns = (make_bins((dense != 0).sum(axis).tolist(), most_ids, most_cells) for axis in (1, 0))
        self.bins = -(-(max(len(rows), len(columns)) - 1) // GROUP_BINS) * GROUP_BINS
        self.rows, self.columns = (b + [b[-1]] * (self.bins + 1 - len(b)) for b in (rows, columns))
        self.dense = dense

    def tile(self, row_bin, column_bin):
        rows, columns = (range(*list(pairwise(b))[i]) for b, i in ((self.rows, row_bin), (self.columns, column_bin)))
        cells = [(i, j, self.dense[i, j]) for i in rows for j in columns if self.dense[i, j] != 0]
        return shuffled(cells, random_key(self.seed, FOR_TILES, row_bin * self.bins + column_bin))

    def order(self, epoch):
        """The tiles of an epoch, as (row bin, column bin)."""
        rows, columns = (self.permutation(random_key(self.seed, FOR_SCHEDULE, epoch, side)) for side in (0, 1))
        groups = self.bins // GROUP_BINS
        for outer in range(groups):
            for group in range(groups):
                for inner in range(GROUP_BINS):
                    for k in range(GROUP_BINS):
                        other = (group + outer) % groups * GROUP_BINS + (k + inner) % GROUP_BINS
                        yield rows[group * GROUP_BINS + k], columns[other]

    def permutation(self, key):
        """Groups of neighbouring bins in random order, bins in random order within them."""
        groups = shuffled(range(self.bins // GROUP_BINS), key)
        return [g * GROUP_BINS + b for g in groups for b in shuffled(range(GROUP_BINS), random_key(key, g))]

"""A sparse matrix in tiles and the order of their visits, in plain Python: the twin of
cpp/models/cells/tiles."""

from reference.random_numbers import Random, random_key

FOR_TILES, FOR_SCHEDULE = 11, 12
LEAST_PARTS = 33


def shuffled(items, key):
    """Durstenfeld's shuffle of a copy."""
    items, random = list(items), Random(key)
    for left in range(len(items), 1, -1):
        other = random.below(left)
        items[left - 1], items[other] = items[other], items[left - 1]
    return items


class Tiles:
    """``tile(r, c)`` is a list of (row, column, value) in the order of training."""

    def __init__(self, dense, most_ids, seed):
        self.dense, self.seed = dense, seed
        self.parts = max(LEAST_PARTS, -(-max(dense.shape) // most_ids)) | 1

    def tile(self, row_part, column_part):
        rows, columns = (
            range(part, n, self.parts)
            for part, n in zip((row_part, column_part), self.dense.shape, strict=True)
        )
        cells = [(i, j, self.dense[i, j]) for i in rows for j in columns if self.dense[i, j] != 0]
        return shuffled(
            cells, random_key(self.seed, FOR_TILES, row_part * self.parts + column_part)
        )

    def order(self, epoch):
        """The tiles of an epoch, as (row part, column part): a Latin square with rows and columns
        in random order."""
        rows, columns = (
            shuffled(range(self.parts), random_key(self.seed, FOR_SCHEDULE, epoch, side))
            for side in (0, 1)
        )
        for turn in range(self.parts):
            for k in range(self.parts):
                yield rows[k], columns[(k + turn) % self.parts]

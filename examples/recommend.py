"""Recommend from ratings: films that go together, out of who rated what.

The ratings are made up: 300 viewers in three groups, each of which likes ten films of its own.
"""

import numpy as np
from scipy import sparse

import malvec as mv

random = np.random.default_rng(1)
groups, films_of_a_group, viewers_of_a_group = ("action", "romance", "horror"), 10, 100
films = [f"{group} {i}" for group in groups for i in range(films_of_a_group)]
viewers = [f"fan of {group} {i}" for group in groups for i in range(viewers_of_a_group)]
chance = np.kron(np.eye(3), np.full((viewers_of_a_group, films_of_a_group), 0.4)) + 0.02
watched = random.random(chance.shape) < chance
ratings = sparse.csr_array(watched * random.integers(1, 6, chance.shape).astype(np.float32))

factors = mv.Als(dim=3, epochs=10).fit(ratings, row_names=viewers, column_names=films)
print(factors.report)
print("fan of horror 3 may like:", *(f"{f!r}" for f, _ in factors.recommend("fan of horror 3", 3)))
print("near 'romance 0':", *(f"{film!r}" for film, _ in factors.similar_columns("romance 0", 3)))

new = sparse.csr_array(
    ([5.0, 4.0], ([0, 0], [films.index("action 1"), films.index("action 2")])),
    shape=(1, len(films)),
    dtype=np.float32,
)
print("a new viewer may like:", *(f"{film!r}" for film, _ in factors.solve(new).recommend(0, 3)))

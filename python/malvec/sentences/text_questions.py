"""What can be asked of anything that encodes texts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.reports.found import Found
from malvec.runtime.transformers import FittedTransformer, listed_texts
from malvec.search.filters import Where, allowed_rows
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.queries import check_vector

__all__ = ["TextQuestions"]

Floats = npt.NDArray[np.float32]


class TextQuestions(FittedTransformer):
    """Questions to an encoder: they need its ``encode`` alone."""

    @abstractmethod
    def encode(
        self, texts: Iterable[str], *, processes: int | None = None, threads: int | None = None
    ) -> Floats:
        """The vectors of texts [texts, dim]."""

    def transform(self, texts: Iterable[Any]) -> Floats:
        """The vectors of texts, float32 [n, dim]: ``encode``, as a step of a scikit-learn pipeline
        is called.

        Example:
            >>> encoder.transform(np.array(["재미있는 영화", "지루한 영화"])).shape
            (2, 100)
        """
        return self.encode(listed_texts(texts))

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two texts; 0 where one of them is empty.

        Example:
            >>> print(round(encoder.similarity("재미있는 영화", "영화가 재미있다"), 2))
            0.99
        """
        rows = self.encode([a, b], processes=0, threads=1).astype(np.float64)
        lengths = np.linalg.norm(rows, axis=1)
        return float(np.clip(rows[0] @ rows[1] / lengths.prod(), -1, 1)) if lengths.all() else 0.0

    def most_similar(
        self,
        text: str | Floats,
        among: Sequence[str] | Floats | Searchable,
        *,
        topn: int = 10,
        where: Where = None,
        threads: int | None = None,
    ) -> Found[int]:
        """The nearest texts by cosine, best first: their numbers in ``among``, and the cosines.

        Args:
            text: a text, or a vector [dim].
            among: texts; or their vectors [n, dim] where more than one question is asked; or
                ``malvec.search.nearest.Searchable.of`` such.
            topn: how many.
            where: which of ``among`` may be found: a flag for each, or their numbers; None for all.
            threads: None for all that this process may use.

        Example:
            >>> among = ["슬픈 노래", "재밌는 작품"]
            >>> [i for i, _ in encoder.most_similar("재미있는 영화", among, topn=1)]
            [1]
        """
        if isinstance(text, str):
            text = self.encode([text], processes=0, threads=1)[0]
        if not isinstance(among, (np.ndarray, Searchable)):
            among = self.encode(among, threads=threads)
        rows = among if isinstance(among, Searchable) else Searchable.of(among, threads)
        asked = check_vector(text, self.dim)[None]
        allowed = allowed_rows(where, len(rows.matrix), lambda name: -1)
        scores, numbers = nearest(rows, asked, topn=topn, allowed=allowed, threads=threads)
        found = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return Found((number, score) for number, score in found if number >= 0)

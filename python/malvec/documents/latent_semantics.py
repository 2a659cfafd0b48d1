"""Documents in the space of latent semantic analysis, and new texts folded into it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.corpus.tags import Tags
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.storage import kinds
from malvec.text.texts import one_or_several
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.vectors.vector_file import Laid
from malvec.vocab import Vocab

__all__ = ["LatentSemantics"]

_KIND = "latent_semantics"
Floats = npt.NDArray[np.float32]


class LatentSemantics(TaggedVectors):
    """Vectors of documents out of a truncated SVD of their TF-IDF. Made by ``mv.Lsa(…).fit(corpus,
    tags)`` or ``LatentSemantics.load``.

    Attributes:
        tags: the documents' tags, in the order of the rows.
        matrix: their vectors ``U S^power``, float32 [tags, dim]; zeros where a document has no
            word.
        output: ``V S^(power - 1)``, float32 [V, dim]: TF-IDF times it is a document's vector.
        idf: the weight of each word, float64 [V].
        sublinear: whether a word that occurs n times counts as 1 + log n.
        report: a :class:`malvec.reports.SvdReport`.

    Example:
        >>> documents = mv.Lsa(dim=50).fit(corpus, tags=films)
        >>> documents.most_similar(44332, topn=1), documents.infer("배우의 연기").shape
        ([(80998, 0.79)], (50,))
    """

    def __init__(
        self,
        tags: Tags,
        matrix: npt.NDArray[Any],
        vocab: Vocab,
        output: npt.NDArray[Any],
        *,
        idf: npt.NDArray[np.float64],
        sublinear: bool = False,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        super().__init__(
            tags, matrix, vocab, output, report=report, metadata=metadata, pipeline=pipeline
        )
        if idf.shape != (len(vocab),) or self.output.shape[1] != self.dim:
            raise ValueError(
                f"idf {idf.shape} and output {self.output.shape} do not fit {len(vocab)} words and"
                f" dim={self.dim}"
            )
        self.idf, self.sublinear = idf, sublinear

    def infer(
        self,
        texts: str | Iterable[Any],
        *,
        tokenizer: TokenizerLike | None = None,
        progress: bool | None = None,
    ) -> Floats:
        """Vectors of texts, folded in: their TF-IDF times ``output``. What was learnt does not
        change.

        Args:
            texts: a text, or an iterable of texts or of token lists.
            tokenizer: None for that of the corpus.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Returns:
            float32 [n, dim], of a single text [dim]; zeros where a text has no known word.

        Raises:
            ValueError: the corpus' tokenizer was a callable of yours, or the corpus was made of
                tokens: pass ``tokenizer`` or token lists.
        """
        listed = one_or_several(texts)
        counts = self._counted(listed, tokenizer, progress)
        if self.sublinear:
            counts.data = 1 + np.log(counts.data)
        counts.data *= self.idf[counts.indices]
        norms = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1), np.float64).reshape(-1))
        vectors = (counts @ self.output) / np.where(norms > 0, norms, 1)[:, None]
        found = np.asarray(vectors, np.float32)
        return found[0] if isinstance(texts, str) else found

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all."""
        kinds.write(path, _KIND, *self.laid_out())

    def laid_out(self) -> Laid:
        """The arrays and metadata that a file of it has."""
        return self._laid_out({"idf": self.idf}, {"sublinear": json.dumps(self.sublinear)})

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> LatentSemantics:
        """Opens what :meth:`save` wrote, memory-mapped; ``FormatError`` for what is cut, damaged or
        of another kind."""
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            return cls.from_file(file)

    @classmethod
    def from_file(cls, file: kinds.StoredFile) -> LatentSemantics:
        """The latent semantics that an opened file holds."""
        idf = file.take("idf", np.float64, (None,))
        return cls._from_file(file, idf=idf, sublinear=_sublinear(file))

    def __repr__(self) -> str:
        return f"LatentSemantics({len(self):,} tags, {len(self.vocab):,} words, dim={self.dim})"


def _sublinear(file: kinds.StoredFile) -> bool:
    """What an opened file says; early ones say it in their recipe only."""
    if "sublinear" in file.metadata:
        return bool(json.loads(file.metadata["sublinear"]))
    return bool((file.parsed("recipe") or {}).get("sublinear", False))

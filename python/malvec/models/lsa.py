"""Latent semantic analysis of documents (Deerwester et al. 1990)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.corpus import Corpus
from malvec.corpus.tags import tagged_sentences
from malvec.counts import by_tag, document_counts
from malvec.counts.reweight import tfidf
from malvec.documents.latent_semantics import LatentSemantics
from malvec.models.cells.svd import Svd
from malvec.models.corpus_argument import check_corpus
from malvec.runtime.arguments import check_flag
from malvec.runtime.recipe import Recipe, knob

__all__ = ["Lsa"]


@dataclass(frozen=True)
class Lsa(Recipe):
    """Latent semantic analysis: a truncated SVD of the TF-IDF of documents and words, into which
    new texts are folded.

    Example:
        >>> corpus = mv.Corpus.from_texts(texts, keep_empty=True)
        >>> mv.Lsa(dim=100).fit(corpus, tags=films).most_similar(films[0], topn=1)
        [(14227, 0.74)]

    Source: Deerwester, Dumais, Furnas, Landauer & Harshman, Indexing by Latent Semantic Analysis,
    1990.
    """

    dim: int = knob(100, "length of the vectors")
    power: float = knob(1.0, "exponent of the singular values: 0 for U, 1 for U S")
    sublinear: bool = knob(False, "1 + log(count) instead of the count")
    tolerance: float = knob(0.01, "largest residual ‖A'u - s v‖ / s of the decomposition")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    def __post_init__(self) -> None:
        super().__post_init__()
        check_flag("sublinear", self.sublinear)
        self._settle(
            {name: value for name, value in vars(self._svd()).items() if name in vars(self)}
        )

    def fit(
        self,
        corpus: Corpus,
        tags: Iterable[Any] | None = None,
        *,
        documents: npt.ArrayLike | None = None,
        progress: bool | None = None,
    ) -> LatentSemantics:
        """Vectors of the documents of a corpus. What shares a tag is one document.

        Args:
            corpus, tags, documents: as in :meth:`malvec.Doc2Vec.fit`.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Raises:
            ValueError: fewer than two documents, or fewer documents or words than ``dim``; tags and
                documents are not equally many.
            MemoryError: the matrices do not fit.
        """
        check_corpus(corpus)
        known, rows, _ = tagged_sentences(corpus, tags, documents)
        if len(known) < 2:
            raise ValueError(
                "there is one document: an analysis tells documents apart, and needs two or more"
            )
        counts = by_tag.added_by_tag(document_counts(corpus, threads=self.threads), known, rows)
        found = self._svd().decompose(
            tfidf(counts, sublinear=self.sublinear, threads=self.threads), progress=progress
        )
        holding = np.bincount(counts.columns, minlength=counts.width)
        idf = np.log((1 + len(known)) / (1 + holding)) + 1
        real = found.singular_values > 0
        scale = np.where(real, found.singular_values, 1)
        vectors = np.asarray(found.left * np.where(real, scale**self.power, 0), np.float32)
        vectors[np.diff(counts.offsets) == 0] = 0
        output = np.asarray(found.right * np.where(real, scale ** (self.power - 1), 0), np.float32)
        report = dataclasses.replace(found.report, recipe=self.describe())
        return LatentSemantics(
            known,
            vectors,
            corpus.vocab,
            output,
            idf=idf,
            sublinear=self.sublinear,
            report=report,
            metadata=self.metadata(),
            pipeline=corpus.pipeline,
        )

    def _svd(self) -> Svd:
        return Svd(
            dim=self.dim,
            power=self.power,
            tolerance=self.tolerance,
            seed=self.seed,
            threads=self.threads,
        )

"""Text before it is cut into tokens: reading, sentences, cleaning, jamo, duplicates, spacing."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.text import jamo, readers, spacing
    from malvec.text.duplicates import (
        NearDuplicates,
        deduplicate,
        jaccard_similarity,
        minhash,
        near_duplicates,
    )
    from malvec.text.normalizer import Normalizer, normalize
    from malvec.text.sentences import sentence_spans, split_sentences
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "duplicates": "NearDuplicates deduplicate jaccard_similarity minhash near_duplicates",
            "normalizer": "Normalizer normalize",
            "sentences": "sentence_spans split_sentences",
        },
    )

__all__ = [
    "NearDuplicates",
    "Normalizer",
    "deduplicate",
    "jaccard_similarity",
    "jamo",
    "minhash",
    "near_duplicates",
    "normalize",
    "readers",
    "sentence_spans",
    "spacing",
    "split_sentences",
]

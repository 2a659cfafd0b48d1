"""Text before it is cut into tokens: reading, cleaning, jamo, near-duplicates, spacing."""

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
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "duplicates": "NearDuplicates deduplicate jaccard_similarity minhash near_duplicates",
            "normalizer": "Normalizer normalize",
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
    "spacing",
]

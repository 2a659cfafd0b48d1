"""Text before it is cut into tokens: reading, cleaning, jamo, near-duplicates, spacing."""

from malvec.text import jamo, readers, spacing
from malvec.text.duplicates import (
    NearDuplicates,
    deduplicate,
    jaccard_similarity,
    minhash,
    near_duplicates,
)
from malvec.text.normalizer import Normalizer, normalize

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

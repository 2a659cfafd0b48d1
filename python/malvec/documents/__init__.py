"""Vectors of documents, topics and tags, and their files."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.documents.doc_vectors import DocVectors
    from malvec.documents.latent_semantics import LatentSemantics
    from malvec.documents.topic_model import TopicModel
    from malvec.documents.topic_table import Topic, TopicTable
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "doc_vectors": "DocVectors",
            "latent_semantics": "LatentSemantics",
            "topic_model": "TopicModel",
            "topic_table": "Topic TopicTable",
        },
    )

__all__ = ["DocVectors", "LatentSemantics", "Topic", "TopicModel", "TopicTable"]

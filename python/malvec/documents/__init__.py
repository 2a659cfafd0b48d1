"""Vectors of documents, topics and tags, and their files."""

from malvec.documents.doc_vectors import DocVectors
from malvec.documents.latent_semantics import LatentSemantics
from malvec.documents.topic_model import TopicModel
from malvec.documents.topic_table import Topic, TopicTable

__all__ = ["DocVectors", "LatentSemantics", "Topic", "TopicModel", "TopicTable"]

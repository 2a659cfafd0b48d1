"""What other systems call the things that a model has: whoever asks by such a name is told the one
that it has here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["CalledElsewhere", "called_elsewhere"]

Function = TypeVar("Function", bound=Callable[..., Any])

_HERE = {
    "wv": ("most_similar(…)",),
    "vectors": ("matrix",),
    "syn0": ("matrix",),
    "index_to_key": ("vocab",),
    "index2word": ("vocab",),
    "key_to_index": ("vocab.word_index",),
    "words": ("vocab",),
    "vector_size": ("dim",),
    "get_vector": ("[…]",),
    "word_vec": ("[…]",),
    "get_word_vector": ("[…]",),
    "get_vecattr": ("counts",),
    "similar_by_word": ("most_similar(…)",),
    "similar_by_vector": ("most_similar(…)",),
    "get_nearest_neighbors": ("most_similar(…)",),
    "get_analogies": ("analogy(…)",),
    "most_similar_cosmul": ("analogy(…, method='3cosmul')",),
    "evaluate_word_pairs": ("malvec.evaluate.similarity",),
    "evaluate_word_analogies": ("malvec.evaluate.analogy",),
    "save_word2vec_format": ("malvec.io.save_word2vec",),
    "get_sentence_vector": ("malvec.Mean().fit(…)",),
    "fill_norms": ("normalized()",),
    "init_sims": ("normalized()",),
    "to_frame": ("to_dataframe()",),
    "user_factors": ("row_factors",),
    "item_factors": ("column_factors",),
    "predict": ("score(…)",),
    "dv": ("most_similar(…)",),
    "docvecs": ("most_similar(…)",),
    "infer_vector": ("infer(…)",),
    "print_topics": ("table(…)", "topic_words(…)"),
    "show_topics": ("table(…)", "topic_words(…)"),
    "show_topic": ("topic_words(…)",),
    "get_topic_terms": ("topic_words(…)",),
    "get_document_topics": ("infer(…)",),
    "log_perplexity": ("perplexity",),
    "get": ("[…]",),
    "n_similarity": ("malvec.Mean().fit(…)",),
    "search": ("most_similar_batch(…)",),
    "ntotal": ("report.rows",),
    "add": ("build(…)",),
    "add_items": ("build(…)",),
    "remove_ids": ("build(…)",),
}
"""Names of gensim, fastText, implicit, faiss and others; what a model has not is not told."""


class CalledElsewhere:
    """A model that knows what other systems call its parts.

    Example:
        >>> vectors.index_to_key
        Traceback (most recent call last):
        AttributeError: WordVectors has no 'index_to_key'; there is .vocab
    """

    if not TYPE_CHECKING:  # checkers shall find wrong names themselves

        def __getattr__(self, name: str) -> Any:
            kind = type(self)
            told = [_shown(each) for each in _HERE.get(name, ()) if _is_there(kind, self, each)]
            message = f"{kind.__name__!r} object has no attribute {name!r}"
            if told:
                message = f"{kind.__name__} has no {name!r}; there is {' and '.join(told)}"
            raise AttributeError(message, name=name, obj=self)


def _is_there(kind: type[Any], model: object, here: str) -> bool:
    name = re.split(r"\W", here, maxsplit=1)[0]
    return name in {"", "malvec"} or hasattr(kind, name) or name in vars(model)


def _shown(here: str) -> str:
    return here if here.startswith(("malvec", "[")) else f".{here}"


def called_elsewhere(**names: str) -> Callable[[Function], Function]:
    """A function of which other systems call some arguments otherwise: ``TypeError`` that says what
    they are here.

    Example:
        >>> vectors.most_similar(positive=["영화"])
        Traceback (most recent call last):
        TypeError: most_similar() has no 'positive': give those words first, alone or in a list
    """

    def wrap(function: Function) -> Function:
        @wraps(function)
        def checked(*args: Any, **knobs: Any) -> Any:
            for name in names.keys() & knobs.keys():
                raise TypeError(f"{function.__name__}() has no {name!r}: {names[name]}")
            return function(*args, **knobs)

        return checked  # type: ignore[return-value]

    return wrap

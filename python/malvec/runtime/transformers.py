"""What scikit-learn asks of the steps of its pipelines, for models that have learnt already; it is
not imported for it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["FittedTransformer", "OwnClone", "listed_texts"]

Made = TypeVar("Made", bound="OwnClone")
Transformed = TypeVar("Transformed", bound="FittedTransformer")


class OwnClone:
    """A thing that never changes: scikit-learn's ``clone`` of it is itself.

    Example:
        >>> recipe = mv.Skipgram(dim=20)
        >>> recipe.__sklearn_clone__() is recipe
        True
    """

    def __sklearn_clone__(self: Made) -> Made:
        return self


class FittedTransformer(OwnClone):
    """A model as a step of a pipeline: ``fit`` changes nothing, ``transform`` makes vectors of
    texts.

    Example:
        >>> encoder.fit(texts).transform(texts[:3]).shape
        (3, 100)
    """

    @property
    @abstractmethod
    def dim(self) -> int:
        """Components per vector."""

    @abstractmethod
    def transform(self, texts: Iterable[Any]) -> npt.NDArray[np.float32]:
        """The vectors of texts, float32 [n, dim]: what a step of a pipeline is called for."""

    def fit(self: Transformed, texts: Iterable[Any], y: object = None) -> Transformed:
        """The model itself: it has learnt already. To learn anew inside of a pipeline, use
        ``malvec.estimators``."""
        return self

    def fit_transform(self, texts: Iterable[Any], y: object = None) -> npt.NDArray[np.float32]:
        """The same as ``transform``."""
        return self.transform(texts)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """No parameters: what was learnt is set."""
        return {}

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[Any]:
        """A name for each component: that of the class and a number."""
        name = type(self).__name__.lower()
        return np.array([f"{name}{i}" for i in range(self.dim)], object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type="transformer",
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=False, string=True),
            requires_fit=False,
        )


def listed_texts(texts: Any) -> list[Any]:
    """The texts of a list, an array or a column of a table, for models that take them from
    pipelines.

    Raises:
        TypeError: a single str, a table instead of its column, or an array of several dimensions.

    Example:
        >>> listed_texts(np.array(["가", "나"], object))
        ['가', '나']
    """
    if isinstance(texts, (str, bytes)):
        raise TypeError(f"{texts!r:.60}: must be a list of texts, not one text")
    shape = getattr(texts, "shape", (0,))
    if len(shape) != 1 or not isinstance(texts, Iterable):
        kind = f"{type(texts).__name__} of shape {tuple(shape)}" if shape else type(texts).__name__
        raise TypeError(
            f"texts are a list, an array [n] or a column, such as frame['text'], not {kind}"
        )
    return list(texts)

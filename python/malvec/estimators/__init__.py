"""Estimators of scikit-learn: recipes that learn inside of a pipeline, from the part of the data
that they are given there, and whose knobs a search can set. Needs the extra ``sklearn``.

Texts go in as lists, arrays or columns of a table; knobs are those of the recipe of the same name.
A model that has learnt already needs none of this: it is a step of a pipeline itself.

>>> from sklearn.pipeline import make_pipeline
>>> steps = make_pipeline(mv.estimators.Sif(vectors), mv.estimators.Logistic(penalty=1e-4))
>>> steps.fit(texts[:2500], labels[:2500]).set_params(sif__a=1e-4).get_params()["sif__a"]
0.0001
"""

from malvec.runtime.extras import how_to_install

try:
    import sklearn as _sklearn  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"malvec.estimators needs the package scikit-learn: {how_to_install('sklearn')}"
    ) from error

from malvec.estimators.classifier import Logistic
from malvec.estimators.decomposition import Svd
from malvec.estimators.documents import Doc2Vec, Lda, Lsa
from malvec.estimators.sentences import IdfMean, Mean, Sif, Usif

__all__ = ["Doc2Vec", "IdfMean", "Lda", "Logistic", "Lsa", "Mean", "Sif", "Svd", "Usif"]

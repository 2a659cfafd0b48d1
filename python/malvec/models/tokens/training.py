"""Training over a stream of tokens, chunk by chunk: how Skipgram, Cbow, Doc2Vec and Nplm are run by
:func:`malvec.models.run.train`.

A native trainer over tokens has one method:

    run_epoch(epoch, first_chunk, tick) -> (chunks, kept, pairs, loss)

from a chunk to the end of the epoch, or until ``tick(done_tokens, loss, pairs)`` is False; the sums
are those of this call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.tags import Tags
from malvec.models.checkpoint import Names, Position, checksum
from malvec.models.run import Run, State, Tell, Training
from malvec.runtime.recipe import EpochRecipe
from malvec.runtime.warning import warn
from malvec.tokenizers.pipeline import passport

__all__ = ["check_trained", "corpus_arrays", "token_report", "token_training"]

Result = TypeVar("Result")


def token_training(
    recipe: EpochRecipe,
    corpus: Corpus,
    *,
    state: State,
    trainer: Callable[[], Any],
    finish: Callable[[Run], Result],
    remedy: str,
    identity: Callable[[], dict[str, Any]] = dict,
    tags: Tags | None = None,
) -> Training[Result]:
    """The training of a recipe on a corpus.

    Args:
        recipe, corpus: of what and on what.
        state: the arrays that are learnt.
        trainer: makes the native trainer of the state.
        finish: makes the result of the run.
        remedy: what helps against values that are not finite.
        identity: checksums of what is given besides the corpus, such as tags.
        tags: those of documents, which checkpoints keep.
    """
    tokens = len(corpus.ids)
    return Training(
        recipe=recipe,
        state=state,
        items=tokens,
        progress_unit="tokens",
        identity=lambda: {"corpus": _checksum(corpus), **identity()},
        start=lambda: _epochs(trainer(), -(-tokens // _core.CHUNK_TOKENS)),
        done=lambda position: min(position.chunk * _core.CHUNK_TOKENS, tokens),
        mean_loss=lambda loss, pairs: loss / pairs if pairs else float("nan"),
        resumes_within_epochs=True,
        finish=finish,
        remedy=remedy,
        names=_names(corpus, tags),
    )


def _names(corpus: Corpus, tags: Tags | None) -> Names:
    """The words, and the tags of documents, as a checkpoint keeps them."""
    vocab, arrays = corpus.vocab, dict[str, Any]()
    arrays |= {"words": vocab.data, "word_offsets": vocab.offsets}
    arrays |= {} if vocab.counts is None else {"counts": vocab.counts}
    if tags is not None:
        arrays |= {"tags": tags.spelled.data, "tag_offsets": tags.spelled.offsets}
    return Names(arrays, passport(corpus.pipeline, {})[1])


def corpus_arrays(corpus: Corpus) -> tuple[Any, Any, Any]:
    """The corpus as native trainers take it."""
    return corpus.ids, corpus.offsets, corpus.vocab.counts


def token_report(run: Run, corpus: Corpus) -> dict[str, Any]:
    """The fields of a :class:`malvec.reports.TrainingReport` on a run."""
    fields, kept = run.report_fields(), run.position.kept
    return dict(
        **fields,
        words=len(corpus.vocab),
        sentences=len(corpus),
        tokens=len(corpus.ids),
        kept=kept,
        pairs=run.position.pairs,
        tokens_per_second=run.items_done / fields["seconds"],
        kept_per_second=kept / fields["seconds"],
        deterministic=fields["threads"] == 1,
        corpus=corpus.report.as_dict(),
    )


def check_trained(run: Run, advice: str, initial: object = None) -> None:
    """``ValueError`` where there was nothing to learn from, so that the vectors would be random; a
    warning to the caller of ``fit`` where they are those of ``initial``."""
    if run.position.pairs or run.stopped:
        return
    if initial is None:
        raise ValueError(f"nothing was trained and the vectors would be random: {advice}")
    warn(f"nothing was trained, the vectors are as they were: {advice}")


def _epochs(trainer: Any, chunks: int) -> Callable[[Position, Tell], bool]:
    def epoch(position: Position, tell: Tell) -> bool:
        loss_before, pairs_before = position.epoch_loss, position.epoch_pairs
        done, kept, pairs, loss = trainer.run_epoch(
            position.epoch,
            position.chunk,
            lambda tokens, loss, pairs: tell(tokens, loss_before + loss, pairs_before + pairs),
        )
        position.chunk += done
        position.kept, position.pairs = position.kept + kept, position.pairs + pairs
        position.epoch_loss, position.epoch_pairs = loss_before + loss, pairs_before + pairs
        return bool(position.chunk >= chunks)

    return epoch


def _checksum(corpus: Corpus) -> str:
    return checksum(corpus.vocab.data, corpus.vocab.offsets, corpus.ids, corpus.offsets)

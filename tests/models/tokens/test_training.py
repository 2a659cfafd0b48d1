"""Reports, callbacks, Ctrl-C, checkpoints, going on from earlier vectors."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import malvec as mv
from malvec.runtime.machine import available_threads
from malvec.storage import container


@pytest.fixture(scope="module")
def corpus():
    rng = np.random.default_rng(0)
    return mv.Corpus.from_tokens(
        [[f"w{i}" for i in rng.zipf(1.5, 30) % 300] for _ in range(2000)], min_count=1
    )


def test_the_report_adds_up(corpus):
    vectors = mv.Skipgram(dim=10, epochs=3, sample=0, threads=2).fit(corpus)
    report = vectors.report
    assert report.tokens == len(corpus.ids)
    assert report.kept == 3 * report.tokens
    assert len(report.losses) == 3
    assert report.words == len(vectors)
    assert report.threads == 2
    assert not report.stopped
    assert report.recipe["name"] == "Skipgram"
    assert report.corpus["tokens"] == corpus.report.tokens
    assert mv.reports.TrainingReport.from_json(report.to_json()) == report
    assert "loss per pair" in str(report)


def test_subsampling_keeps_what_the_formula_says(corpus):
    report = mv.Skipgram(dim=4, epochs=1, sample=1e-3).fit(corpus).report
    counts = corpus.vocab.counts.astype(float)
    ratio = 1e-3 * counts.sum() / counts
    expected = (np.minimum(1, np.sqrt(ratio) + ratio) * counts).sum()
    assert report.kept == pytest.approx(expected, rel=0.03)


def test_a_callback_sees_progress_and_can_stop(corpus):
    seen = []

    def callback(event):
        seen.append(event)
        return event.done < 0.01

    vectors = mv.Skipgram(dim=50, epochs=1000, threads=1).fit(corpus, callback=callback)
    assert vectors.report.stopped
    assert seen
    assert all(0 <= event.done <= 1 and event.epochs == 1000 for event in seen)
    assert np.isfinite(vectors.matrix).all()


def test_ctrl_c_returns_within_a_second_with_the_vectors(corpus):
    pressed = []

    def press():
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.5, press)
    timer.start()
    with pytest.raises(mv.Interrupted) as caught:
        mv.Skipgram(dim=100, epochs=100000).fit(corpus)
    assert time.monotonic() - pressed[0] < 1
    assert caught.value.vectors.report.stopped
    assert caught.value.vectors.most_similar("w1")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_killed_run_goes_on_to_the_same_bits(tmp_path):
    program = textwrap.dedent("""
        import sys
        import numpy as np
        import malvec as mv
        rng = np.random.default_rng(0)
        sentences = [[f"w{i}" for i in rng.zipf(1.5, 30) % 300] for _ in range(2000)]
        corpus = mv.Corpus.from_tokens(sentences, min_count=1)
        recipe = mv.Skipgram(dim=64, epochs=250, threads=1)
        vectors = recipe.fit(corpus, checkpoint=sys.argv[1] or None, every=0.05)
        vectors.save(sys.argv[2])
        """)
    run = [sys.executable, "-c", program]
    subprocess.run([*run, "", str(tmp_path / "straight.safetensors")], check=True)
    process = subprocess.Popen(
        [*run, str(tmp_path / "checkpoint"), str(tmp_path / "resumed.safetensors")]
    )
    deadline = time.monotonic() + 60
    while (
        not (tmp_path / "checkpoint" / "checkpoint.safetensors").exists()
        and time.monotonic() < deadline
    ):
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not (tmp_path / "resumed.safetensors").exists(), (
        "the run was over before it could be killed"
    )
    subprocess.run(
        [*run, str(tmp_path / "checkpoint"), str(tmp_path / "resumed.safetensors")], check=True
    )
    straight = mv.load(tmp_path / "straight.safetensors")
    resumed = mv.load(tmp_path / "resumed.safetensors")
    assert np.array_equal(straight.matrix, resumed.matrix)
    assert straight.report.losses == pytest.approx(resumed.report.losses)


def test_numpy_numbers_are_plain_knobs(corpus):
    recipe = mv.Skipgram(
        dim=np.int64(4),
        lr=np.float32(0.05),
        epochs=np.int32(1),
        shrink_windows=np.bool_(True),
        threads=np.int64(1),
    )
    assert json.loads(recipe.fit(corpus).metadata["recipe"])["dim"] == 4
    with pytest.raises(TypeError, match="dim=True"):
        mv.Skipgram(dim=True)


def test_a_useless_checkpoint_place_is_said_before_training(corpus, tmp_path):
    (tmp_path / "file").write_text("x")
    seen = []
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OSError, match="file"):
            mv.Skipgram(dim=4).fit(
                corpus, checkpoint=place, callback=lambda event: seen.append(event)
            )
    assert not seen


def test_a_disk_that_fails_later_is_a_warning(corpus, tmp_path, monkeypatch):
    def refuse(*arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr("malvec.models.checkpoint.kinds.write", refuse)
    with pytest.warns(UserWarning, match="No space left"):
        vectors = mv.Skipgram(dim=4, epochs=1).fit(corpus, checkpoint=tmp_path)
    assert len(vectors.report.losses) == 1


def test_a_checkpoint_knows_where_it_started_and_the_whole_corpus(corpus, tmp_path):
    recipe = mv.Skipgram(dim=4, epochs=1, sample=0)
    first = recipe.fit(corpus, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="initial"):
        recipe.fit(corpus, checkpoint=tmp_path, initial=first)
    ids = corpus.ids.copy()
    ids[len(ids) // 2 : len(ids) // 2 + 100] = ids[len(ids) // 2 : len(ids) // 2 + 100][::-1].copy()
    with pytest.raises(ValueError, match="corpus"):
        recipe.fit(mv.Corpus.from_ids(ids, corpus.offsets, corpus.vocab), checkpoint=tmp_path)


def test_half_written_checkpoints_of_killed_runs_are_cleared(corpus, tmp_path):
    (tmp_path / ".checkpoint.safetensors.0123456789ab.tmp").write_bytes(b"half")
    mv.Skipgram(dim=4, epochs=1).fit(corpus, checkpoint=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.safetensors"]


def test_tree_nodes_are_not_taken_for_words(corpus):
    by_tree = mv.Skipgram(dim=8, epochs=1, loss="hs").fit(corpus)
    gone_on = mv.Skipgram(dim=8, epochs=1, lr=1e-9, min_lr=0).fit(corpus, initial=by_tree)
    assert np.abs(gone_on.output).max() < 1e-5
    assert mv.Skipgram(dim=8, epochs=1, loss="hs").fit(corpus, initial=by_tree).output is None


def test_initial_vectors_must_be_finite(corpus):
    bad = mv.WordVectors(corpus.vocab, np.full((len(corpus.vocab), 8), np.nan, np.float32))
    with pytest.raises(ValueError, match="initial vectors"):
        mv.Skipgram(dim=8).fit(corpus, initial=bad)


def test_a_checkpoint_of_another_run_is_refused(corpus, tmp_path):
    mv.Skipgram(dim=10, epochs=1).fit(corpus, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="another run"):
        mv.Skipgram(dim=10, epochs=2).fit(corpus, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="another run"):
        mv.Skipgram(dim=10, epochs=1).fit(
            mv.Corpus.from_tokens([["a", "b"]] * 9), checkpoint=tmp_path
        )


@pytest.mark.parametrize(
    ("standing", "matrix"),
    [
        ({"chunk": -1}, None),
        ({"epoch": 1.5}, None),
        ({"epoch": "1"}, None),
        ({"losses": ["x"]}, None),
        ({"seconds": None}, None),
        ({"speed": 3}, None),
        ({}, np.zeros((1, 16), np.float32)),
        ({}, np.zeros((300, 16), np.int32)),
        ({}, ...),
    ],
    ids=str,
)
def test_a_damaged_checkpoint_is_told(corpus, tmp_path, standing, matrix):
    """Its checksum is right, what it says is not."""
    recipe, path = mv.Skipgram(dim=10, epochs=1), tmp_path / "checkpoint.safetensors"
    recipe.fit(corpus, checkpoint=tmp_path)
    tensors, metadata = container.read(path)
    metadata["standing"] = json.dumps({**json.loads(metadata["standing"]), **standing})
    stored = {name: np.array(tensor) for name, tensor in tensors.items()}
    if matrix is not None:
        stored["input"] = matrix
    if matrix is ...:
        del stored["input"]
    container.write(path, stored, metadata)
    with pytest.raises(mv.FormatError, match="damaged"):
        recipe.fit(corpus, checkpoint=tmp_path)


def test_going_on_keeps_old_words_and_learns_new_ones():
    rng = np.random.default_rng(4)
    topics = [[f"topic{t}word{i}" for i in range(20)] for t in range(3)]
    old = mv.Corpus.from_tokens(
        [rng.choice(topics[k % 3], 12).tolist() for k in range(3000)], min_count=1
    )
    new = mv.Corpus.from_tokens(
        [[*rng.choice(topics[k % 2], 8).tolist(), f"새말{k % 2}"] for k in range(2000)], min_count=1
    )
    recipe = mv.Skipgram(dim=16, epochs=3, sample=0)
    first = recipe.fit(old)
    second = recipe.fit(new, initial=first)
    assert set(second.vocab) == set(first.vocab) | {"새말0", "새말1"}
    assert np.array_equal(second["topic2word3"], first["topic2word3"])
    assert not np.array_equal(second["topic1word3"], first["topic1word3"])
    assert {
        word[:6] for word, _ in second.most_similar("새말1", topn=8) if word.startswith("topic")
    } == {"topic1"}
    word = "topic1word0"
    assert (
        second.counts[second.vocab.index(word)]
        == first.counts[first.vocab.index(word)] + new.vocab.counts[new.vocab.index(word)]
    )
    with pytest.raises(ValueError, match="dim=8"):
        mv.Skipgram(dim=8).fit(new, initial=first)


def test_what_is_no_corpus_is_refused():
    with pytest.raises(TypeError, match=r"malvec\.Corpus"):
        mv.Skipgram().fit([["a", "b"]])


def test_too_much_memory_is_said_before_it_is_taken(corpus, monkeypatch):
    monkeypatch.setattr("malvec.runtime.machine.available_memory", lambda: 1000)
    with pytest.raises(MemoryError, match="min_count"):
        mv.Skipgram().fit(corpus)


def test_by_default_all_processors_train() -> None:
    recipe = mv.Skipgram(dim=4, epochs=1, sample=0)
    assert recipe.threads is None
    assert (
        recipe.fit(mv.Corpus.from_tokens([["a", "b"]] * 9, min_count=1)).report.threads
        == available_threads()
    )

"""Files of every kind that were written before files had one frame still open, and hold what they
held."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import attempt
from scipy import sparse

import malvec as mv
from malvec.storage import container, kinds

OLD = Path(__file__).parent / "data" / "old"
EXPECTED: dict[str, Any] = json.loads((OLD / "expected.json").read_text("utf-8"))
FILES = sorted(path.stem for path in OLD.glob("*.safetensors"))
TAGS = [[f"글 {i % 9}", i] for i in range(60)]


def opened(name: str) -> Any:
    return mv.load(OLD / f"{name}.safetensors", verify=True)


def sha(array: Any) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


CLASSES = {
    "compressed": mv.WordVectors,
    "corpus": mv.Corpus,
    "counts": mv.Counts,
    "document": mv.DocVectors,
    "encoder": mv.SentenceEncoder,
    "factors": mv.Factors,
    "language": mv.vectors.LanguageModel,
    "latent": mv.documents.LatentSemantics,
    "spacing": mv.text.spacing.SpacingModel,
    "topic": mv.documents.TopicModel,
    "word_statistics": mv.word_discovery.WordStatistics,
}


def class_of(name: str) -> type:
    found = [made for start, made in CLASSES.items() if name.startswith(start)]
    return found[0] if found else mv.WordVectors


@pytest.mark.parametrize("name", FILES)
def test_it_opens_as_what_it_is_and_is_written_anew(name: str, tmp_path: Path) -> None:
    held = opened(name)
    assert type(held) is class_of(name)
    assert type(held.report).__name__.endswith("Report")
    held.save(tmp_path / "new.safetensors")
    metadata = container.read(tmp_path / "new.safetensors")[1]
    assert metadata["format"] == "malvec"
    assert metadata["kind"] in kinds.KINDS
    assert json.loads(metadata["report"])["report"].endswith("Report")
    again = mv.load(tmp_path / "new.safetensors", verify=True)
    assert again.report == held.report
    assert repr(again) == repr(held)


@pytest.mark.parametrize("name", [n for n in FILES if "matrix" in EXPECTED.get(n, {})])
def test_word_vectors(name: str) -> None:
    vectors, told = opened(name), EXPECTED[name]
    assert sha(np.asarray(vectors.matrix)) == told["matrix"]
    assert (len(vectors), vectors.vocab[0]) == (told["words"], told["first"])
    assert [word for word, _ in vectors.most_similar("희망", topn=3)] == told["similar"]
    if "unseen" in told:
        np.testing.assert_allclose(vectors["희망찬"], told["unseen"], atol=2e-6)


def test_compressed_vectors() -> None:
    for name, word in (("compressed_pq", "w7"), ("compressed_int8", "희망")):
        np.testing.assert_allclose(opened(name)[word], EXPECTED[name]["vector"], atol=2e-6)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("corpus")])
def test_corpora(name: str) -> None:
    corpus, told = opened(name), EXPECTED[name]
    if "ids" in told:
        assert sha(corpus.ids) == told["ids"]
    if "offsets" in told:
        assert sha(corpus.offsets) == told["offsets"]
    assert len(corpus.vocab) == told.get("words", len(corpus.vocab))


def test_counts() -> None:
    counts, told = opened("counts"), EXPECTED["counts"]
    assert (len(counts), counts.total, sha(counts.values)) == tuple(told.values())


def test_factors_recommend_and_solve() -> None:
    for name, row in (("factors_als", "u3"), ("factors_mf", 3)):
        factors = opened(name)
        told = EXPECTED[name]["recommend"]
        found = factors.recommend(row, topn=3)
        assert [each for each, _ in found] == [each for each, _ in told]
        np.testing.assert_allclose([s for _, s in found], [s for _, s in told], atol=2e-5)
        assert factors.solve(sparse.load_npz(OLD / "ratings.npz")[[1]]).shape == (1, 15)


def test_documents() -> None:
    for name in ("document_vectors", "document_vectors_concat"):
        np.testing.assert_allclose(opened(name)["글 3"], EXPECTED[name]["vector"], atol=2e-6)
    inferred = opened("document_vectors").infer("희망 영화")
    np.testing.assert_allclose(inferred, EXPECTED["document_vectors"]["inferred"], atol=2e-4)


def test_topics_and_latent_semantics() -> None:
    inferred = opened("topic_model").infer("희망 영화")
    np.testing.assert_allclose(inferred, EXPECTED["topic_model"]["inferred"], atol=2e-4)
    vector = np.abs(opened("latent_semantics")["글 3"])
    np.testing.assert_allclose(vector, EXPECTED["latent_semantics"]["vector"], atol=2e-4)


def test_a_language_model() -> None:
    perplexity = opened("language_model").perplexity(opened("corpus"))
    assert perplexity == pytest.approx(EXPECTED["language_model"]["perplexity"], abs=1e-3)


def test_spacing_and_word_statistics() -> None:
    for name in ("spacing", "spacing_exceptions"):
        assert opened(name).correct("낱말1낱말2희망영화") == EXPECTED[name]["corrected"]
    table = opened("word_statistics").table(min_frequency=5)
    assert len(table) == EXPECTED["word_statistics"]["words"]


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("encoder")])
def test_encoders(name: str) -> None:
    encoded = opened(name).encode(["희망 영화", "", "배우 연기"])
    np.testing.assert_allclose(encoded, EXPECTED[name]["encoded"], atol=2e-5)
    assert len(mv.WordVectors.load(OLD / f"{name}.safetensors")) == 45


def test_a_tokenizer() -> None:
    tokenizer = mv.tokenizers.load(OLD / "bpe.tokenizer.json")
    assert tokenizer("희망 영화") == EXPECTED["corpus_bpe"]["tokens"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith("checkpoint")])
def test_a_run_goes_on_from_its_checkpoint(name: str, tmp_path: Path) -> None:
    shutil.copytree(OLD / name, tmp_path / name)
    knobs = dict(EXPECTED[name]["recipe"])
    if "units" in knobs:  # the name that the knob had
        knobs["subwords"] = knobs.pop("units")
    recipe = getattr(mv, knobs.pop("name"))(**knobs)
    data: Any = opened("corpus")
    if name.endswith(("glove", "swivel")):
        data = opened("counts")
    elif name.endswith(("als", "mf")):
        data = sparse.load_npz(OLD / "ratings.npz")
    more = {"tags": TAGS} if name.endswith("doc2vec") else {}
    epochs: list[int] = []
    fitted = recipe.fit(
        data,
        checkpoint=tmp_path / name,
        callback=lambda event: epochs.append(event.epoch),
        **more,
    )
    assert fitted.report.losses == pytest.approx(EXPECTED[name]["report"], rel=1e-5)
    assert min(epochs) > 1  # the first epoch was not trained again
    with pytest.raises(mv.FormatError, match=rf"{name}.* go on with fit\(checkpoint="):
        mv.load(OLD / name / "checkpoint.safetensors")
    assert type(mv.load(tmp_path / name)) is type(fitted)  # the new one keeps the names


@pytest.mark.parametrize("name", FILES)
def test_info_shows_it(name: str) -> None:
    path = str(OLD / f"{name}.safetensors")
    shown = attempt(["info", path, "--verify"])
    assert shown.exit_code == 0, shown.output
    assert "match" in shown.stdout
    facts = json.loads(attempt(["info", path, "--json"]).stdout)
    assert {"holds", "words"} & facts.keys()

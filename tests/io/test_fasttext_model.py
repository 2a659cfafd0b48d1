"""fastText models that are cut, flipped, lying or of another kind."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made.files import FASTTEXT, FASTTEXT_MODELS

from malvec.errors import FormatError
from malvec.io import load_fasttext

HEAD, COUNTS = 8, 64  # where the arguments and the head of the dictionary begin


def patched(raw, place, layout, *values):
    data = struct.pack("<" + layout, *values)
    return raw[:place] + data + raw[place + len(data) :]


def lies():
    """Damaged models of every kind, and what is said of them."""
    raw = (FASTTEXT / "tiny.bin").read_bytes()
    matrix = raw.index(struct.pack("<?2q", False, 532, 10))
    huge = 2**62
    yield raw[:-1], "cut"
    yield raw + b"x", "1 bytes after"
    yield patched(raw, 4, "i", 13), "version 13"
    yield patched(raw, HEAD, "i", 0), "components"
    yield patched(raw, HEAD, "i", 2**31 - 1), "components"
    yield patched(raw, HEAD + 24, "2i", 9, 9), "model 9"
    yield patched(raw, HEAD + 32, "i", -5), "buckets"
    yield patched(raw, HEAD + 32, "i", 2**31 - 1), "rows"
    yield patched(raw, HEAD + 32, "i", 0), "no buckets"
    yield patched(raw, HEAD + 40, "i", 2**31 - 1), "characters"
    yield patched(raw, COUNTS, "3i", 2**31 - 1, 2**31 - 1, 0), "dictionary would need"
    yield patched(raw, COUNTS, "3i", -1, -1, 0), "dictionary of"
    yield patched(raw, COUNTS, "3i", 32, 40, -8), "dictionary of"
    yield patched(raw, COUNTS, "3i", 1000, 1000, 0), r"dictionary|word \d+"
    yield patched(raw, COUNTS + 20, "q", huge), "list of n-grams would need"
    yield patched(raw, COUNTS + 20, "q", -7), "dictionary of"
    yield patched(raw, COUNTS + 20, "q", 3), "."
    yield patched(raw, matrix, "B", 7), "neither 0 nor 1"
    yield patched(raw, matrix + 1, "2q", huge, huge), "rows of"
    yield patched(raw, matrix + 17, "f", float("nan")), "not finite"
    quantised = (FASTTEXT / "quantised.ftz").read_bytes()
    codes = quantised.index(struct.pack("<?2q", False, 640, 16)) + 17
    yield patched(quantised, codes, "i", 2**31 - 1), "codes"
    yield patched(quantised, codes, "i", -640), "codes"
    yield patched(quantised, codes, "i", 640), "parts"
    size = struct.unpack_from("<i", quantised, codes)[0]
    yield patched(quantised, codes + 4 + size, "4i", 16, 1, 1 << 30, 1), "quantiser"
    yield patched(quantised, codes + 4 + size, "4i", 16, 0, 0, 0), "quantiser"


@pytest.mark.parametrize(("content", "message"), list(lies()))
def test_sizes_that_lie(tmp_path, content, message):
    path = tmp_path / "bad.bin"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=message) as caught:
        load_fasttext(path)
    assert str(path) in str(caught.value)


def survives(path, content):
    """Damage gives a FormatError or other vectors, never anything else."""
    path.write_bytes(content)
    try:
        vectors = load_fasttext(path, allow_non_finite=True)
    except FormatError:
        return
    assert len(vectors) < 1000
    vectors[["없던단어", "a"]] if vectors.subword_table is not None else vectors.matrix.sum()


@pytest.mark.parametrize("name", ["tiny.bin", "pruned.ftz"])
def test_every_cut_is_told(name, tmp_path):
    raw = (FASTTEXT / name).read_bytes()
    for size in [*range(0, 700, 3), *range(700, len(raw), 97), len(raw) - 1]:
        (tmp_path / "x.bin").write_bytes(raw[:size])
        with pytest.raises(FormatError):
            load_fasttext(tmp_path / "x.bin")


@pytest.mark.parametrize("name", FASTTEXT_MODELS)
@pytest.mark.filterwarnings("ignore")
def test_every_flip_is_safe(name, tmp_path):
    raw = (FASTTEXT / name).read_bytes()
    for place in [*range(0, 104), *range(104, len(raw), 211), *range(len(raw) - 60, len(raw))]:
        for bit in (0x01, 0x80):
            survives(tmp_path / "x.bin", raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :])


@pytest.mark.filterwarnings("ignore")
def test_numbers_in_the_head_are_safe(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    numbers = st.sampled_from(
        [0, 1, -1, 2, 11, 12, 255, 256, 2**31 - 1, -(2**31), 500, 532, 640, 2**24]
    )

    @settings(max_examples=300, deadline=None)
    @given(
        st.sampled_from(FASTTEXT_MODELS),
        st.lists(st.tuples(st.integers(1, 22), numbers), min_size=1, max_size=4),
    )
    def change(name, changes):
        raw = (FASTTEXT / name).read_bytes()
        for word, value in changes:
            raw = patched(raw, 4 * word, "i", value)
        survives(folder / "x.bin", raw)

    change()

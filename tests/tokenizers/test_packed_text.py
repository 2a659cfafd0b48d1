"""Packed texts are read as Python's own zlib and base64 read them, damaged ones too."""

from __future__ import annotations

import base64
import json
import time
import zlib
from random import Random

import pytest

import malvec as mv
from malvec import _core
from malvec.tokenizers.packed_text import pack, unpack

MOST = 1 << 16


def by_python(packed: str) -> bytes | None:
    """What is packed, up to so many bytes; None where it is damaged or more."""
    try:
        reader = zlib.decompressobj()
        data = reader.decompress(base64.b64decode(packed, validate=True), MOST)
    except (ValueError, zlib.error):
        return None
    return data if reader.eof else None


def by_core(packed: str) -> bytes | None:
    """The same by the core."""
    try:
        return _core.unpack(packed, MOST)
    except mv.FormatError:
        return None


def compressed(random: Random) -> bytes:
    letters = random.choice([b"a", b"ab\xff", bytes(range(256)), "재미있다 ".encode()])
    data = bytes(random.choices(letters, k=random.choice([0, 1, 50, 3000])))
    bits, memory, strategy = random.randrange(9, 16), random.randrange(1, 10), random.randrange(5)
    writer = zlib.compressobj(random.randrange(10), zlib.DEFLATED, bits, memory, strategy)
    return writer.compress(data) + writer.flush(zlib.Z_FULL_FLUSH) + writer.flush()


def test_the_same_verdict_and_bytes_as_zlib() -> None:
    random, whole = Random(seed := time.time_ns() % 1_000_000), 0
    for _ in range(800):
        data = bytearray(compressed(random))
        for _ in range(random.randrange(4)):
            data[random.randrange(min(len(data), 90))] ^= 1 << random.randrange(8)
        if random.random() < 0.2:
            del data[random.randrange(len(data)) :]
        packed = base64.b64encode(data + random.choice([b"", b"more"])).decode()
        found = by_core(packed)
        assert found == by_python(packed), (seed, packed)
        whole += found is not None
    assert 100 < whole < 700


def test_the_same_verdict_of_base64() -> None:
    random, packed = Random(seed := time.time_ns() % 1_000_000), pack("재미있다")
    for _ in range(3_000):
        text = list(packed)
        for _ in range(random.randrange(3)):
            text[random.randrange(len(text))] = random.choice("A=+/-_ \n가\0")
        cut = "".join(text)[: len(text) - random.randrange(4)] + random.choice(["", "=", "=="])
        assert by_core(cut) == by_python(cut), (seed, cut)


def test_what_is_too_large_is_refused() -> None:
    for size in (MOST - 1, MOST + 1, 100 * MOST):
        packed = base64.b64encode(zlib.compress(bytes(size))).decode()
        assert (by_core(packed) is None) == (size > MOST)
    with pytest.raises(mv.FormatError, match="it is too large"):
        _core.unpack(base64.b64encode(zlib.compress(bytes(MOST + 1))).decode(), MOST)


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (3, "packed text is a str, not int"),
        ("가", "it is not base64"),
        ("eJx", "its padding is wrong|it is cut"),
        ("AAAA", "it is not compressed by zlib"),
        (pack("가나다")[:-8], "it is cut"),
        (base64.b64encode(zlib.compress(b"\xff")).decode(), "utf-8"),
    ],
)
def test_a_damaged_text_gets_a_sentence(packed: object, why: str) -> None:
    with pytest.raises(mv.FormatError, match=f"the words are damaged: .*(?:{why})"):
        unpack(packed, "the words")


def test_what_could_not_be_read_back_is_not_packed() -> None:
    with pytest.raises(ValueError, match="268,435,457 bytes cannot be stored"):
        pack("a" * ((1 << 28) + 1))


def test_scores_of_millions_of_words_are_read() -> None:
    words = ",".join(f'["w{number}",1]' for number in range(1_500_000))
    described = {"name": "l-tokenizer", "zlib": pack(f"[{words}]")}
    tokens = _core.CoreTokenizer(json.dumps(described))("w1499999은".encode())
    assert [token.decode() for token in tokens] == ["w1499999", "은"]


def test_there_and_back() -> None:
    for text in ("", "가", "재미있다 " * 100_000):
        assert unpack(pack(text), "it") == text

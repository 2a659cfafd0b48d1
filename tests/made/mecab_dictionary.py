"""A small dictionary of MeCab: what words of users need of one."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.reference.mecab_words import murmur

LEFT = (
    "BOS/EOS,*,*,*,*,*,*,BOS/EOS",
    "NNG,*,*,*,*,*,*,*",
    "NNP,*,*,*,*,*,*,*",
    "JX,*,*,는,*,*,*,*",
)
RIGHT = (*LEFT[:1], "NNG,*,F,*", "NNG,*,T,*", "N,*,F,*", "N,*,T,*", "JX,*,T,는")
FILES = {
    "dicrc": "; a comment\ncost-factor = 700\nconfig-charset = UTF-8\ncost-factor = 1\n",
    "pos-id.def": "*,*,*,*,Compound 7\n(NNG|NNP),*,T 150\nNNG 151\n",
    "rewrite.def": (
        "# a comment\n[unigram rewrite]\n*,*,*,*,*,*,*,*  $1,$2,$3,$4\n\n"
        "[left rewrite]\n(JX|JKS),*,*,*,*,*,*,* \t $1,*,*,$4,*,*,*,*\n"
        "*,*,*,*,*,*,*,* $1,$2,*,*,*,*,*,*\n"
        "[right rewrite]\nNNP,*,*,*,*,*,*,* N,$2,$3,*\nJX,*,*,*,*,*,*,* $1,$2,$3,$4\n"
        "*,*,*,*,*,*,*,* $1,$2,$3,*\n"
    ),
    "left-id.def": "".join(f"{i} {name}\n" for i, name in enumerate(LEFT)),
    "right-id.def": "".join(f"{i} {name}\n" for i, name in enumerate(RIGHT)),
    "feature.def": (
        "# a comment\nUNIGRAM U00:%F[0]\nUNIGRAM U01:%F[0],%F?[1]\nUNIGRAM R00:%F[3]\n"
        "UNIGRAM T00:%t/%F[2]\nUNIGRAM A:%u\nUNIGRAM X:%F[9]\nBIGRAM B00:%L[0]/%R[0]\n"
    ),
}
WEIGHTS = {
    "U00:NNG": -2.5,
    "U00:NNP": -3.25,
    "R00:말벡": -0.123456,
    'R00:말,"벡': -60.0,
    "R00:가": 55.0,
    "T00:2/T": 0.5,
    "T00:0/F": 0.75,
    'A:NNP,*,F,"a,b"': 1.0,
    "U01:NNG,*": -9.0,  # which no word has, since * tells nothing
}
CLASSES = ("DEFAULT", "ALPHA", "HANGUL")


def make_dictionary(folder: Path) -> Path:
    """Writes the files of the dictionary, all but sys.dic and unk.dic."""
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    costs = len(LEFT) * len(RIGHT)
    (folder / "matrix.bin").write_bytes(
        struct.pack(f"<HH{costs}h", len(RIGHT), len(LEFT), *range(costs))
    )
    names = b"".join(name.encode().ljust(32, b"\0") for name in CLASSES)
    of = [2 if 0xAC00 <= c <= 0xD7A3 else int(chr(c).isalpha() and c < 128) for c in range(0xFFFF)]
    (folder / "char.bin").write_bytes(
        struct.pack("<I", len(CLASSES))
        + names
        + struct.pack(f"<{len(of)}I", *(c << 18 for c in of))
    )
    (folder / "model.bin").write_bytes(model(WEIGHTS))
    return folder


def model(weights: dict[str, float]) -> bytes:
    """The bytes of model.bin."""
    known = sorted((murmur(feature.encode()), weight) for feature, weight in weights.items())
    return (
        struct.pack("<I32s", len(known), b"UTF-8")
        + struct.pack(f"<{len(known)}d", *(weight for _, weight in known))
        + struct.pack(f"<{len(known)}Q", *(name for name, _ in known))
    )

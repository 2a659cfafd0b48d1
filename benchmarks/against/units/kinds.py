"""Tokenizers of the kinds that models are published with, trained on the texts at hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import sentencepiece
import tokenizers as library
from tokenizers import models, normalizers, pre_tokenizers, trainers

from malvec.tokenizers.subwords.sentencepiece_file import parse_model

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
Texts = Sequence[str]


def bert(lowercase: bool) -> Callable[[Texts, int], str]:
    """BERT's WordPiece; uncased strips accents."""

    def trained(texts: Texts, units: int) -> str:
        made: Any = library.Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.normalizer = normalizers.BertNormalizer(True, True, None, lowercase)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        made.train_from_iterator(
            texts,
            trainers.WordPieceTrainer(
                vocab_size=units, special_tokens=special, show_progress=False
            ),
        )
        return str(made.to_str())

    return trained


def byte_level(llama3: bool) -> Callable[[Texts, int], str]:
    """BPE of bytes, with the pattern of GPT-2 or of Llama 3."""

    def trained(texts: Texts, units: int) -> str:
        made: Any = library.Tokenizer(models.BPE(ignore_merges=llama3))
        made.pre_tokenizer = pre_tokenizers.Sequence(
            [
                *([pre_tokenizers.Split(library.Regex(LLAMA3), "isolated")] if llama3 else []),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=not llama3),
            ]
        )
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        made.train_from_iterator(
            texts,
            trainers.BpeTrainer(vocab_size=units, initial_alphabet=alphabet, show_progress=False),
        )
        return str(made.to_str())

    return trained


def llama2(texts: Texts, units: int) -> str:
    """BPE over whole texts, with blanks as ▁ and units for bytes."""
    made: Any = library.Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(
        vocab_size=units, limit_alphabet=2000, special_tokens=special, show_progress=False
    )
    made.train_from_iterator(texts, trainer)
    parts = json.loads(made.to_str())
    parts["model"]["byte_fallback"] = True
    parts["pre_tokenizer"] = None
    blanks = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    steps = [{"type": "Prepend", "prepend": "▁"}, blanks]
    parts["normalizer"] = {"type": "Sequence", "normalizers": steps}
    parts["added_tokens"] = parts["added_tokens"][:1]
    return json.dumps(parts)


def xlm_r(texts: Texts, units: int) -> str:
    """The Unigram of a SentencePiece model, with its map of characters."""
    model = parse_model(pieces("unigram")(texts, units))
    scores = [(piece.text, piece.score) for piece in model.pieces]
    made: Any = library.Tokenizer(models.Unigram(scores, 0))
    blanks = normalizers.Replace(library.Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.Precompiled(model.charsmap), blanks])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return str(made.to_str())


def pieces(kind: str) -> Callable[[Texts, int], bytes]:
    """A model of SentencePiece."""

    def trained(texts: Texts, units: int) -> bytes:
        out = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=out,
            model_type=kind,
            vocab_size=units,
            character_coverage=0.9995,
            byte_fallback=kind == "bpe",
            minloglevel=2,
        )
        return out.getvalue()

    return trained


JSON_KINDS = {
    "WordPiece, BERT cased": bert(lowercase=False),
    "WordPiece, BERT uncased": bert(lowercase=True),
    "BPE of bytes, GPT-2": byte_level(llama3=False),
    "BPE of bytes, Llama 3": byte_level(llama3=True),
    "BPE, Llama 2": llama2,
    "Unigram, XLM-R": xlm_r,
}
MODEL_KINDS = {"unigram": pieces("unigram"), "bpe": pieces("bpe")}

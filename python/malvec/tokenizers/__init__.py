"""Tokenizers: any callable that takes a text and gives the list of its tokens; here those that
malvec brings, and the pipeline that cleans and cuts text.

They are frozen dataclasses: comparable, picklable, described by their settings, and loaded only
when used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.tokenizers.analysers.kiwi import Kiwi
    from malvec.tokenizers.analysers.konlpy import Hannanum, Kkma, Komoran, KonlpyMecab, Okt
    from malvec.tokenizers.analysers.mecab import Mecab
    from malvec.tokenizers.analysers.user_dictionary import UserDictionary
    from malvec.tokenizers.analysers.user_words import AddedWords, WithUserWords, add_words
    from malvec.tokenizers.described import from_description
    from malvec.tokenizers.description import describe
    from malvec.tokenizers.kinds import BY_NAME, by_name
    from malvec.tokenizers.phrases import WithPhrases
    from malvec.tokenizers.pipeline import Pipeline
    from malvec.tokenizers.plain import Characters, Eojeols, Whitespace
    from malvec.tokenizers.regex import RegexTokenizer
    from malvec.tokenizers.running.batches import Batch, batch
    from malvec.tokenizers.scored.scored import LTokenizer, MaxScore, NounTokenizer
    from malvec.tokenizers.stop_words import KOREAN_STOP_WORDS, WithoutStopWords
    from malvec.tokenizers.subwords.bert import bert, to_bert_vocabulary
    from malvec.tokenizers.subwords.loading import load
    from malvec.tokenizers.subwords.sentencepiece_tokenizer import SentencePieceTokenizer
    from malvec.tokenizers.subwords.subword_tokenizer import SubwordTokenizer
    from malvec.tokenizers.tokenizer import Tokenizer, TokenizerLike, as_tokenizer
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "analysers.kiwi": "Kiwi",
            "analysers.konlpy": "Hannanum Kkma Komoran KonlpyMecab Okt",
            "analysers.mecab": "Mecab",
            "analysers.user_dictionary": "UserDictionary",
            "analysers.user_words": "AddedWords WithUserWords add_words",
            "described": "from_description",
            "description": "describe",
            "kinds": "BY_NAME by_name",
            "phrases": "WithPhrases",
            "pipeline": "Pipeline",
            "plain": "Characters Eojeols Whitespace",
            "regex": "RegexTokenizer",
            "running.batches": "Batch batch",
            "scored.scored": "LTokenizer MaxScore NounTokenizer",
            "stop_words": "KOREAN_STOP_WORDS WithoutStopWords",
            "subwords.bert": "bert to_bert_vocabulary",
            "subwords.loading": "load",
            "subwords.sentencepiece_tokenizer": "SentencePieceTokenizer",
            "subwords.subword_tokenizer": "SubwordTokenizer",
            "tokenizer": "Tokenizer TokenizerLike as_tokenizer",
        },
    )

__all__ = [
    "BY_NAME",
    "KOREAN_STOP_WORDS",
    "AddedWords",
    "Batch",
    "Characters",
    "Eojeols",
    "Hannanum",
    "Kiwi",
    "Kkma",
    "Komoran",
    "KonlpyMecab",
    "LTokenizer",
    "MaxScore",
    "Mecab",
    "NounTokenizer",
    "Okt",
    "Pipeline",
    "RegexTokenizer",
    "SentencePieceTokenizer",
    "SubwordTokenizer",
    "Tokenizer",
    "TokenizerLike",
    "UserDictionary",
    "Whitespace",
    "WithPhrases",
    "WithUserWords",
    "WithoutStopWords",
    "add_words",
    "as_tokenizer",
    "batch",
    "bert",
    "by_name",
    "describe",
    "from_description",
    "load",
    "to_bert_vocabulary",
]

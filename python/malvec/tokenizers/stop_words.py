"""Stop words: tokens that are left out because they say little, by a list or by their tags."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from malvec.text.normalizer import composed_text
from malvec.tokenizers.analysers.analyser import Analyser
from malvec.tokenizers.analysers.tags import as_tags, check_tags
from malvec.tokenizers.tokenizer import Tokenizer, WrappedTokenizer, as_tokenizer

__all__ = ["KOREAN_STOP_WORDS", "WithoutStopWords"]

_LISTED = """
이 가 은 는 을 를 의 에 에서 에게 께 한테 로 으로 와 과 랑 이랑 하고 도 만 까지 부터
마다 조차 마저 밖에 보다 처럼 같이 라고 이라고 나 이나 든지 이든지 야 요 이다 다 고 며
면서 지만 는데 ㄴ데 은데 니까 어서 아서 려고 게 지 기 ㅁ 음 ㄴ ㄹ 던 었 았 겠 시 것 거
수 줄 데 바 때 등 들 및 또 또는 그리고 그러나 하지만 그런데 그래서 그러면 그 저 이것 그것
저것 여기 거기 저기 너 우리 저희 그녀 있 하 되 않 아니 없 같 때문 위해 대해 통해 더 매우
너무 정말 아주 좀 잘 다시 바로
"""
KOREAN_STOP_WORDS = frozenset(_LISTED.split())
"""Particles, endings, pronouns, and words that stand in nearly every Korean text, as analysers give
them; short on purpose. 않, 아니 and 없 turn meanings round: take them off where that matters."""


@dataclass(frozen=True)
class WithoutStopWords(WrappedTokenizer):
    """Any tokenizer, without the tokens that are stop words.

    Args:
        tokenizer: a callable from a text to the list of its tokens.
        words: the stop words; by default :data:`KOREAN_STOP_WORDS`, where no tags are given.
        tags: tags of tokens to leave out, by their beginnings, such as ("J", "E"); for analysers of
            malvec's.

    Raises:
        TypeError: words that are one str, or tags for a tokenizer that gives none.
        ValueError: no tag of the analyser begins so.

    Example:
        >>> WithoutStopWords(str.split, ["그", "저"])("그 영화 저 영화")
        ['영화', '영화']
        >>> WithoutStopWords(malvec.tokenizers.Mecab(), tags=("J", "E"))("영화가 재미있다")
        ['영화', '재미있']
    """

    tokenizer: Tokenizer
    words: Collection[str] | None = None
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        tokenizer = as_tokenizer(self.tokenizer)
        given = self.words
        if given is None:
            given = () if self.tags else KOREAN_STOP_WORDS
        tags = as_tags("tags", self.tags)
        if tags and not isinstance(tokenizer, Analyser):
            raise TypeError(
                f"tags={tags!r:.60}: {type(tokenizer).__name__} gives no tags; Mecab, Kiwi and"
                " KoNLPy's analysers do: put it right around one"
            )
        if tags and isinstance(tokenizer, Analyser):
            check_tags("tags", tags, tokenizer.tags(), type(tokenizer).__name__)
        object.__setattr__(self, "tokenizer", tokenizer)
        object.__setattr__(self, "words", frozenset(_checked(given)))
        object.__setattr__(self, "tags", tags)

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text that are no stop words."""
        if not self.tags:
            return self._others(self.tokenizer(text))
        words = self.words or ()
        assert isinstance(self.tokenizer, Analyser)
        return [
            token
            for token, tag in self.tokenizer.tagged(text)
            if token not in words and not tag.startswith(self.tags)
        ]

    def threaded(self) -> bool:
        """Whether the tokenizer within is, and is asked for tokens alone."""
        return not self.tags and self.tokenizer.threaded()

    def each(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """The tokens of each text, by the threads of the tokenizer within."""
        return map(self, texts) if self.tags else map(self._others, self.tokenizer.each(texts))

    def _others(self, tokens: list[str]) -> list[str]:
        words = self.words or ()
        return [token for token in tokens if token not in words]

    def settings(self) -> dict[str, Any]:
        """Words and tags, for JSON."""
        return {"words": sorted(self.words or ()), "tags": list(self.tags)}


def _checked(words: Any) -> Collection[str]:
    if isinstance(words, (str, bytes)) or not all(isinstance(word, str) for word in words):
        raise TypeError(f"words must be stop words, each a str, not {words!r:.60}")
    return tuple(map(composed_text, words))

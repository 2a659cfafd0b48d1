"""What follows nouns, and what follows the stems of verbs and adjectives: closed lists, from the
grammar of Korean."""

from __future__ import annotations

__all__ = ["PREDICATE_FORMS", "RIGHT_PARTS"]

# Case particles and the copula, which no ending of a verb looks like.
_NOUN = """
에 에서 에게 에게서 에게는 에게도 에는 에도 에만 에서는 에서도 에서의 에서만 에서부터 에선 엔 의
까지 까지는 까지도 부터 부터가 처럼 처럼은 만큼 만큼은 만큼이나 보다 보다는 보다도 마다 조차
조차도 마저 마저도 밖에 뿐 뿐만 뿐이다 께서 께 한테 한테는 한테도 이랑 하고는 대로 만의 만이 만은
만을 까지의 들이 들은 들의 들을 들도 들과 들에게 들에 들만 들이나 들로 들처럼 적인 적으로 적이고
적이다 입니다 입니다. 이네요 이네요. 이에요 예요 이었다 이었습니다 이라는 이라고 이라서 이라도
이라면 이라니 이란 이다 이다. 인데 인지 인가 이지만 이며 이자 이어서 인듯 인듯. 이야 이죠 이지
네요 라는 라니 라서 라면 라도 라고는 였다 였습니다 였음 였는데 였던 임 임. 등 등의 등을
"""
_AFTER_VOWEL = """
를 가 와 로 로서 로써 로는 로도 로의 랑 란 여서
"""
_AFTER_CONSONANT = """
을 이 과 으로 으로서 으로써 으로는 으로도 으로의 은
"""
# Endings, which follow stems.
_PREDICATE = """
다 다. 다고 다는 다면 다가 다니 다며 ㄴ다 는다 는데 는데. 는지 는가 는거 는게 는것 던 던데 던가 지
지만 지는 지도 지만. 지않은 지않고 지않다 지마 지마라 지요 죠 죠. 게 게도 게끔 겠다 겠네 겠습니다
겠지 겠지만 면서 면서도 며 려고 려면 러 더니 더라 더라구요 더군요 든지 든 도록 기 기에 기도 기는
기만 기까지 길 긴 김 구나 군 군요 네 네. 네요. 냐 냐? 니 니까 니다 습니다 습니다. 습니까 었다 었던
었는데 었습니다 았다 았던 았는데 았습니다 아서 어서 아요 어요 아야 어야 아도 어도 자 자마자 세요
십시오 으면 으며 으니 은데 을까 을수록 을듯
"""
# Where nouns and stems are both followed by it: it says nothing.
_EITHER = """
는 도 만 고 나 라 야 하다 한 하는 하고 해서 했다 했던 할 함 하게 하지 되는 된 된다 되어 스러운
스럽다
"""
# Ends of verbs and adjectives, and of nouns with a particle.
_FORMS = """
으 없 있 같 많 한다 된다 했다 됐다 하는 되는 하던 되던 하고 되고 하며 되며 하면 되면 해서 돼서
하지 되지 하게 되게 하기 되기 하려 되려 하네 되네 합니 됩니 했습니 됐습니 하였 되었 한다고 한다는
된다는 했다는 시키는 시킨다 시켰다 스러운 스럽다 스럽게 스러워 있는 없는 있다 없다 있고 없고 있게
없이 있음 없음 않는 않은 않다 않고 같은 같다 같이 하는데 한데 인데 지만 네요 아요 어요 해요 세요
습니다 입니다 니다 는데 는지 면서 다면 다는 다고 려고 더라 던데 구나 군요 니까 거든 어서 아서 에서
에게 까지 부터 처럼 보다 으로
"""


def _right_parts() -> dict[str, str]:
    lists = {
        "noun": _NOUN,
        "noun_after_vowel": _AFTER_VOWEL,
        "noun_after_consonant": _AFTER_CONSONANT,
    }
    lists |= {"predicate": _PREDICATE, "either": _EITHER}
    return {part: vote for vote, parts in lists.items() for part in parts.split()}


RIGHT_PARTS = _right_parts()
"""Right part to what it says about the left part before it.

See ``cpp/corpus/words/noun_votes.h``.
"""

PREDICATE_FORMS = tuple(_FORMS.split())
"""What nouns do not end with."""

"""Where sentences end, character by character: the twin of ``cpp/text/sentences.h``, which has the
rules in words."""

from __future__ import annotations

import re

from reference import sentence_words as words

Span = tuple[int, int]

CLEAR, WEAK, NONE = 2, 1, 0
LONGEST_QUOTATION = 300

_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_STOPS = ".!?…‥。！？｡"
_SOFT = "[~～^;♥♡❤☹☺☻\u3131-\u318e\U0001f300-\U0001faff\ufe0f\u200d]"
_TAIL = re.compile(f"[{_STOPS}]|{_SOFT}")
_STRONG = re.compile(f"[!?.…_]|{_SOFT}")
_FACE = re.compile(rf"(?:[!?.…_\-=><,*:()]|{_SOFT})+")
_PAIRS = dict(zip("([{（［｛〈《「『【〔“‘«", ")]}）］｝〉》」』】〕”’»", strict=True))
_LOWER = re.compile("[a-zß-öø-ÿά-ώа-џ]")
_DIGIT = re.compile("[0-9]")
_WORD = re.compile("[0-9A-Za-z가-힣]")
_LETTER = re.compile("[A-Za-z]")

# particles, endings that go on, modifiers
_OPEN = "고서며면데니지만은는이가을를에의도로과와나게한던인할된될려든랑라"
_ADJECTIVES = "없좋많않찮같싶높낮깊럽롭렵깝쉽섭맙답겁볍덥춥립밉"
_POLITE_VOWELS = (0, 1, 4, 5, 6, 7, 9, 10, 11, 14, 15)  # ㅏ ㅐ ㅓ ㅔ ㅕ ㅖ ㅘ ㅙ ㅚ ㅝ ㅞ


def sentence_spans(text: str) -> list[Span]:
    """Where each sentence begins and ends."""
    found: list[Span] = []
    start = 0
    for line in re.split(f"[{_LINE_ENDS}]", text):
        found += [(start + begin, start + end) for begin, end in Line(line).spans()]
        start += len(line) + 1
    return found


def _hangul(c: str) -> bool:
    return "가" <= c <= "힣" or "\u3131" <= c <= "\u318e" or "\u1100" <= c <= "\u11ff"


def _final(c: str) -> int:
    return (ord(c) - 0xAC00) % 28 if "가" <= c <= "힣" else 0


class Line:
    """One line, and which of its places lie in a quotation or in brackets."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.inside = [False] * (len(line) + 1)
        self.closing = [c in _PAIRS.values() for c in line]
        waiting: list[tuple[str, int]] = []
        for i, c in enumerate(line):
            before = line[i - 1] if i else " "
            after = line[i + 1] if i + 1 < len(line) else " "
            closer = c in _PAIRS.values() or c in "\"'"
            if c in "'’" and _LETTER.match(after):
                closer = False
            open_at = [n for n, (wanted, _) in enumerate(waiting) if wanted == c]
            if closer and open_at:
                _, begin = waiting[open_at[-1]]
                del waiting[open_at[-1] :]
                self.closing[i] = True
                if i - begin <= LONGEST_QUOTATION:
                    self.inside[begin + 1 : i + 1] = [True] * (i - begin)
                continue
            if c in "\"'" and after.isspace():
                self.closing[i] = not before.isspace()
            elif c in _PAIRS or c == '"' or (c == "'" and not _WORD.match(before)):
                waiting.append((_PAIRS.get(c, c), i))
                del waiting[:-8]

    def spans(self) -> list[Span]:
        """Where each sentence of the line begins and ends."""
        line, found = self.line, list[Span]()
        begin = at = self.next(0)
        while at < len(line):
            if not _TAIL.match(line[at]) and not line[at].isspace():
                at += 1
                continue
            tail = at
            while tail < len(line) and _TAIL.match(line[tail]):
                tail += 1
            end = tail
            while end < len(line) and tail > at:
                if not self.closing[end] and not (end > tail and _TAIL.match(line[end])):
                    break
                end += 1
            if self.next(end) == len(line):
                break
            if at > begin and self.ends(begin, at, tail, end):
                end = self.with_faces(end)
                found.append((begin, end))
                begin = at = self.next(end)
            else:
                at = end if end > at else self.next(at)
        if begin < len(line):
            found.append((begin, len(line.rstrip())))
        return found

    def next(self, at: int) -> int:
        """The place of the next character that is no blank."""
        while at < len(self.line) and self.line[at].isspace():
            at += 1
        return at

    def word(self, at: int) -> str:
        """What stands there up to a blank or a sign, sixteen characters at most."""
        found = re.match(r"[^\s,]{0,16}", self.line[at : at + 16])
        assert found
        return re.split(_TAIL, found[0])[0]

    def with_faces(self, end: int) -> int:
        """The end of a sentence with the emoticons that follow it."""
        while True:
            begin = self.next(end)
            face = re.compile(r"\S*").match(self.line, begin)
            assert face
            if not _FACE.fullmatch(face[0]) or not _STRONG.search(face[0]):
                return end
            end = face.end()

    def ends(self, begin: int, at: int, tail: int, end: int) -> bool:
        """Whether a sentence ends behind its signs ``[at, tail)`` and what closes there."""
        line = self.line
        last = at
        while last > begin and tail > at and (line[last - 1].isspace() or self.closing[last - 1]):
            last -= 1
        if last == begin or self.inside[end]:
            return False
        before, following = line[last - 1], self.next(end)
        spaced = following > end
        word = self.word(following)
        if word.startswith(words.QUOTING) or (end > tail and word in words.AFTER_QUOTATION):
            return False
        signs = line[at:tail]
        ending = self.ending(begin, last)
        if re.search("[。！？｡]", signs):
            return spaced or end == tail
        if not spaced:
            return self.ends_unspaced(signs, before, line[end], ending) and end == tail
        if not re.search("[.!?…‥]", signs):
            return self.ends_without_stop(signs, (begin, last), following, word)
        if _LOWER.match(line[following]) and not _hangul(before):
            return False
        if re.search("[!?]", signs):
            return True
        if re.search(r"[…‥]|\..*\.", signs):
            if _hangul(before):
                return ending >= WEAK or self.fragment(begin, last)
            return bool(re.match("[A-Z]", line[following])) and word != "I"
        return self.ends_at_period(begin, last, following, word)

    def ends_without_stop(self, signs: str, span: Span, following: int, word: str) -> bool:
        """The same where a blank follows, and no stop."""
        (begin, last), before = span, self.line[span[1] - 1]
        ending = self.ending(begin, last)
        if word in words.CARRYING or word.startswith(words.CARRYING_STARTS):
            return False
        if self.line[following] in ":-–—,/([（［":
            return False
        if signs == ";" or (signs and _DIGIT.match(self.line[following])):
            return False
        if before == "음" and word.startswith(words.WISHING):
            return False
        if signs:
            return ending >= WEAK or self.fragment(begin, last)
        return ending == CLEAR

    def fragment(self, begin: int, last: int) -> bool:
        """Whether a Korean word before signs is no particle, connective or adverb: what goes on
        seldom ends so."""
        c = self.line[last - 1]
        found = re.search(r"[가-힣]*$", self.line[max(begin, last - 4) : last])
        assert found
        return "가" <= c <= "힣" and c not in _OPEN and found[0] not in words.ADVERBS

    def ends_unspaced(self, signs: str, before: str, after: str, ending: int) -> bool:
        """The same where no blank follows."""
        if not _hangul(before) or not _hangul(after) or signs[-1:] not in _STOPS or not signs:
            return False
        if re.search("[!?]", signs):
            return True
        return ending >= (CLEAR if re.search(r"[…‥]|\..*\.", signs) else WEAK)

    def ends_at_period(self, begin: int, last: int, following: int, word: str) -> bool:
        """The same at a period with a blank behind it."""
        line = self.line
        before = line[last - 1]
        number = bool(_DIGIT.match(line[following]))
        date = re.search(r"[0-9]\.\s[0-9]{1,2}$", line[max(begin, last - 5) : last])
        if _DIGIT.match(before) and (number or date):
            return False
        so_far = line[begin:last]
        if re.fullmatch(r"[0-9.]{1,7}|[가나다라마바사아자차카타파하]|[A-Za-z]", so_far):
            return bool(re.fullmatch(r"[0-9]{4,7}", so_far))
        if not _LETTER.match(before):
            return True
        found = re.search(r"[A-Za-z.]*$", line[max(begin, last - 16) : last])
        assert found
        short = found[0].strip(".").lower()
        starts = word in words.STARTERS
        if re.fullmatch(r"[a-z]{1,2}(\.[a-z]{1,2})+", short):
            return starts and short not in ("e.g", "i.e")
        if len(short) == 1 or short in words.PERHAPS:
            return starts
        if short in words.NUMBERS:
            return not number
        return short not in words.NAMES

    def ending(self, begin: int, last: int) -> int:
        """How surely the eojeol before ``last`` ends a Korean sentence."""
        three = [self.line[i] if i >= begin else " " for i in (last - 3, last - 2, last - 1)]
        x, y, z = (c if "가" <= c <= "힣" else " " for c in three)
        if y == " " or z == " ":
            return NONE
        polite = y == "니" and _final(x) == 17
        past = _final(y) == 20
        if z == "다":
            if x + y in ("우간", "르완", "레이") or (x == " " and y in "판반"):
                return NONE
            if polite or past or y in _ADJECTIVES or _final(y) == 4:
                return CLEAR
            return CLEAR if y == "이" or x + y in ("아니", "최고", "영화") else WEAK
        if z == "까":
            return CLEAR if polite else WEAK if _final(y) == 8 else NONE
        if z == "요":
            return self.ending_in_yo(x, y)
        if z == "음":
            return CLEAR if past or y in "없좋같싶많않" else NONE
        if z in "함됨임":
            return CLEAR if z == "임" and y in "거것꺼" else WEAK
        if z == "네":
            return CLEAR if past or y in "없좋" else WEAK if y in "같싶많하이되" else NONE
        if z == "나" and y == "구":
            return NONE if x in "누더" else CLEAR
        weak = {"죠": True, "듯": _final(y) in (4, 8), "지": past or y in "하이없좋", "냐": True}
        weak |= {"군": past or y in "없좋", "나": past, "야": y in "이거", "해": True}
        weak |= {"어": past or y in "없싶", "아": y in "같좋많않", "라": y in "봐마"}
        if not weak.get(z, False):
            return NONE
        return CLEAR if z in "죠군" else WEAK

    @staticmethod
    def ending_in_yo(x: str, y: str) -> int:
        """The same where it ends in 요."""
        if y in "지든군":
            return CLEAR
        open_vowel = _final(y) == 0 and (ord(y) - 0xAC00) // 28 % 21 in _POLITE_VOWELS
        if open_vowel and y != "개" and not (y == "가" and x in "제내네누니 "):
            return CLEAR
        return WEAK if y in "고구이니" else NONE

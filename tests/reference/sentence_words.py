"""The words around the end of a sentence, of :mod:`reference.sentence_ends`."""

_CARRYING = """
고 고는 고도 며 면 는 라면 란 하고 하며 하는 하던 하면 해도 해서 하여 하여도 하니 하니까 하자 해야
보니 보면 보니까 치고 치면 쳐도 했다 한다 합니다 그래도 그래서 말다 말았다 말고 뿐 만 만은 마는 손
왔다 갔다 와서 가도 느니 던 더라 더니 든지 등 등의 등을 정도 던데 는데 는걸 니 네 까지 한들 할지라도
"""
_NAMES = """
mr mrs ms messrs dr prof gen rep reps sen sens gov lt maj col capt cmdr adm sgt cpl rev hon mt ft vs
cf approx
"""
_NUMBERS = "no nos fig figs vol vols p pp sec ch art eq jan feb mar apr aug sep sept oct nov dec"
_PERHAPS = "st al ed eds etc inc corp co ltd jr sr bros dept est ave rd blvd"
_STARTERS = """
The He She It In But And This That These Those They We You I A An However When While After If On At
For As There His Her Its Their What Who Where Why How Then So Or Yet Also Meanwhile According Some
Many Most One Two Police
"""
_ADVERBS = """
정말 진짜 그냥 너무 역시 솔직히 글쎄 아직 완전 제발 참 좀 더 다 또 음 아 와 오 흠 뭐 막 왜 꼭 딱 잘
안 못 근데 그런데 하지만 그리고 그래서 그러나 그래도 암튼 아무튼 하여튼 특히 다만 물론 사실 결국
"""
_AFTER_QUOTATION = "고 하고 며 는 란 라 이라 하며 하면서"
_CARRYING_STARTS = "하더 했는 했지 싶 보다 치더 라고 라는 라며 이라"

QUOTING = ("라고", "라는", "라며", "라던", "이라고", "이라는", "이라며", "이라던")
AFTER_QUOTATION = frozenset(_AFTER_QUOTATION.split())
ADVERBS = frozenset(_ADVERBS.split())
CARRYING = frozenset(_CARRYING.split())
CARRYING_STARTS = tuple(_CARRYING_STARTS.split())
WISHING = ("좋", "안", "못", "뭐", "뭔", "어떻")  # 있음 좋겠다: 있으면

NAMES = frozenset(_NAMES.split())
NUMBERS = frozenset(_NUMBERS.split())
PERHAPS = frozenset(_PERHAPS.split())
STARTERS = frozenset(_STARTERS.split())

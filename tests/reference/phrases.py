"""Collocations over lists of words, one pass, as obvious as it can be."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise


def spans(sentence, connectors):
    """Begin and end of everything that runs from a word to the next one that is no connector."""
    ends = [i for i, word in enumerate(sentence) if word not in connectors]
    return [(a, b + 1) for a, b in pairwise(ends)]


def scores(sentences, scoring, min_count=5, connectors=()):
    """The score of every phrase that occurs min_count times."""
    words = Counter(word for sentence in sentences for word in sentence)
    pairs = Counter(tuple(s[a:b]) for s in sentences for a, b in spans(s, connectors))
    total = words.total()
    found = {}
    for phrase, n in pairs.items():
        n_a, n_b = words[phrase[0]], words[phrase[-1]]
        if n < min_count:
            continue
        if scoring == "word2phrase":
            found[phrase] = (n - min_count) / n_a / n_b * total
        else:
            found[phrase] = math.log((n / total) / (n_a / total * n_b / total)) / -math.log(
                n / total
            )
    return found


def merge(sentence, phrases, delimiter="_", connectors=()):
    """The sentence with its phrases merged, from left to right."""
    out, i = [], 0
    ends = dict(spans(sentence, connectors))
    while i < len(sentence):
        end = ends.get(i)
        if end is not None and tuple(sentence[i:end]) in phrases:
            out.append(delimiter.join(sentence[i:end]))
            i = end
        else:
            out.append(sentence[i])
            i += 1
    return out

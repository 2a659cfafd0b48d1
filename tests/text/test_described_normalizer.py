"""What files say of cleaning: read by the core, refused with a sentence."""

from __future__ import annotations

import json
import re

import pytest

import malvec as mv
from malvec import Normalizer
from malvec.tokenizers.pipeline import stored_pipeline


@pytest.mark.parametrize(
    ("description", "why"),
    [
        (3, "not the description of a Normalizer: 3"),
        ({"form": None}, "form=None: text is put into form NFC only"),
        ({"html": 1}, "not the description of a Normalizer: html=1: must be True or False"),
        ({"html": "yes'"}, """not the description of a Normalizer: html="yes'": must be True or"""),
        ({"repeats": 0}, "repeats=0: must be between 1 and 4,294,967,295"),
        ({"repeats": 10**30}, "repeats=1" + 30 * "0" + ": must be between 1 and 4,294,967,295"),
        ({"repeats": True}, "not the description of a Normalizer: repeats=True: must be a whole"),
        ({"repeats": 2.0}, "not the description of a Normalizer: repeats=2.0: must be a whole"),
        ({"only": "all"}, "only='all': must be one of hangul, hangul+digits, text"),
        ({"only": 3}, "only=3: must be one of hangul, hangul+digits, text"),
        ({"zz": 1}, "not the description of a Normalizer: Normalizer has no knob 'zz': it has rep"),
    ],
)
def test_a_wrong_description_gets_a_sentence(description, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        Normalizer.from_description(description)
    metadata = {"normalize": json.dumps(description)}
    with pytest.raises(mv.FormatError, match=re.escape(f"metadata 'normalize' is damaged: {why}")):
        stored_pipeline(metadata)


def test_every_description_is_read_as_it_was_written():
    for knobs in [{}, {"repeats": 4294967295, "keys": True}, {"only": "hangul+digits"}]:
        normalizer = Normalizer(**knobs)
        assert Normalizer.from_json(json.dumps(normalizer.describe())) == normalizer
    assert Normalizer.from_json("null") is None
    with pytest.raises(mv.FormatError, match="metadata 'normalize' is damaged"):
        stored_pipeline({"normalize": '{"html": true'})

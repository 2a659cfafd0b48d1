"""Spacing of text in other Unicode forms, and of numbers."""

from __future__ import annotations

import unicodedata

import malvec as mv


def test_text_in_form_nfd_gets_the_same_blanks(model: mv.text.spacing.SpacingModel) -> None:
    """And stays in that form, with whatever else is in its lines."""
    for text in (
        "정말재미있는영화예요",
        "café가 재미있는영화 \r\n\n정말좋은 e\u0301",
        " 각각 좋은영화 ",
    ):
        nfc, nfd = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        expected = unicodedata.normalize("NFD", model.correct(nfc))
        assert model.correct(nfd) == expected
        assert model.correct_batch([nfc, nfd]) == [model.correct(nfc), expected]
        assert model.correct_bytes(nfd.encode() + b"\n\xff") == expected.encode() + b"\n\xff"
        mixed = f"{nfc}\n{nfd}"
        assert model.correct(mixed) == f"{model.correct(nfc)}\n{expected}"
    assert " " in model.correct(unicodedata.normalize("NFD", "정말재미있는영화예요"))
    kept = model.with_options(exceptions=[unicodedata.normalize("NFD", "재미있는영화")])
    assert "재미있는영화" in kept.correct("정말재미있는영화예요")


def test_numbers_stay_whole() -> None:
    """Where blanks follow commas elsewhere."""
    model = mv.Spacing(min_count=1).fit(["사과, 배, 감이 있다 1, 2, 3 이다"] * 20)
    assert model.correct("사과,배,감이있다1,2,3이다") == "사과, 배, 감이 있다 1,2,3이다"
    assert "1,234,567.5" in model.correct("사과,1,234,567.5원이다")
    assert model.correct("1, 2 이다") == "1, 2 이다"

"""Spacing against its slow twin, soyspacing's results, odd texts, and mistakes."""

from __future__ import annotations

import dataclasses
import random
import time
from pathlib import Path

import pytest
from made.odd_words import WORDS
from made.spacing import GOLDEN, KNOBS, TEXTS
from reference import spacing as slow

import malvec as mv

ODD = [
    *(word.decode("utf-8", "surrogateescape") for word in WORDS),
    *(
        "",
        " ",
        "   ",
        "\n",
        "\r\n",
        "a b",
        "  def f():\n    return 1\n",
        "영화가\r\n재미있다\r\n\n",
        "\t영화 \t 좋다",
        "ㅋㅋㅋ ㅠㅠ",
        "가\u3000나",
    ),
    *(
        "\ud800영화가재미있다",
        "\udcff\udc80영 화",
        "영화\0가재미있다",
        "👨‍👩‍👧‍👦 영화정말👍🏽좋아요",
        "e\u0301영화",
        "영화정말재미있어요",
    ),
    *(
        "".join(map(chr, range(0xAC00, 0xD7A4))),
        "즤즤즤",
        "영화가movie재미있다",
        "  영화가   정말  재미있다  ",
    ),
]


def lines_of_hangul(begin: int, end: int) -> list[str]:
    return [text for text in TEXTS[begin:end] if any("가" <= c <= "힣" for c in text)]


def test_windows_are_soyspacings(model: mv.text.spacing.SpacingModel) -> None:
    assert (model.report.windows, model.report.patterns) == (GOLDEN["windows"], GOLDEN["patterns"])


@pytest.mark.parametrize("case", GOLDEN["corrected"], ids=lambda case: str(len(case["knobs"])))
def test_texts_come_out_as_soyspacing_has_them(
    model: mv.text.spacing.SpacingModel, case: dict
) -> None:
    ours = model.with_options(
        **{KNOBS.get(name, name): value for name, value in case["knobs"].items()}
    )
    assert ours.correct_batch([before for before, _ in case["rows"]]) == [
        after for _, after in case["rows"]
    ]
    assert any(before != after for before, after in case["rows"])


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(("windows", "weight"), [((3, 7), 1), ((2, 4), 1.75)])
def test_tags_are_the_twins(keep: bool, windows: tuple[int, int], weight: float) -> None:
    texts = TEXTS[:600]
    recipe = mv.Spacing(
        min_window=windows[0],
        max_window=windows[1],
        min_count=2,
        min_evidence=4,
        space_weight=weight,
        keep_blanks=keep,
        threads=2,
    )
    model, counts = recipe.fit(texts), slow.learn(texts, *windows, min_count=2)
    assert (model.report.windows, model.report.patterns) == (
        len(counts),
        sum(map(len, counts.values())),
    )
    changed = 0
    for text in lines_of_hangul(600, 640):
        for given in (text, text.replace(" ", "")):
            line = slow.Line(
                counts, given, keep, windows=windows, min_evidence=4, space_weight=weight
            )
            slow.correct(
                line, recipe.force_threshold, recipe.nonspace_threshold, recipe.space_threshold
            )
            kept = slow.chars_and_tags(given, None)[1]
            line.tags = [g if tag is None else tag for tag, g in zip(line.tags, kept, strict=True)]
            assert model.correct(given) == slow.spaced(line)
            changed += model.correct(given) != given
    assert changed > 5


def test_threads_change_nothing(model: mv.text.spacing.SpacingModel) -> None:
    texts = TEXTS[: GOLDEN["lines"]]
    for threads in (1, 3):
        other = mv.Spacing.soyspacing(min_count=GOLDEN["min_count"], threads=threads).fit(
            iter(texts)
        )
        assert [array.tobytes() for array in other._arrays] == [
            array.tobytes() for array in model._arrays
        ]
        assert other.correct_batch(texts, threads=threads) == model.correct_batch(texts)
    assert model.correct_batch(texts) == [model.correct(text) for text in texts]


def test_a_text_of_many_pieces(model: mv.text.spacing.SpacingModel) -> None:
    lines = [text.replace(" ", "") for text in TEXTS]
    text = "\n".join(lines) + "\n"
    assert len(text.encode()) > 4 * 65536
    expected = "".join(model.correct(line) + "\n" for line in lines)
    assert model.correct(text) == expected
    assert model.correct_bytes(text.encode(), threads=3).decode() == expected


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize("keep", [True, False])
def test_only_blanks_change(model: mv.text.spacing.SpacingModel, text: str, keep: bool) -> None:
    loose = model.with_options(
        keep_blanks=keep, min_evidence=1, space_threshold=0.0, nonspace_threshold=0.0
    )
    for given in (text, text + text, f"{text}정말재미있는영화{text}"):
        assert loose.correct(given).replace(" ", "") == given.replace(" ", "")
        assert loose.correct_batch([given, "", given])[::2] == [loose.correct(given)] * 2


def test_random_bytes_keep_all_but_blanks(model: mv.text.spacing.SpacingModel) -> None:
    chance = random.Random(5)
    parts = [
        b"\xff",
        b"\xed\xa0",
        b"\xed\xb3\xbf",
        b" ",
        b"\n",
        b"\r",
        "영화".encode(),
        "정말재미".encode(),
        b"\xf0\x9f\x91",
        b"x",
        b"\0",
    ]
    for _ in range(300):
        text = b"".join(chance.choices(parts, k=chance.randrange(30)))
        assert model.correct_bytes(text).replace(b" ", b"") == text.replace(b" ", b"")


def test_no_hangul_no_change_and_ends_of_lines_stay(model: mv.text.spacing.SpacingModel) -> None:
    for text in ("  def f():\n    return 1\n", "  \n", "a  b ", "日本語  です", "\r\n\n"):
        assert model.correct(text) == text
    assert model.correct("  영화가   재미 \r\n\n 정말  좋다") == "영화가 재미\r\n\n정말 좋다"


def test_blanks_of_the_text_stay_or_not(model: mv.text.spacing.SpacingModel) -> None:
    torn = "정 말 재미있는 영 화"
    assert [len(model.correct(torn).split(" ")), model.correct(torn).startswith("정 말 재미")] == [
        5,
        True,
    ]
    assert model.with_options(keep_blanks=False).correct(torn) == "정말 재미있는 영화"
    unknown = "쀍 뷁"
    assert model.with_options(keep_blanks=False).correct(unknown) == unknown


def test_exceptions(model: mv.text.spacing.SpacingModel) -> None:
    pinned = model.with_options(exceptions=["재미 있는", "가우스전자", " 뷁 ", "가우스"])
    assert pinned.correct("정말재미있는영화") == "정말 재미 있는 영화"
    assert pinned.correct("가우 스전자") == "가우스전자"
    assert pinned.correct("쀍뷁쀍") == "쀍 뷁 쀍"
    assert pinned.correct("뷁") == "뷁"
    assert pinned.correct("가우 스전쀍") == "가우스전쀍"
    assert model.exceptions == ()


def test_a_megabyte_without_a_blank_takes_linear_time(model: mv.text.spacing.SpacingModel) -> None:
    text = "".join(TEXTS).replace(" ", "")
    text = text * (350_000 // len(text) + 1)

    def seconds(size: int) -> float:
        times = []
        for _ in range(3):
            begin = time.process_time()
            assert len(model.correct(text[:size])) > size
            times.append(time.process_time() - begin)
        return min(times)

    assert seconds(350_000) < 8 * 4 * seconds(350_000 // 8) + 0.05


def test_files_and_texts_are_learnt_alike(
    model: mv.text.spacing.SpacingModel, tmp_path: Path
) -> None:
    texts = TEXTS[: GOLDEN["lines"]]
    halves = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, part in zip(halves, (texts[:2000], texts[2000:]), strict=True):
        path.write_bytes("\r\n".join(part).encode())
    for source in (str(tmp_path), halves, f"{tmp_path}/*.txt"):
        other = mv.Spacing.soyspacing(min_count=GOLDEN["min_count"]).fit(
            source, progress=source is halves
        )
        assert [array.tobytes() for array in other._arrays] == [
            array.tobytes() for array in model._arrays
        ]
    assert other.report.lines == len(texts)


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"min_window": 1}, "min_window=1: must be between 2 and 10"),
        ({"min_window": 3, "max_window": 2}, "max_window=2: must be between min_window=3 and 10"),
        ({"max_window": 11}, "max_window=11"),
        ({"min_count": 0}, "min_count=0"),
        ({"min_evidence": 0}, "min_evidence=0"),
        ({"force_threshold": 0.0}, "force_threshold=0"),
        ({"nonspace_threshold": 0.1}, "nonspace_threshold=0.1"),
        ({"space_threshold": float("nan")}, "space_threshold=nan"),
        ({"space_weight": 0}, "space_weight=0"),
        ({"keep_blanks": "yes"}, "keep_blanks='yes'"),
        ({"threads": 0}, "threads=0"),
    ],
)
def test_knobs_that_cannot_be(knobs: dict, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        mv.Spacing(**knobs)


def test_mistakes_say_what_to_do(model: mv.text.spacing.SpacingModel, tmp_path: Path) -> None:
    for call, message in [
        (lambda: mv.Spacing().fit([]), "no text in texts"),
        (lambda: mv.Spacing().fit(["가나다"]), "min_count=3 times; lower min_count"),
        (lambda: mv.Spacing().fit(b"text"), "not from bytes"),
        (lambda: mv.Spacing().fit([1]), "must be str"),
        (lambda: mv.Spacing().fit([tmp_path, "text"]), "paths and texts are mixed"),
        (lambda: mv.Spacing().fit(tmp_path / "none.txt"), "No such file"),
        (lambda: model.correct(b"text"), "not bytes"),
        (lambda: model.correct_batch("text"), "an iterable of str"),
        (lambda: model.correct_batch(["a", None]), "number 1, from 0, is NoneType"),
        (lambda: model.with_options(min_count=3), "fit again"),
        (lambda: model.with_options(exceptions="text"), "a list of texts"),
        (lambda: model.with_options(exceptions=[" "]), "a character other than the blank"),
        (lambda: model.with_options(exceptions=["가 나", "가나"]), "contradict"),
        (lambda: model.with_options(space_threshold=2.0), "space_threshold=2"),
    ]:
        with pytest.raises((ValueError, TypeError, OSError), match=message):
            call()  # type: ignore[no-untyped-call]


def test_the_defaults_put_more_blanks_back_and_hardly_more_wrong_ones(
    model: mv.text.spacing.SpacingModel,
) -> None:
    right, put = [0, 0], [0, 0]
    wanted = [
        {i for i, tag in enumerate(slow.chars_and_tags(text, 0)[1][:-1]) if tag}
        for text in TEXTS[GOLDEN["lines"] :]
    ]
    for k, other in enumerate((model, mv.Spacing().fit(TEXTS[: GOLDEN["lines"]]))):
        for text, places in zip(
            other.correct_batch([text.replace(" ", "") for text in TEXTS[GOLDEN["lines"] :]]),
            wanted,
            strict=True,
        ):
            found = {i for i, tag in enumerate(slow.chars_and_tags(text, 0)[1][:-1]) if tag}
            right[k], put[k] = right[k] + len(found & places), put[k] + len(found)
    assert right[1] > 1.5 * right[0]
    assert right[1] / put[1] > 0.7


def test_the_report_adds_up(model: mv.text.spacing.SpacingModel) -> None:
    texts = TEXTS[: GOLDEN["lines"]]
    bare = [" ".join(text.split(" ")).strip(" ") for text in texts]
    assert model.report.characters == sum(len(text.replace(" ", "")) for text in texts)
    assert model.report.blanks == sum(
        len([word for word in text.split(" ") if word]) - 1 for text in bare if text
    )
    assert mv.text.spacing.SpacingReport.from_json(model.report.to_json()) == model.report
    assert f"{model.report.windows:,} windows" in str(model.report)
    assert dataclasses.asdict(model.recipe)["min_count"] == GOLDEN["min_count"]


def test_exceptions_of_a_path_as_text(tmp_path):
    path = tmp_path / "exceptions.txt"
    path.write_text("재미 있는\n", "utf-8")
    assert mv.text.spacing.read_exceptions(str(path)) == ("재미 있는",)

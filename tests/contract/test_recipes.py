"""What holds of every recipe: threads, Ctrl-C, callbacks, checkpoints, knobs, files, bad input,
reports."""

from __future__ import annotations

import dataclasses
import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from contract.recipes import CASES, Case, recipes_of_the_package

import malvec as mv

RECIPES = recipes_of_the_package()
REPORTED = {"Logistic", "Nearest", "Pca", "Tsne"}  # what they give is plain arrays


def cases(wanted: Any = lambda case: True) -> Any:
    """The names of the cases that a test is for."""
    names = [name for name, case in CASES.items() if wanted(case)]
    return pytest.mark.parametrize("name", names)


def case_of(name: str) -> Case:
    case = CASES[name]
    pytest.importorskip(case.package)
    return case


def assert_same(case: Case, found: Any, other: Any) -> None:
    for a, b in zip(case.learnt(found), case.learnt(other), strict=True):
        assert np.array_equal(a, b)


def test_no_recipe_is_forgotten() -> None:
    assert set(RECIPES) == set(CASES)
    for name, case in CASES.items():
        assert type(case.recipe()) is RECIPES[name]


@cases(lambda case: case.repeats)
def test_the_same_seed_gives_the_same_bits(name: str) -> None:
    case = case_of(name)
    assert_same(case, case.fit(case.recipe()), case.fit(case.recipe()))


@cases(lambda case: case.any_threads)
def test_threads_do_not_change_a_bit(name: str) -> None:
    case = case_of(name)
    one, two = (case.fit(case.recipe(threads=threads)) for threads in (1, 2))
    assert_same(case, one, two)
    if case.looped:
        assert one.report.losses == two.report.losses


@cases(lambda case: case.looped)
def test_another_seed_gives_other_bits(name: str) -> None:
    case = case_of(name)
    one, two = (case.learnt(case.fit(case.recipe(seed=seed))) for seed in (5, 6))
    assert not np.array_equal(one[0], two[0])


@cases(lambda case: case.any_threads is False)
def test_the_report_says_whether_the_bits_come_again(name: str) -> None:
    case = case_of(name)
    for threads in (1, 2):
        report = case.fit(case.recipe(threads=threads)).report
        assert report.threads == threads
        assert report.deterministic == (threads == 1)


@cases(lambda case: case.looped)
def test_ctrl_c_keeps_what_was_learnt(name: str) -> None:
    case = case_of(name)
    whole, handler = case.fit(case.recipe()), signal.getsignal(signal.SIGINT)

    def press(event: mv.models.FitProgress) -> None:
        if event.epoch == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(mv.Interrupted) as caught:
        case.fit(case.recipe(epochs=50), callback=press)
    found = caught.value.result
    assert type(found) is type(whole)
    assert found.report.stopped
    assert not whole.report.stopped
    assert len(found.report.losses) < 50
    assert all(np.isfinite(array).all() for array in case.learnt(found))
    assert signal.getsignal(signal.SIGINT) is handler


@cases(lambda case: case.looped)
def test_a_callback_sees_the_epochs_and_can_stop(name: str) -> None:
    case, seen = case_of(name), []

    def stop_in_the_second(event: mv.models.FitProgress) -> bool:
        seen.append(event)
        return event.epoch < 2

    found = case.fit(case.recipe(epochs=50), callback=stop_in_the_second)
    assert found.report.stopped
    assert {event.epoch for event in seen} == {1, 2}
    assert {event.epochs for event in seen} == {50}
    assert all(0 <= event.done <= 1 for event in seen)
    assert [event.done for event in seen] == sorted(event.done for event in seen)
    seen.clear()
    assert not case.fit(case.recipe(), callback=seen.append).report.stopped
    assert seen[-1].done == 1


@cases(lambda case: case.looped)
def test_an_exception_in_a_callback_ends_training(name: str) -> None:
    case = case_of(name)

    def fail(event: mv.models.FitProgress) -> None:
        raise LookupError("the callback failed")

    with pytest.raises(LookupError, match="the callback failed"):
        case.fit(case.recipe(), callback=fail)


@cases(lambda case: case.looped)
def test_a_checkpoint_goes_on_to_the_same_bits(name: str, tmp_path: Path) -> None:
    case, recipe = case_of(name), case_of(name).recipe(epochs=4)
    straight = case.fit(recipe)
    told = {"checkpoint": tmp_path, "every": 1e-9}
    stopped = case.fit(recipe, **told, callback=lambda event: event.epoch < 2)
    assert stopped.report.stopped
    assert len(stopped.report.losses) < 4
    threads = 2 if case.any_threads else 1
    recipe = case.recipe(epochs=4, threads=threads)
    for left in ({2, 3, 4}, set()):  # to the end, and then from the end
        seen: list[mv.models.FitProgress] = []
        resumed = case.fit(recipe, checkpoint=tmp_path, callback=seen.append)
        assert {event.epoch for event in seen} <= left
        assert_same(case, resumed, straight)
        assert resumed.report.losses == straight.report.losses
    with pytest.raises(ValueError, match="recipe differs"):
        case.fit(case.recipe(epochs=5), checkpoint=tmp_path)


@cases(lambda case: case.looped)
def test_a_place_or_an_interval_that_cannot_be_is_told_before_training(
    name: str, tmp_path: Path
) -> None:
    case = case_of(name)
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(OSError, match="file"):
        case.fit(case.recipe(), checkpoint=tmp_path / "file")
    with pytest.raises(ValueError, match="soon"):
        case.fit(case.recipe(), checkpoint=tmp_path / "run", every="soon")


def knobs_of(name: str) -> list[str]:
    others = ("vectors", "tokenizer")
    return [field.name for field in dataclasses.fields(RECIPES[name]) if field.name not in others]


KNOBS = [(name, knob) for name in RECIPES for knob in knobs_of(name)]


class Nonsense:
    """No knob can be this."""


@pytest.mark.parametrize(("name", "knob"), KNOBS)
def test_a_knob_of_another_type_is_named(name: str, knob: str) -> None:
    with pytest.raises((TypeError, ValueError), match=knob):
        CASES[name].recipe(**{knob: Nonsense()})


@pytest.mark.parametrize(("name", "knob"), KNOBS)
def test_a_knob_out_of_range_is_named(name: str, knob: str) -> None:
    default = next(
        field.default for field in dataclasses.fields(RECIPES[name]) if field.name == knob
    )
    if type(default) is int or knob == "threads":
        wrong: Any = -(2**40)
    else:
        wrong = {float: float("nan"), tuple: ("",), bool: "yes"}.get(type(default), "")
    with pytest.raises((TypeError, ValueError), match=knob):
        CASES[name].recipe(**{knob: wrong})


@cases()
def test_recipes_are_values(name: str) -> None:
    case = case_of(name)
    recipe = case.recipe()
    knob = knobs_of(name)[0]
    assert recipe == case.recipe()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(recipe, knob, getattr(recipe, knob))
    if hasattr(recipe, "describe"):
        described = json.loads(json.dumps(recipe.describe()))
        assert described["name"] == name
        assert {"name", *knobs_of(name)} - {"threads"} <= set(described)


@cases(lambda case: case.load)
def test_saved_and_loaded_it_is_the_same(name: str, tmp_path: Path) -> None:
    case = case_of(name)
    found = case.fit(case.recipe())
    path = tmp_path / f"saved{case.suffix}"
    found.save(path)
    loaded = case.load(path)
    assert type(loaded) is type(found)
    assert_same(case, loaded, found)
    if case.suffix == ".safetensors":
        assert loaded.report == found.report
    loaded.save(path)
    assert_same(case, case.load(path), found)


@cases(lambda case: case.learns)
@pytest.mark.parametrize("wrong", [7, Nonsense()], ids=["number", "object"])
def test_what_it_cannot_learn_from_is_told(name: str, wrong: Any) -> None:
    case = case_of(name)
    _, *others = case.data()
    with pytest.raises((TypeError, ValueError), match=rf"{type(wrong).__name__}|vectors"):
        case.recipe().fit(wrong, *others)


@cases(lambda case: case.empty)
def test_nothing_to_learn_from_is_told(name: str) -> None:
    case = case_of(name)
    with pytest.raises(ValueError, match=r"no |none |without|at least|0 "):
        case.recipe().fit(*case.empty())


@pytest.mark.parametrize("name", sorted(set(CASES) - REPORTED))
def test_the_report_is_sane(name: str) -> None:
    case = case_of(name)
    recipe = case.recipe()
    report = case.fit(recipe).report
    described = json.dumps(recipe.describe())
    assert json.dumps(dict(report.recipe)) == described
    assert report.seconds > 0
    assert str(report)
    assert json.loads(report.to_json())["recipe"] == json.loads(described)
    if hasattr(type(report), "from_json"):
        assert type(report).from_json(report.to_json()) == report
    if case.looped:
        assert len(report.losses) == recipe.epochs
        assert np.isfinite(report.losses).all()
        assert report.threads == 1
        assert report.peak_memory > 0
        assert report.version == mv.__version__

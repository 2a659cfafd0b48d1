"""The loop that all models over cells share, on a model of a few lines: the mean of each row,
approached step by step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.counts.cells import Cells
from malvec.models.cells.recipe import CellRecipe
from malvec.reports.stored import report_from_dict
from malvec.runtime.recipe import knob
from malvec.vocab import Vocab

CELLS = Cells.from_matrix(
    np.array([[1.0, 3.0, 0], [0, 0, 5.0], [2.0, 2.0, 2.0]]), row_names=Vocab.from_words(list("abc"))
)


@dataclass
class RowMeansTrainer:
    """Half of the way to the mean of each row in each epoch, with a little noise that depends on
    seed and epoch."""

    recipe: RowMeans
    cells: Cells
    means: Any

    def run_epoch(self, epoch: int, tick: Any) -> tuple[bool, int, float]:
        rng, loss, done = np.random.default_rng((self.recipe.seed, epoch)), 0.0, 0
        for row in range(self.cells.shape[0]):
            values = self.cells.matrix[[row]].data
            loss, done = loss + float(((values - self.means[row]) ** 2).sum()), done + len(values)
            self.means[row] += (
                self.recipe.rate * (values.mean() - self.means[row]) + 1e-3 * rng.standard_normal()
            )
            time.sleep(self.recipe.pause)
            if not tick(done, loss, done):
                return False, done, loss
        return True, done, loss


@dataclass(frozen=True)
class RowMeans(CellRecipe[mv.WordVectors]):
    """A model that is quick to check."""

    rate: float = knob(0.5, "how far")
    pause: float = knob(0.0, "seconds per row")

    def _native_knobs(self) -> dict[str, Any]:
        return {}

    def _start(self, cells: Cells, initial: Any) -> dict[str, Any]:
        self._refuse_initial(initial)
        return {"means": np.zeros(cells.shape[0], np.float32)}

    def _finish(
        self, cells: Cells, state: dict[str, Any], report: mv.reports.CellReport
    ) -> mv.WordVectors:
        return mv.WordVectors(cells.row_names, state["means"][:, None].copy(), report=report)

    def memory(self, cells: Cells) -> int:
        return 4 * cells.shape[0]

    def _trainer(self, cells: Cells, state: dict[str, Any], threads: int) -> RowMeansTrainer:
        return RowMeansTrainer(self, cells, state["means"])


def test_the_report_adds_up_and_survives_a_file(tmp_path: Path) -> None:
    vectors = RowMeans(epochs=20, threads=2).fit(CELLS)
    report = vectors.report
    assert vectors.matrix[:, 0] == pytest.approx([2, 5, 2], abs=0.02)
    assert (report.rows, report.columns, report.cells, report.threads, report.stopped) == (
        3,
        3,
        6,
        2,
        False,
    )
    assert len(report.losses) == 20
    assert report.losses[0] == pytest.approx((1 + 9 + 25 + 12) / 6)
    assert report.recipe["name"] == "RowMeans"
    assert report.cells_per_second == pytest.approx(20 * 6 / report.seconds)
    assert "loss per cell" in str(report)
    vectors.save(tmp_path / "vectors.safetensors")
    assert mv.load(tmp_path / "vectors.safetensors").report == report
    assert report_from_dict({"recipe": {}, "losses": []}) == {"recipe": {}, "losses": []}


def test_a_callback_sees_every_epoch_and_can_stop() -> None:
    seen: list[mv.models.FitProgress] = []

    def callback(event: mv.models.FitProgress) -> bool:
        seen.append(event)
        return not (event.epoch == 2 and event.done > 2 / 5 * 0.75)

    report = RowMeans(epochs=5).fit(CELLS, callback=callback).report
    assert [event.epoch for event in seen][-1] == 2
    assert all(0 < event.done <= 1 and event.epochs == 5 and event.loss >= 0 for event in seen)
    assert report.stopped
    assert len(report.losses) == 2


def test_ctrl_c_gives_what_was_learnt() -> None:
    timer = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(mv.Interrupted) as caught:
        RowMeans(epochs=1000, pause=0.002).fit(CELLS)
    assert caught.value.result.report.stopped
    assert caught.value.vectors is caught.value.result
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_killed_run_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    program = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_recipe import CELLS, RowMeans
        recipe = RowMeans(epochs=150, pause=float(sys.argv[3]))
        recipe.fit(CELLS, checkpoint=sys.argv[1], every=0.02)
        """)
    run = [sys.executable, "-c", program]
    saved = tmp_path / "run" / "checkpoint.safetensors"
    process = subprocess.Popen([*run, str(tmp_path / "run"), "", "0.005"])
    deadline = time.monotonic() + 60
    while not saved.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    recipe = RowMeans(epochs=150, pause=0.005)
    resumed = recipe.fit(CELLS, checkpoint=tmp_path / "run")
    straight = RowMeans(epochs=150).fit(CELLS)
    assert process.returncode == -signal.SIGKILL, "the run was over before it could be killed"
    assert np.array_equal(resumed.matrix, straight.matrix)
    assert resumed.report.losses == straight.report.losses
    with pytest.raises(ValueError, match=r"recipe differs: rate=0.25, there \d"):
        RowMeans(epochs=150, rate=0.25).fit(CELLS, checkpoint=tmp_path / "run")
    other = Cells.from_matrix(CELLS.matrix * 2, row_names=CELLS.row_names)
    with pytest.raises(ValueError, match="cells differs"):
        recipe.fit(other, checkpoint=tmp_path / "run")


def test_what_cannot_be_trained_on_is_said() -> None:
    with pytest.raises(TypeError, match=r"malvec's Cells, not ndarray: malvec\.count\(corpus\)"):
        RowMeans().fit(np.eye(3))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="3 x 3 without a single cell"):
        RowMeans().fit(Cells.from_matrix(np.zeros((3, 3))))
    offsets, columns = np.array([0, 1, 2], np.uint64), np.array([0, 1], np.uint32)
    with pytest.raises(ValueError, match=r"row 1 \('b'\), column 1 is nan: values must be finite"):
        RowMeans().fit(
            Cells(
                offsets, columns, np.array([1.0, np.nan]), 2, row_names=Vocab.from_words(list("ab"))
            )
        )
    with pytest.raises(ValueError, match="row 1 has a cell in column 1"):
        RowMeans().fit(Cells(offsets, columns, np.ones(2), 1))
    with pytest.raises(TypeError, match="RowMeans always begins anew"):
        RowMeans().fit(CELLS, initial=RowMeans(epochs=1).fit(CELLS))


def test_a_loss_that_runs_away_is_an_error() -> None:
    with (
        pytest.raises(mv.errors.NumericalError, match="not finite in epoch"),
        np.errstate(all="ignore"),
    ):
        RowMeans(rate=1e30).fit(CELLS)


def test_memory_is_checked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malvec.runtime.machine.available_memory", lambda: 8)
    with pytest.raises(MemoryError, match="RowMeans learns"):
        RowMeans().fit(CELLS)

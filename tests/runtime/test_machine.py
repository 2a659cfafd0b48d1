"""Limits of memory and quotas of processors, as both versions of control groups tell them."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from malvec import _core
from malvec.runtime.machine import available_memory, available_threads, processor_budget

GROUPS = "sys/fs/cgroup"


def free_memory(root: Path) -> int | None:
    """What the groups of a system with this root leave."""
    return _core.group_memory(str(root))


def quota(root: Path) -> float:
    """The processors that they leave."""
    return _core.group_quota(str(root))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of ``proc`` and ``sys`` of a system without limits."""
    put(tmp_path, "proc/self", cgroup="0::/\n")
    return tmp_path


def put(root: Path, folder: str, **texts: str) -> None:
    """Files of a group; a dot in their name is written as two underscores."""
    (root / folder).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (root / folder / name.replace("__", ".")).write_text(text)


def test_without_groups_there_are_no_limits(root: Path, tmp_path: Path) -> None:
    assert (free_memory(root), quota(root)) == (None, math.inf)
    assert (free_memory(tmp_path / "nowhere"), quota(tmp_path / "nowhere")) == (None, math.inf)


def test_files_in_the_cache_count_as_free(root: Path) -> None:
    stat = "anon 300\ninactive_file 500\nactive_file 100\n"
    put(root, GROUPS, memory__max="1000\n", memory__current="900\n", memory__stat=stat)
    assert free_memory(root) == 600
    put(root, GROUPS, memory__current="2000")  # more than the limit, as it may be for a moment
    assert free_memory(root) == 0
    put(root, GROUPS, memory__max="max\n")
    assert free_memory(root) is None


def test_the_least_limit_of_all_groups_above_holds(root: Path) -> None:
    put(root, "proc/self", cgroup="0::/job.slice/step 7:a\n")
    for folder, limit, used in (("", "9000", 100), ("job.slice", "1000", 400)):
        texts = {"memory__max": limit, "memory__current": f"{used}", "memory__stat": "anon 1\n"}
        put(root, f"{GROUPS}/{folder}", **texts)
    own = f"{GROUPS}/job.slice/step 7:a"
    put(root, own, memory__max="max", memory__current="50", memory__stat="anon 1\n")
    assert free_memory(root) == 600
    put(root, own, memory__max="300")
    assert free_memory(root) == 250


def test_a_group_that_the_container_does_not_see_is_the_root(root: Path) -> None:
    texts = {"memory__max": "1000", "memory__current": "1", "memory__stat": "anon 1\n"}
    put(root, GROUPS, **texts, cpu__max="150000 100000\n")
    for path in ("/docker/4f2a", "/../outside"):
        put(root, "proc/self", cgroup=f"0::{path}\n")
        assert (free_memory(root), quota(root)) == (999, 1.5)


def test_limits_of_version_1(root: Path) -> None:
    put(root, "proc/self", cgroup="4:memory:/a/b\n3:cpu,cpuacct:/a\n1:name=systemd:/\n0::/\n")
    stat = "inactive_file 1\ntotal_inactive_file 70\n"
    sizes = {"memory__usage_in_bytes": "100", "memory__stat": stat}
    put(root, f"{GROUPS}/memory", **sizes, memory__limit_in_bytes="9223372036854771712")
    put(root, f"{GROUPS}/memory/a", **sizes, memory__limit_in_bytes="419430400")
    assert free_memory(root) == 419430400 - 100 + 70
    times = {"cpu__cfs_quota_us": "50000\n", "cpu__cfs_period_us": "100000\n"}
    put(root, f"{GROUPS}/cpu,cpuacct/a", **times)
    assert quota(root) == 0.5
    put(root, f"{GROUPS}/cpu,cpuacct/a", cpu__cfs_quota_us="-1\n")
    assert quota(root) == math.inf


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("50000 100000", 0.5), ("250000 100000", 2.5), ("max 100000", math.inf), ("1 0", math.inf)],
)
def test_quotas(root: Path, text: str, wanted: float) -> None:
    put(root, GROUPS, cpu__max=text + "\n")
    assert quota(root) == wanted


def test_the_least_quota_of_all_groups_above_holds(root: Path) -> None:
    put(root, "proc/self", cgroup="0::/job.slice/step 7:a\n")
    put(root, GROUPS, cpu__max="800000 100000\n")
    put(root, f"{GROUPS}/job.slice", cpu__max="150000 100000\n")
    put(root, f"{GROUPS}/job.slice/step 7:a", cpu__max="max 100000\n")
    assert quota(root) == 1.5
    put(root, f"{GROUPS}/job.slice/step 7:a", cpu__max="20000 100000\n")
    assert quota(root) == 0.2


@pytest.mark.parametrize("damage", ["", "x", "1 2 3", "\n\n"])
def test_files_that_say_nothing_are_no_limit(root: Path, damage: str) -> None:
    texts = {"memory__current": damage, "memory__stat": damage, "cpu__max": damage}
    put(root, GROUPS, memory__max="1000", **texts)
    assert (free_memory(root), quota(root)) == (None, math.inf)


ONE_PROCESSOR = """
import os
from malvec.runtime.machine import processor_budget
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(processor_budget().affinity, processor_budget().threads)"""


def test_the_budget_is_what_this_process_may_run_on() -> None:
    assert output_of(sys.executable, "-c", ONE_PROCESSOR) == "1 1\n"
    budget = processor_budget()
    assert budget.affinity == len(os.sched_getaffinity(0))
    assert budget.threads == max(1, math.floor(min(budget.affinity, budget.quota)))
    assert available_threads() == budget.threads


def test_this_machine_offers_something() -> None:
    assert available_threads() >= 1
    assert available_memory() is None or available_memory() > 0


FULL_CACHE = """
mount -t tmpfs none /sys/fs/cgroup && cd /sys/fs/cgroup
echo 4294967296 >memory.max; echo 4294967290 >memory.current; echo 50000 100000 >cpu.max
printf 'anon 100000000\\nfile 4190000000\\ninactive_file 4000000000\\n' >memory.stat
cd / && exec "$0" -c "
import malvec as mv
mv.Skipgram(dim=10, epochs=1, sample=0).fit(mv.Corpus.from_tokens([['a', 'b']] * 9, min_count=1))
from malvec.runtime.machine import available_memory, available_threads
print(available_threads(), available_memory() <= 4000000006)"
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root mounts")
def test_a_container_whose_cache_is_full_still_trains() -> None:
    if not (shutil.which("unshare") and _mounts()):
        pytest.skip("nothing can be mounted here")
    command = ["unshare", "-m", "sh", "-c", FULL_CACHE, sys.executable]
    assert output_of(*command) == "1 True\n"


def output_of(*command: str) -> str:
    """What a program prints that finds this malvec."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _mounts() -> bool:
    """Whether a place of its own can be mounted in, which a container may forbid."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/sys/fs/cgroup"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0

"""Limits of memory and quotas of processors, as both versions of control groups tell them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from malvec.runtime.control_groups import free_memory, processors
from malvec.runtime.machine import available_memory, available_threads

GROUPS = "sys/fs/cgroup"


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
    assert (free_memory(root), processors(root)) == (None, None)
    assert (free_memory(tmp_path / "nowhere"), processors(tmp_path / "nowhere")) == (None, None)


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
        processors.cache_clear()
        assert (free_memory(root), processors(root)) == (999, 2)


def test_limits_of_version_1(root: Path) -> None:
    put(root, "proc/self", cgroup="4:memory:/a/b\n3:cpu,cpuacct:/a\n1:name=systemd:/\n0::/\n")
    stat = "inactive_file 1\ntotal_inactive_file 70\n"
    sizes = {"memory__usage_in_bytes": "100", "memory__stat": stat}
    put(root, f"{GROUPS}/memory", **sizes, memory__limit_in_bytes="9223372036854771712")
    put(root, f"{GROUPS}/memory/a", **sizes, memory__limit_in_bytes="419430400")
    assert free_memory(root) == 419430400 - 100 + 70
    quota = {"cpu__cfs_quota_us": "50000\n", "cpu__cfs_period_us": "100000\n"}
    put(root, f"{GROUPS}/cpu,cpuacct/a", **quota)
    assert processors(root) == 1
    processors.cache_clear()
    put(root, f"{GROUPS}/cpu,cpuacct/a", cpu__cfs_quota_us="-1\n")
    assert processors(root) is None


@pytest.mark.parametrize(
    ("quota", "wanted"),
    [("50000 100000", 1), ("100000 100000", 1), ("100001 100000", 2), ("max 100000", None)],
)
def test_quotas_are_rounded_up(root: Path, quota: str, wanted: int | None) -> None:
    put(root, GROUPS, cpu__max=quota + "\n")
    assert processors(root) == wanted


@pytest.mark.parametrize("damage", ["", "x", "1 2 3", "\n\n"])
def test_files_that_say_nothing_are_no_limit(root: Path, damage: str) -> None:
    texts = {"memory__current": damage, "memory__stat": damage, "cpu__max": damage}
    put(root, GROUPS, memory__max="1000", **texts)
    assert (free_memory(root), processors(root)) == (None, None)


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
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", FULL_CACHE, sys.executable],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.stdout == "1 True\n", done.stderr


def _mounts() -> bool:
    """Whether a place of its own can be mounted in, which a container may forbid."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/sys/fs/cgroup"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0

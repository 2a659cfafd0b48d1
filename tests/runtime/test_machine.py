"""What the machine offers."""

from __future__ import annotations

from pathlib import Path

from malvec.runtime.machine import _cgroup_available


def test_files_in_the_cache_count_as_free(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("900\n")
    (tmp_path / "memory.stat").write_text("anon 300\ninactive_file 500\nactive_file 100\n")
    assert _cgroup_available(tmp_path) == 600
    (tmp_path / "memory.max").write_text("max\n")
    assert _cgroup_available(tmp_path) is None
    assert _cgroup_available(tmp_path / "nowhere") is None

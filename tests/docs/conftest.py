"""A folder with the files that pages and docstrings speak of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docs.samples import write_samples


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files themselves; copy them before they are used."""
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    return folder


@pytest.fixture
def sample_folder(sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them as the current folder."""
    shutil.copytree(sample_files, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path

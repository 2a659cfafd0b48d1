"""``malvec doctor``: what malvec found on this machine, and what could be added."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from malvec import _core, _cpu_level
from malvec.cli.doctor_analysers import analysers, rows
from malvec.cli.grammar import Run
from malvec.cli.options import option
from malvec.cli.packages import installed
from malvec.cli.table import emit_json, with_texts
from malvec.runtime import machine
from malvec.runtime.extras import how_to_install

__all__ = ["OPTIONAL", "doctor"]


class Package(NamedTuple):
    """A package that malvec can do without."""

    package: str
    extra: str
    purpose: str


OPTIONAL = (
    Package("python-mecab-ko-dic", "ko", "Korean morphemes, fast: tokenizer mecab"),
    Package("python-mecab-ko", "ko", "Mecab's other backend, by which it is checked"),
    Package("kiwipiepy", "ko", "Korean morphemes, accurate: tokenizer kiwi"),
    Package("tokenizers", "bpe", "sub-word units: BPE, Unigram, WordPiece, SentencePiece models"),
    Package("konlpy", "konlpy", "KoNLPy: tokenizers okt, komoran, hannanum, kkma, konlpy-mecab"),
    Package("jpype1", "konlpy", "Java for KoNLPy's analysers"),
    Package("mecab-python3", "konlpy", "MeCab for the tokenizer konlpy-mecab"),
    Package("zstandard", "zstd", "reading .zst files"),
    Package("pyarrow", "arrow", "reading Parquet files"),
    Package("pandas", "tables", "word tables as data frames"),
    Package("tomotopy", "topics", "topics: train lda"),
    Package("scikit-learn", "sklearn", "estimators for its pipelines"),
    Package("matplotlib", "plot", "pictures"),
    Package("usearch", "ann", "indexes of kind hnsw, for millions of vectors"),
)


@dataclass(frozen=True, kw_only=True)
class DoctorJob(Run):
    """The options of ``malvec doctor``."""

    attempt: bool = option(
        "let each Korean analyser read a sentence, in a process of its own", "--try", default=False
    )
    json: bool = option("print JSON", "--json", default=False)


def doctor(job: DoctorJob) -> None:
    """Show what was found on this machine, and how to add what is missing."""
    programs, computer, korean = software(), hardware(), analysers(job.attempt)
    if job.json:
        optional = {each.package: installed(each.package) for each in OPTIONAL}
        emit_json(
            {"software": programs, "machine": computer, "optional": optional, "analysers": korean}
        )
        return
    for line in with_texts([*programs.items(), *computer.items()]):
        print(line)
    print()
    for line in with_texts(rows(korean)):
        print(line)
    print()
    for line in with_texts(map(optional_row, OPTIONAL)):
        print(line)


def software() -> dict[str, str]:
    """Versions of what malvec runs on."""
    packages = {
        name: installed(name) or "missing" for name in ("malvec", "numpy", "scipy", "click", "tqdm")
    }
    return {
        **packages,
        "python": f"{platform.python_version()} ({sys.executable})",
        "system": platform.platform(),
    }


def hardware() -> dict[str, str]:
    """Processor and memory as this process may use them."""
    free = machine.available_memory()
    best = _cpu_level.level()
    return {
        "processor": processor_name(),
        "instruction set": (
            _core.ISA
            if best == _core.ISA
            else f"{_core.ISA} (MALVEC_ISA; the processor has {best})"
        ),
        "processors": processors(),
        "free memory": "unknown" if free is None else f"{free / 2**30:,.1f} GiB",
        "huge pages": huge_pages(),
    }


def processors() -> str:
    """How many threads are started unless told otherwise, and what sets that number."""
    budget, built_in = machine.processor_budget(), os.cpu_count() or 1
    if budget.quota < budget.affinity:
        why = f" (control groups leave the time of {budget.quota:g})"
    elif budget.affinity < built_in:
        why = f" (this process may run on {budget.affinity})"
    else:
        why = ""
    return f"{budget.threads} of {built_in}{why}"


def processor_name() -> str:
    """The name the processor gives itself."""
    try:
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def huge_pages() -> str:
    """Whether the system gives huge pages to large matrices, which makes training faster."""
    try:
        setting = Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text()
    except OSError:
        return "unknown"
    chosen = setting.partition("[")[2].partition("]")[0]
    return {
        "always": "on",
        "madvise": "on (where asked for, as malvec does)",
        "never": "off: training on large vocabularies is slower",
    }.get(chosen, chosen)


def optional_row(about: Package) -> tuple[str, str, str]:
    """A line about an optional package."""
    version = installed(about.package)
    missing = "" if version else f"\n{how_to_install(about.extra)}"
    return about.package, version or "missing", f"{about.purpose}{missing}"

"""The Korean analysers in ``malvec doctor``: found or not, the version, and the command that
installs a missing one."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from malvec import tokenizers
from malvec.cli.packages import installed
from malvec.runtime.extras import how_to_install
from malvec.tokenizers.analysers.java import find_java, java_version
from malvec.tokenizers.analysers.mecab import dictionary_folder

__all__ = ["analysers", "rows"]

SENTENCE = "아버지가 방에 들어가신다"
SECONDS = 60.0


class About(NamedTuple):
    """Where an analyser comes from."""

    package: str
    extra: str
    java: bool
    dictionary: Callable[[], str | None]


def konlpy_data(*parts: str) -> Callable[[], str | None]:
    """A folder inside the KoNLPy package, if it is there; KoNLPy is not loaded."""

    def find() -> str | None:
        spec = find_spec("konlpy")
        place = (
            os.path.join(os.path.dirname(spec.origin), *parts)
            if spec is not None and spec.origin
            else ""
        )
        return place if os.path.exists(place) else None

    return find


def konlpy_mecab_data() -> str | None:
    """The dictionary that KonlpyMecab would use."""
    try:
        return tokenizers.KonlpyMecab().find_dictionary()
    except OSError:
        return None


def whose_dictionary(folder: str) -> dict[str, Any]:
    """Where Mecab's dictionary is from, unless it is that of python-mecab-ko-dic."""
    package = find_spec("mecab_ko_dic")
    home = os.path.dirname(package.origin) if package and package.origin else None
    if home and Path(folder).resolve().is_relative_to(Path(home).resolve()):
        return {}
    named = os.environ.get("MALVEC_MECAB_DICTIONARY")
    return {"package": "MALVEC_MECAB_DICTIONARY" if named else "mecab-ko", "version": None}


def kiwi_model() -> str | None:
    """The folder of Kiwi's model."""
    spec = find_spec("kiwipiepy_model")
    return os.path.dirname(spec.origin) if spec is not None and spec.origin else None


ANALYSERS = {
    "mecab": About("python-mecab-ko-dic", "ko", False, dictionary_folder),
    "kiwi": About("kiwipiepy", "ko", False, kiwi_model),
    "okt": About("konlpy", "konlpy", True, konlpy_data("java", "open-korean-text-2.1.0.jar")),
    "komoran": About("konlpy", "konlpy", True, konlpy_data("java", "data", "models")),
    "hannanum": About("konlpy", "konlpy", True, konlpy_data("java", "data", "kE")),
    "kkma": About("konlpy", "konlpy", True, konlpy_data("java", "kkma-2.0.jar")),
    "konlpy-mecab": About("mecab-python3", "konlpy", False, konlpy_mecab_data),
}


def analysers(attempt: bool) -> dict[str, dict[str, Any]]:
    """For each analyser: found, where it or its dictionary is from, version, java, dictionary,
    fingerprint, problem, fix; with ``attempt`` also what it makes of a sentence.

    No Java machine is started but in the processes of an attempt, each of which has a minute.
    """
    return {name: examine(name, about, attempt) for name, about in ANALYSERS.items()}


def examine(name: str, about: About, attempt: bool) -> dict[str, Any]:
    """One analyser."""
    tokenizer: Any = tokenizers.by_name(name)
    found: dict[str, Any] = {
        "found": True,
        "package": about.package,
        "version": installed(about.package),
    }
    found |= {
        "java": java() if about.java else None,
        "dictionary": about.dictionary(),
        "fingerprint": None,
        "problem": None,
        "fix": None,
    }
    try:
        if name == "mecab":
            found |= whose_dictionary(tokenizer.folder())
        tokenizer.check()
        if name == "mecab":  # opened for that, which takes milliseconds
            tokenizer.core()
            found |= tokenizer.packed()
    except (ImportError, OSError, ValueError) as error:
        found |= {"found": False, "problem": told(error), "fix": mend(about)}
    if attempt and found["found"]:
        try:
            found["tokens"] = tokenizer.batch([SENTENCE], 1, time_limit=SECONDS)[0]
        except RuntimeError as error:
            found |= {"tokens": None, "problem": str(error)}
    return found


def told(error: Exception) -> str:
    """An error in a line, with the path that it is about."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return error.strerror if error.filename is None else f"{error.filename}: {error.strerror}"


def java() -> dict[str, str | None]:
    """Where Java is, of what version, and what JAVA_HOME says."""
    try:
        library = find_java()
    except ImportError as error:
        return {
            "path": None,
            "version": None,
            "JAVA_HOME": os.environ.get("JAVA_HOME"),
            "problem": str(error),
        }
    return {
        "path": str(library),
        "version": java_version(library),
        "JAVA_HOME": os.environ.get("JAVA_HOME"),
        "problem": None,
    }


def mend(about: About) -> str:
    """The command that would help."""
    if installed(about.package) is None or (
        about.extra == "konlpy" and installed("konlpy") is None
    ):
        return how_to_install(about.extra)
    if not about.java:
        named, package = "MALVEC_MECAB_DICTIONARY", "python-mecab-ko-dic"
        again = "" if installed(package) is None else "--force-reinstall "
        return f"unset {named}" if os.environ.get(named) else f"pip install {again}{package}"
    if os.environ.get("JAVA_HOME"):
        return "unset JAVA_HOME, or set it to the folder of a Java 8 or newer"
    return "sudo apt install default-jre-headless"


def rows(found: dict[str, dict[str, Any]]) -> list[tuple[str, ...]]:
    """The analysers as lines for people."""
    return [(name, *described(analyser)) for name, analyser in found.items()]


def described(analyser: dict[str, Any]) -> tuple[str, ...]:
    """Version and whereabouts, or what is wrong and what helps."""
    if not analyser["found"]:
        return "not found", str(analyser["problem"])
    places = [f"dictionary {analyser['dictionary']}"] if analyser["dictionary"] else []
    if analyser["fingerprint"]:
        places.append(f"fingerprint {analyser['fingerprint']}")
    if analyser["java"]:
        places.append(f"Java {analyser['java']['version']} {analyser['java']['path']}")
    if "tokens" in analyser:
        tokens = analyser["tokens"]
        places.insert(0, f"failed: {analyser['problem']}" if tokens is None else " ".join(tokens))
    source = f"{analyser['package']} {analyser['version'] or ''}".rstrip()
    return source, "\n".join(places)

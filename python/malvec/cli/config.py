"""Options of a command from a TOML file, and the file beside a result that repeats its run."""

from __future__ import annotations

import json
import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from malvec.cli.options import NAMED, OLD
from malvec.cli.outcome import say
from malvec.storage.atomic import replacing

__all__ = ["command_in", "keep_options", "use_options"]

MARK = "# Options of a run of malvec; to repeat it: malvec"
OWN_KEYS = ("command", "versions")
OF_THE_CALL = ("quiet", "progress", "log_level", "json")
"""What a file does not say, because it is no part of the result."""


def read(path: Path) -> dict[str, Any]:
    """The tables of a file; wrong usage where it cannot be read."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise click.BadParameter(f"--config {path}: {said}") from None


def command_in(path: str) -> list[str]:
    """The words of the command that a file is for."""
    command = read(Path(path)).get("command")
    if not isinstance(command, str):
        raise click.BadParameter(
            f'--config {path}: no command = "train skipgram" or the like in it; name the command'
        )
    return command.split()


def use_options(ctx: Any, path: Path | None) -> Path | None:
    """Makes the options of a file those of the command unless others are given."""
    if path is not None:
        known = {option_name(each): each for each in own_parameters(ctx.command)}
        found = read(path)
        wanted, own = found.get("command", ""), command_words(ctx)
        if wanted and wanted != own:
            raise click.BadParameter(f"--config {path}: its command is {wanted!r}, not {own!r}")
        options = {
            key.replace("_", "-"): each for key, each in found.items() if key not in OWN_KEYS
        }
        check_keys(path, options, set(known), own)
        ctx.default_map = {
            known[key].name: fitting(path, key, value, known[key]) for key, value in options.items()
        }
    return path


def fitting(path: Path, key: str, value: Any, parameter: Any) -> Any:
    """A value, as a list where the parameter takes several; wrong usage where it does not."""
    several = parameter.nargs == -1 or getattr(parameter, "multiple", False)
    if isinstance(value, dict) or (isinstance(value, list) and not several):
        raise click.BadParameter(f"--config {path}: {key} takes one value")
    return [value] if several and not isinstance(value, list) else value


def check_keys(path: Path, options: dict[str, Any], known: set[str], command: str) -> None:
    """Wrong usage where a key is no option; the message names the line and what it could be."""
    for key in options.keys() - known:
        spelt = re.compile(rf"\s*[\"']?{key.replace('-', '[-_]')}\b")
        lines = enumerate(path.read_text("utf-8").splitlines(), 1)
        line = next((number for number, text in lines if spelt.match(text)), 1)
        like = get_close_matches(key, known, 1)
        hint = f"; did you mean {like[0]}?" if like else ""
        raise click.BadParameter(
            f"--config {path}, line {line}: {command} has no option {key}{hint}"
        )


def own_parameters(command: Any) -> list[Any]:
    """The parameters that a file can give."""
    arguments_first = sorted(command.params, key=lambda each: each.param_type_name != "argument")
    return [
        each
        for each in arguments_first
        if each.name not in ("config", "help") and OLD not in each.name and NAMED not in each.name
    ]


def option_name(parameter: Any) -> str:
    """The name of a parameter in a file: that of the command line, without its dashes."""
    long = [name for name in parameter.opts if name.startswith("--")]
    return str(long[0] if long else parameter.name).removeprefix("--").replace("_", "-")


def command_words(ctx: Any) -> str:
    """The command without the program: ``train skipgram``."""
    return str(ctx.command_path).partition(" ")[2]


def keep_options(ctx: Any) -> None:
    """Writes ``NAME.toml`` beside the result ``NAME.safetensors``. A file of that name that is not
    malvec's stays, and that is said."""
    output = Path(ctx.params["output"])
    path = output.with_suffix(".toml")
    try:
        if path.exists() and not path.read_text("utf-8").startswith(MARK):
            say(f"{path} is not malvec's and stays: the options of this run are kept nowhere")
            return
        text = described(ctx, path)
        with replacing(path) as file:
            file.write(text.encode("utf-8"))
    except (OSError, UnicodeError) as error:
        say(f"the options of this run could not be kept: {path}: {error}")


def described(ctx: Any, path: Path) -> str:
    """The command, its options and the versions, as TOML."""
    from importlib.metadata import version

    own = command_words(ctx)
    lines = [f"{MARK} {own} --config {path.name}", f"command = {written(own)}"]
    for each in own_parameters(ctx.command):
        value = value_of(ctx.params, each.name)
        if each.name not in OF_THE_CALL and value not in (None, [], ()):
            lines.append(f"{option_name(each)} = {written(value)}")
    lines += ["", "[versions]", f"python = {written(sys.version.partition(' ')[0])}"]
    lines += [f"{name} = {written(version(name))}" for name in ("malvec", "numpy", "scipy")]
    return "\n".join(lines) + "\n"


def value_of(given: dict[str, Any], name: str) -> Any:
    """What a parameter was given, by its place, by its name, or by a name of before."""
    by_name = given.get(name + NAMED)
    for other, value in given.items():
        if other.startswith(name + OLD) and value is not None:
            return value
    return [*(given[name] or ()), *by_name] if by_name else given[name]


def written(value: Any) -> str:
    """A value of TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, (int, float)):
        return repr(value)
    return json.dumps(os.fspath(value), ensure_ascii=False).replace("\x7f", "\\u007f")

"""The process that trains units: settings and texts come on standard input as lines of JSON, the
tokenizer goes to standard output.

A process of its own, since the library neither looks at Ctrl-C nor gives its memory back; it
imports nothing of malvec. It ends when the other end of its input closes, so that none is left
behind.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
from collections.abc import Iterator
from typing import Any

import tokenizers as library
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

FORMS = {
    "nfc": normalizers.NFC,
    "nfkc": normalizers.NFKC,
    "nfd": normalizers.NFD,
    "nfkd": normalizers.NFKD,
}


def main() -> None:
    """Reads, trains, answers."""
    settings = json.loads(sys.stdin.buffer.readline())
    try:
        answer: dict[str, Any] = {"json": train(settings, texts())}
    except BaseException as error:  # a panic of the library is no Exception
        answer = {"error": str(error)}
    answer["peak_memory"] = peak_memory()
    try:
        sys.stdout.buffer.write(json.dumps(answer).encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # nobody waits for it any more
        os._exit(1)
    os._exit(0)


def peak_memory() -> int:
    """Bytes; Linux's other figure begins with what the parent had."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
            1 if sys.platform == "darwin" else 1024
        )


def texts() -> Iterator[str]:
    """The texts, up to an empty line."""
    while line := sys.stdin.buffer.readline():
        if line == b"\n":
            threading.Thread(target=leave_with_the_parent, daemon=True).start()
            return
        yield from json.loads(line)
    os._exit(1)


def leave_with_the_parent() -> None:
    """Nothing more comes; the end of input means that nobody waits for the answer."""
    while os.read(0, 1):
        pass
    os._exit(1)


def train(settings: dict[str, Any], source: Iterator[str]) -> str:
    """The trained tokenizer as JSON."""
    made = library.Tokenizer(model(settings))
    steps = [] if settings["normalization"] == "none" else [FORMS[settings["normalization"]]()]
    steps += [normalizers.Lowercase()] if settings["lowercase"] else []
    set_splitter_and_decoder(made, settings["split"], steps)
    final = made.pre_tokenizer
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [final, pre_tokenizers.FixedLength(settings["max_word"])]
    )
    made.train_from_iterator(source, trainer(settings))
    made.pre_tokenizer = final
    if settings["model"] == "WordPiece":
        made.model.max_input_chars_per_word = settings["max_input_chars_per_word"]
    return str(made.to_str())


def model(settings: dict[str, Any]) -> Any:
    """The empty model."""
    unknown = None if settings["split"] == "bytes" else settings["unknown"]
    if settings["model"] == "Unigram":
        return models.Unigram()
    return getattr(models, settings["model"])(unk_token=unknown) if unknown else models.BPE()


def trainer(settings: dict[str, Any]) -> Any:
    """The library's trainer."""
    alphabet = pre_tokenizers.ByteLevel.alphabet() if settings["split"] == "bytes" else []
    knobs = {
        "special_tokens": settings["special_tokens"],
        "initial_alphabet": sorted(alphabet),
        "show_progress": settings["progress"],
    }
    if settings["model"] == "Unigram":
        knobs["unk_token"] = settings["unknown"]
    return getattr(
        trainers, settings["model"] + "Trainer" if settings["model"] != "BPE" else "BpeTrainer"
    )(**knobs, **settings["trainer"])


def set_splitter_and_decoder(made: Any, split: str, steps: list[Any]) -> None:
    """Sets how text is split before the model sees it, and how tokens become text again."""
    if split == "metaspace":
        steps = [*steps, normalizers.Replace(library.Regex(r"\s+"), " "), normalizers.Strip()]
        made.pre_tokenizer, made.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    elif split == "bytes":
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = decoders.ByteLevel()
        made.post_processor = processors.ByteLevel(trim_offsets=False)
    else:
        if split == "bert":
            steps = [*steps, normalizers.BertNormalizer(True, True, False, False)]
        made.pre_tokenizer = (
            pre_tokenizers.BertPreTokenizer()
            if split == "bert"
            else pre_tokenizers.WhitespaceSplit()
        )
        made.decoder = decoders.WordPiece(cleanup=False)
    made.normalizer = normalizers.Sequence(steps)


if __name__ == "__main__":
    main()

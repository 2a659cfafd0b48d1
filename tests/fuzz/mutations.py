"""Changes to an opened file that keep it one: other numbers, sizes and types of its arrays, other
values in the JSON of its metadata. Checksums come out right, as a stranger's would."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
Texts = dict[str, str]

_WHOLE = (0, 1, 2, 3, 255, 0x7FFF, 0x7FFFFF00, 0xFFFFFFFF, 2**31, 2**53, 2**63 - 1, 2**64 - 1)
_REAL = (0.0, -0.0, 1e-45, 1e38, -1e38, float("nan"), float("inf"), -float("inf"))
_ODD: tuple[Any, ...] = (
    *_WHOLE,
    *_REAL,
    *(-1, 10**12, 10**30, 0.5, True, False, None, "", "x", "hs", "concat", "봄", "\x00"),
    *([], {}, [1], {"a": 1}, [[[[]]]]),
)
_DTYPES = ("u1", "u2", "u4", "u8", "i4", "i8", "f2", "f4", "f8", "?")


def changed(tensors: Arrays, metadata: Texts, random: Random) -> tuple[Arrays, Texts]:
    """Copies with one to three changes."""
    arrays, texts = {name: array.copy() for name, array in tensors.items()}, dict(metadata)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if random.random() < 0.6 and arrays:
            change_arrays(arrays, random)
        else:
            _change_texts(texts, random)
    return arrays, texts


def change_arrays(arrays: Arrays, random: Random) -> None:
    """Changes one: its numbers, its size, its type."""
    name = random.choice(sorted(arrays))
    drawn = random.random()
    if drawn < 0.05:
        del arrays[name]
    elif drawn < 0.1:
        arrays[name] = arrays[random.choice(sorted(arrays))].copy()
    elif drawn < 0.2:
        arrays[name] = _other_type(arrays[name], random)
    elif drawn < 0.5:
        arrays[name] = _other_shape(arrays[name], random)
    else:
        _other_numbers(arrays[name], random)


def _other_type(array: np.ndarray, random: Random) -> np.ndarray:
    dtype = np.dtype(random.choice(_DTYPES))
    with np.errstate(all="ignore"):
        return array.astype(dtype)


def _other_shape(array: np.ndarray, random: Random) -> np.ndarray:
    """Fewer or more rows or columns, or the same numbers in another shape."""
    if array.ndim == 0 or random.random() < 0.15:
        return array.reshape(random.choice(((-1,), (1, -1), (-1, 1))))
    axis = random.randrange(array.ndim)
    size = array.shape[axis]
    wanted = random.choice((0, 1, size - 1, size + 1, 2 * size, random.randrange(size + 9)))
    return np.take(array, np.arange(max(0, wanted)) % max(1, size), axis) if size else array


def _other_numbers(array: np.ndarray, random: Random) -> None:
    flat = array.reshape(-1)
    if not len(flat):
        return
    place, drawn = random.randrange(len(flat)), random.random()
    if drawn < 0.5:
        flat[place] = _number_for(flat, random)
    elif drawn < 0.7:
        flat.view(np.uint8)[random.randrange(flat.nbytes)] ^= 1 << random.randrange(8)
    elif drawn < 0.8:
        flat[place:] = flat[place]
    elif drawn < 0.9:
        flat[:] = flat[::-1].copy()
    else:
        with np.errstate(all="ignore"):
            flat[place:] = flat[place:] + flat.dtype.type(1)


def _number_for(flat: np.ndarray, random: Random) -> Any:
    """A number at the edge of the type, or near one that stands in the array."""
    if flat.dtype.kind == "f":
        return random.choice(_REAL)
    if flat.dtype.kind == "b":
        return random.random() < 0.5
    most = int(np.iinfo(flat.dtype).max)
    near = int(random.choice(flat)) + random.choice((-1, 1, 2, len(flat)))
    return random.choice((min(random.choice(_WHOLE), most), min(max(near, 0), most)))


def _change_texts(texts: Texts, random: Random) -> None:
    key = random.choice(sorted(texts))
    if random.random() < 0.1:
        del texts[key]
        return
    try:
        value = json.loads(texts[key])
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict | list) and random.random() < 0.9:
        _change_json(value, random)
        texts[key] = json.dumps(value, ensure_ascii=random.random() < 0.5)
    else:
        texts[key] = random.choice((*map(json.dumps, _ODD), "", "{", "[" * 5000, texts[key] * 2))


def _change_json(value: Any, random: Random) -> None:
    """Changes one value, somewhere inside of an object or a list."""
    keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = random.choice(keys)
    inner = value[key]
    if isinstance(inner, dict | list) and random.random() < 0.7:
        _change_json(inner, random)
    elif random.random() < 0.1:
        del value[key]
    elif isinstance(inner, int | float) and random.random() < 0.3:
        value[key] = inner + random.choice((-1, 1, 0.5, 10))
    else:
        value[key] = random.choice(_ODD)

"""Whether an output is the one a page shows: ``...`` stands for anything, blanks for blanks, and a
number with decimals is right to the last decimal shown."""

from __future__ import annotations

import doctest
import re

PIECE = re.compile(r"(?P<any>\.\.\.|…)|(?P<number>\d+\.\d+(?:e[-+]?\d+)?)|(?P<blank>\s+)")
NUMBER = r"(\d+\.?\d*(?:e[-+]?\d+)?)"


def last_decimal(number: str) -> float:
    """The weight of the last digit of a number as it is written."""
    mantissa, _, exponent = number.partition("e")
    return float(f"1e{int(exponent or 0) - len(mantissa.partition('.')[2])}")


def matches(want: str, got: str) -> bool:
    """Whether ``got`` is what ``want`` shows."""
    pattern, numbers, end = "", [], 0
    want = want.strip()
    for piece in PIECE.finditer(want):
        pattern += re.escape(want[end : piece.start()])
        end = piece.end()
        if piece["any"]:
            pattern += ".*?"
        elif piece["number"]:
            pattern += NUMBER
            numbers.append(piece["number"])
        else:
            pattern += r"\s+"
    pattern += re.escape(want[end:])
    found = re.fullmatch(pattern, got.strip(), re.DOTALL)
    return found is not None and all(
        abs(float(shown) - float(real)) <= last_decimal(shown)
        for shown, real in zip(numbers, found.groups(), strict=True)
    )


class Checker(doctest.OutputChecker):
    """The rule of this file for the examples of docstrings."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        """Whether the output of an example is the one shown."""
        return super().check_output(want, got, optionflags) or matches(want, got)

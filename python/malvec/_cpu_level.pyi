"""The tiny compiled module that knows the processor."""

def level() -> str:
    """The highest level: v4, v3, v2, none or base."""

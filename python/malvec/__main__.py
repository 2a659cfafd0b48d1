"""``python -m malvec`` is the command ``malvec``."""

from malvec.cli import main

if __name__ == "__main__":
    main()

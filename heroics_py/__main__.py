"""The entry point of ``python -m heroics_py``."""

from heroics_py.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()

"""The version of kg, as ``pyproject.toml`` has it too."""

__version__ = "0.6.0"

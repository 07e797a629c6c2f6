"""Measures of networks, each in a file of its own: ``network_<measure>.py`` beside this one.

python3 scripts/bench network               every measure
python3 scripts/bench network --only key    one of them (--nodes, --removals: see the file)

A measure has ``options(parser)``, which adds its options, and ``measure(given, verdicts)``, which
prints what it finds and notes whether its targets are met.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from measured import Verdicts, machine

PREFIX = "network_"
MEASURES = sorted(
    path.stem.removeprefix(PREFIX) for path in Path(__file__).parent.glob(f"{PREFIX}*.py")
)


def main() -> int:
    """Run the measures and say which targets are missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=",".join(MEASURES), help="measures, commas between them")
    modules = {name: import_module(f"{PREFIX}{name}") for name in MEASURES}
    for module in modules.values():
        module.options(parser)
    given, verdicts = parser.parse_args(), Verdicts()
    print(machine())
    for name in given.only.split(","):
        print(f"\n{name}")
        modules[name].measure(given, verdicts)
    verdicts.show()
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())

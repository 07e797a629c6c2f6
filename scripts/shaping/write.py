"""Write derived shapes, their fixture, and what the reference finds in every fixture."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "shapes")]

from reference import as_graph, loaded, reference_findings, told  # noqa: E402
from shaping import derived  # noqa: E402
from shaping.fixture import derived_fixture  # noqa: E402

SHAPES = ROOT / "ontology" / "shapes"
FIXTURES = ROOT / "tests" / "shapes" / "fixtures"
EXPECTED = ROOT / "tests" / "shapes" / "expected"


def put(path: Path, text: str, *, check: bool) -> list[str]:
    """Write a file whose text is another one, unless it is only to be checked; return its name."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    if not check:
        path.write_text(text, encoding="utf-8", newline="\n")
    return [path.relative_to(ROOT).as_posix()]


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    texts = {SHAPES / name: text for name, text in derived.derived_files().items()}
    stale = [path for path in SHAPES.glob(f"*{derived.SUFFIX}") if path not in texts]
    changed = [path.relative_to(ROOT).as_posix() for path in stale]
    for path in [] if check else stale:
        path.unlink()
    for path, text in texts.items():
        changed += put(path, text, check=check)
    changed += put(FIXTURES / "derived.trig", derived_fixture(), check=check)
    for path in sorted(FIXTURES.glob("*.trig")):
        found = told(reference_findings(as_graph(loaded(path))))
        changed += put(EXPECTED / f"{path.stem}.tsv", found, check=check)
    for name in changed:
        print(f"{'differs' if check else 'wrote'}: {name}")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The commands of ``commands.toml``, case by case."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared")) / "data"
RUN_BY = ("recording.py", "server.py", "unequal.toml")
BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")


@dataclass(frozen=True)
class Case:
    """Commands that run in one folder, one after another."""

    name: str
    steps: Sequence[str]
    files: str = ""
    """A folder beside this file, of which a copy is there as ``files``."""
    given: str = ""
    """A command that BASE alone runs first; both sides begin with what it wrote."""
    needs: str = ""
    """A folder of real data."""

    @property
    def missing(self) -> str:
        """Why it cannot run on this machine; empty where it can."""
        path = DATA / self.needs
        return f"there is no {path}" if self.needs and not path.exists() else ""

    @property
    def digest(self) -> str:
        """What tells what these commands did from what others did."""
        said = hashlib.sha256(f"{self.name} {self.given}{self.steps}".encode())
        used = [*(HERE / "site").glob("*.py"), *map(HERE.joinpath, RUN_BY)]
        used += (HERE / self.files).rglob("*.*") if self.files else ()
        for path in sorted(used):
            said.update(path.read_bytes())
        return said.hexdigest()[:12]


def all_cases() -> list[Case]:
    """Return every case, in the order of the file."""
    told = tomllib.loads((HERE / "commands.toml").read_text("utf-8"))["cases"]
    return [
        Case(name, **{**case, "steps": tuple(itertools.chain(*map(expanded, case["steps"])))})
        for name, case in told.items()
    ]


def expanded(step: str) -> Iterator[str]:
    """Yield a step for each combination of what its braces hold.

    >>> list(expanded("export {zh,en}.{ttl,nq} --lang {1}"))[1]
    'export zh.nq --lang zh'
    """
    choices = [found.split(",") for found in BRACES.findall(step)]
    for chosen in itertools.product(*choices):
        words = iter(chosen)
        text = BRACES.sub(lambda _, words=words: next(words), step)
        yield re.sub(r"\{(\d)\}", lambda found, chosen=chosen: chosen[int(found[1]) - 1], text)

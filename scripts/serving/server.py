"""A server that was started here: where it answers, and how it is ended."""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from setting_up import ROOT

FILES = ROOT / ".neo4j"
"""Where the server's own files are kept, for every folder of data."""
HOME = Path(os.environ.get("KG_NEO4J_HOME", FILES))
RECORD = HOME / "server.json"


@dataclass(frozen=True)
class Server:
    """What is written down of a server that runs; only its owner may read it."""

    way: str
    version: str
    bolt: int
    http: int
    password: str
    handle: str
    """The number of its process, or the name of its container."""
    settings: tuple[str, ...] = ()
    """Lines of neo4j.conf beside the usual ones; a container takes none."""

    @property
    def uri(self) -> str:
        """Where it answers drivers."""
        return f"bolt://127.0.0.1:{self.bolt}"

    @property
    def browser(self) -> str:
        """Where its own page shows the graph."""
        return f"http://127.0.0.1:{self.http}/browser/"

    @classmethod
    def recorded(cls) -> Self | None:
        """Return the server that was started and still answers."""
        if not RECORD.exists():
            return None
        server = cls(**json.loads(RECORD.read_text("utf-8")))
        return server if server.answers() else None

    def answers(self) -> bool:
        """Return whether the server says what it is."""
        asked = HTTPConnection("127.0.0.1", self.http, timeout=5)
        try:
            asked.request("GET", "/")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def record(self) -> None:
        """Write down where it is, for `kg push`, the tests and `stop`."""
        write_private(RECORD, json.dumps(asdict(self), indent=2))

    def told(self) -> str:
        """Return what a person needs to use it."""
        return (
            f"Neo4j {self.version} ({self.way}) answers at {self.uri}\n"
            f"  Neo4j Browser  {self.browser}\n"
            f"  user           neo4j\n"
            f"  password       {self.password}\n"
            f"  then           export KG_NEO4J_PASSWORD={self.password}\n"
            f"                 kg push CASE {self.uri}"
        )


def password_for(version: str) -> str:
    """Return the password of this version's data: the server takes a first one only once."""
    path = HOME / version / "password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_hex(12))
    return path.read_text("utf-8")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)

"""A Neo4j that is installed on this machine, run on a folder and ports of our own."""

from __future__ import annotations

import shutil
from dataclasses import replace

from serving import process
from serving.process import end, lives, said
from serving.server import Server

NAME = "installed here"

__all__ = ["NAME", "end", "is_here", "launch", "lives", "said"]


def is_here() -> bool:
    """Return whether both of its commands are on the PATH."""
    return bool(shutil.which("neo4j") and shutil.which("neo4j-admin"))


def launch(server: Server) -> Server:
    """Start it in a process of its own; which version it is, the installation decides."""
    environment = process.prepare(server)
    admin = ["neo4j-admin", "dbms", "set-initial-password", server.password]
    process.run(admin, environment, "setting the first password")
    return replace(server, handle=process.spawn(server, ["neo4j", "console"], environment))

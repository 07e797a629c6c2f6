"""Neo4j in a container that listens on this machine only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace

from serving.server import HOME, Server

NAME = "Docker"


def is_here() -> bool:
    """Return whether Docker is installed and its daemon runs."""
    return shutil.which("docker") is not None and _docker("info").returncode == 0


def launch(server: Server) -> Server:
    """Start the container; its data stands in .neo4j/."""
    data = HOME / server.version / "docker"
    data.mkdir(parents=True, exist_ok=True)
    named = f"crimechain-neo4j-{server.bolt}"
    done = _docker(
        "run", "--detach", "--name", named,
        "--publish", f"127.0.0.1:{server.bolt}:7687",
        "--publish", f"127.0.0.1:{server.http}:7474",
        "--env", f"NEO4J_AUTH=neo4j/{server.password}",
        "--env", "NEO4J_dbms_usage__report_enabled=false",
        "--volume", f"{data}:/data",
        f"neo4j:{server.version}-community",
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"Docker could not start Neo4j:\n{done.stderr[-2_000:]}")
    return replace(server, handle=named)


def lives(server: Server) -> bool:
    """Return whether the container runs."""
    asked = _docker("inspect", "--format", "{{.State.Running}}", server.handle)
    return asked.stdout.strip() == "true"


def end(server: Server) -> None:
    """Stop the container and let it go."""
    _docker("stop", "--time", "60", server.handle)
    _docker("rm", "--force", server.handle)


def said(server: Server) -> str:
    """Return the end of what the server printed."""
    told = _docker("logs", "--tail", "40", server.handle)
    return told.stdout + told.stderr


def _docker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)

"""A server as a process of this machine: its folder, its settings, its start and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from serving.server import HOME, Server

STOP_SECONDS = 60.0
SETTINGS = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.http.enabled=true
server.http.listen_address=127.0.0.1:{http}
server.https.enabled=false
server.memory.heap.initial_size=512m
server.memory.heap.max_size=2g
server.memory.pagecache.size=512m
dbms.usage_report.enabled=false
"""
FOLDERS = ("data", "logs", "run", "import", "plugins", "licenses")


def folder_of(server: Server) -> Path:
    """Return the server's own folder, one for each version: their stores are not the same."""
    return HOME / server.version


def prepare(server: Server) -> Mapping[str, str]:
    """Write the settings; return the environment in which the server finds them."""
    home = folder_of(server)
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    places = "".join(f"server.directories.{name}={home / name}\n" for name in FOLDERS)
    more = "".join(f"{line}\n" for line in server.settings)
    text = SETTINGS.format(bolt=server.bolt, http=server.http) + places + more
    (conf / "neo4j.conf").write_text(text, encoding="utf-8")
    return {**os.environ, "NEO4J_CONF": str(conf)}


def run(command: Sequence[str], environment: Mapping[str, str], what: str) -> None:
    """Run one step to its end, or end with what it said."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{what} failed:\n{(done.stdout + done.stderr)[-2_000:]}")


def spawn(server: Server, command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Start the server so that it outlives this command; return its number."""
    (folder_of(server) / "logs").mkdir(exist_ok=True)
    with _log(server).open("wb") as log:
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    return str(child.pid)


def lives(server: Server) -> bool:
    """Return whether the process is there."""
    try:
        done, _ = os.waitpid(int(server.handle), os.WNOHANG)
    except ChildProcessError:  # started by an earlier command
        done = 0
    if done:
        return False
    try:
        os.kill(int(server.handle), 0)
    except ProcessLookupError:
        return False
    return True


def end(server: Server) -> None:
    """Ask the process to end, wait, and end it where it does not."""
    until = time.monotonic() + STOP_SECONDS
    if lives(server):
        os.kill(int(server.handle), signal.SIGTERM)
    while lives(server) and time.monotonic() < until:
        time.sleep(0.2)
    if lives(server):
        os.kill(int(server.handle), signal.SIGKILL)


def said(server: Server) -> str:
    """Return the end of what the server printed."""
    return _log(server).read_text("utf-8", "replace")[-2_000:] if _log(server).exists() else ""


def _log(server: Server) -> Path:
    return folder_of(server) / "logs" / "console.log"

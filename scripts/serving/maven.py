"""The server's own files from Maven Central, run with a JDK."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from java_jars import fetch, find_java
from serving import process
from serving.process import end, folder_of, lives, said
from serving.server import FILES, Server

NAME = "Maven Central"
BROWSER = "5.24.0"
OPENS = [
    f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch")
]

__all__ = ["NAME", "end", "is_here", "launch", "lives", "said"]


def is_here() -> bool:
    """Return true: what is missing is installed, or the command ends and says what it needs."""
    return True


def launch(server: Server) -> Server:
    """Get the files and a JDK where they are missing, then start the server."""
    java = java_for(server.version)
    jars = _fetch(server.version)
    environment = {**process.prepare(server), "NEO4J_HOME": str(folder_of(server))}
    base = [str(java), "-cp", str(jars / "*")]
    admin = [*base, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", server.password]
    process.run(admin, environment, "setting the first password")
    options = ["-Xms512m", "-Xmx2g", "-XX:+UseG1GC", *OPENS, *_more(server.version)]
    homes = [f"--home-dir={folder_of(server)}", f"--config-dir={folder_of(server) / 'conf'}"]
    command = [base[0], *options, *base[1:], _entry(server.version), *homes]
    return replace(server, handle=process.spawn(server, command, environment))


def java_for(version: str) -> Path:
    """Return a Java that runs this version, installed from Debian where that can be had."""
    return find_java(f"Neo4j {version}", 17 if version.startswith("5.") else 21)


def _fetch(version: str) -> Path:
    artifacts = {
        "org.neo4j:neo4j": version,
        "org.neo4j.app:neo4j-server": version,
        "org.neo4j.client:neo4j-browser": BROWSER,
    }
    return fetch("the server", 120, FILES / version, artifacts)


def _entry(version: str) -> str:
    old = version.startswith("5.")
    return "org.neo4j.server.CommunityEntryPoint" if old else "org.neo4j.server.Neo4jCommunity"


def _more(version: str) -> list[str]:
    return [] if version.startswith("5.") else ["--add-modules=jdk.incubator.vector"]

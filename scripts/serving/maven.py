"""The server's own files from Maven Central, run with a JDK."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from serving import process
from serving.process import end, folder_of, lives, said
from serving.server import FILES, Server
from setting_up import debian_install, say

NAME = "Maven Central"
BROWSER = "5.24.0"
JVMS = Path("/usr/lib/jvm")
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>crimechain</groupId><artifactId>server</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{0}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{0}</version></dependency>
    <dependency><groupId>org.neo4j.client</groupId><artifactId>neo4j-browser</artifactId><version>{1}</version></dependency>
  </dependencies>
</project>
"""
OPENS = [
    f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch")
]

__all__ = ["NAME", "end", "is_here", "launch", "lives", "said"]


def is_here() -> bool:
    """Return true: what is missing is installed, or the command ends and says what it needs."""
    return True


def launch(server: Server) -> Server:
    """Get the files and a JDK where they are missing, then start the server."""
    java = _java(server.version)
    _fetch(server)
    environment = {**process.prepare(server), "NEO4J_HOME": str(folder_of(server))}
    base = [str(java), "-cp", str(FILES / server.version / "lib" / "*")]
    admin = [*base, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", server.password]
    process.run(admin, environment, "setting the first password")
    options = ["-Xms512m", "-Xmx2g", "-XX:+UseG1GC", *OPENS, *_more(server.version)]
    homes = [f"--home-dir={folder_of(server)}", f"--config-dir={folder_of(server) / 'conf'}"]
    command = [base[0], *options, *base[1:], _entry(server.version), *homes]
    return replace(server, handle=process.spawn(server, command, environment))


def _fetch(server: Server) -> None:
    """Copy the server's files, once."""
    home = FILES / server.version
    if (home / "lib.whole").exists():
        return
    mvn = shutil.which("mvn") or (debian_install("maven") and shutil.which("mvn"))
    if not mvn:
        sys.exit("Neo4j needs Maven to be fetched: install it, or Docker, or Neo4j itself")
    say("fetching the server's files (once; about 120 MB) …")
    home.mkdir(parents=True, exist_ok=True)
    (home / "pom.xml").write_text(POM.format(server.version, BROWSER), encoding="utf-8")
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={home / 'lib'}"]
    command = [mvn, "-q", "-B", "-f", str(home / "pom.xml"), *goal]
    process.run(command, os.environ, "fetching Neo4j")
    (home / "lib.whole").touch()


def _java(version: str) -> Path:
    """Return a Java that runs this version, installed from Debian where that can be had."""
    least = 17 if version.startswith("5.") else 21
    for again in (False, True):
        if again and not debian_install(f"openjdk-{least}-jre-headless"):
            break
        found = [path for path in _javas() if _age(path) >= least]
        if found:
            return min(found, key=_age)
    sys.exit(f"Neo4j {version} needs Java {least} or newer: install it, or set JAVA_HOME")


def _javas() -> list[Path]:
    named = [Path(os.environ["JAVA_HOME"]) / "bin" / "java"] if "JAVA_HOME" in os.environ else []
    found = shutil.which("java")
    on_path = [Path(found)] if found else []
    return [path for path in (*named, *on_path, *JVMS.glob("*/bin/java")) if path.exists()]


def _age(java: Path) -> int:
    """Return the number of a Java's release, 0 for what tells none."""
    asked = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False)
    told = re.search(r'version "(\d+)', asked.stderr)
    return int(told[1]) if told else 0


def _entry(version: str) -> str:
    old = version.startswith("5.")
    return "org.neo4j.server.CommunityEntryPoint" if old else "org.neo4j.server.Neo4jCommunity"


def _more(version: str) -> list[str]:
    return [] if version.startswith("5.") else ["--add-modules=jdk.incubator.vector"]

"""Programs of Java from Maven Central: their files, fetched once, and a Java that runs them.

Standard library only: ``scripts/neo4j`` and ``scripts/robot`` run before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from setting_up import debian_install, say

JVMS = Path("/usr/lib/jvm")
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>crimechain</groupId><artifactId>programs</artifactId><version>1</version>
  <dependencies>
{}  </dependencies>
</project>
"""
DEPENDENCY = """\
    <dependency>
      <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
    </dependency>
"""


def fetch(name: str, megabytes: int, folder: Path, artifacts: Mapping[str, str]) -> Path:
    """Copy a program's jars and all they need into a folder of its own, once.

    Args:
        name: what the program is called in sentences.
        megabytes: about how much is fetched.
        folder: where its files stand; git does not see it.
        artifacts: the version of each ``group:artifact``.

    Returns:
        The folder of the jars. It is there whole or not at all: two that fetch at once do not
        disturb each other.
    """
    jars = folder / "lib"
    if jars.exists():
        return jars
    mvn = shutil.which("mvn") or (debian_install("maven") and shutil.which("mvn"))
    if not mvn:
        sys.exit(f"{name} needs Maven to be fetched: install it, then try again")
    say(f"fetching the files of {name} (once; about {megabytes} MB) …")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        pom, fetched = Path(made) / "pom.xml", Path(made) / "lib"
        wanted = (DEPENDENCY.format(*one.split(":"), version) for one, version in artifacts.items())
        pom.write_text(POM.format("".join(wanted)), encoding="utf-8")
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={fetched}"]
        command = [mvn, "-q", "-B", "-f", str(pom), *goal]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"fetching {name} failed:\n{(done.stdout + done.stderr)[-2_000:]}")
        if not jars.exists():
            fetched.rename(jars)
    return jars


def find_java(name: str, least: int, *, compiles: bool = False) -> Path:
    """Return a Java of this release or newer, installed from Debian where that can be had.

    One that ``compiles`` runs a file of source as well.
    """
    kinds, other = ("jdk-headless", "a JDK") if compiles else ("jre-headless", "Java")
    for again in (False, True):
        if again and not debian_install(f"openjdk-{least}-{kinds}", f"default-{kinds}"):
            break
        if found := javas(least, compiles=compiles):
            return found[0]
    sys.exit(f"{name} needs {other} {least} or newer: install it, or set JAVA_HOME")


def java_home(name: str, least: int) -> str:
    """Return the home of a Java for a program that looks for it there, "" where none can be had."""
    try:
        return str(find_java(name, least).resolve().parent.parent)
    except SystemExit as missing:
        say(f"{missing}\nthe tests that ask {name} skip")
        return ""


def javas(least: int, *, compiles: bool = False) -> list[Path]:
    """Return each Java of this release or newer that is here, the oldest first."""
    found = [path for path in _javas() if _release(path) >= least]
    whole = [path for path in found if not compiles or path.resolve().with_name("javac").exists()]
    return sorted(whole, key=_release)


def _javas() -> list[Path]:
    named = [Path(os.environ["JAVA_HOME"]) / "bin" / "java"] if "JAVA_HOME" in os.environ else []
    found = shutil.which("java")
    on_path = [Path(found)] if found else []
    return [path for path in (*named, *on_path, *JVMS.glob("*/bin/java")) if path.exists()]


def _release(java: Path) -> int:
    """Return the number of a Java's release, 0 for what tells none."""
    asked = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False)
    told = re.search(r'version "(\d+)', asked.stderr)
    return int(told[1]) if told else 0

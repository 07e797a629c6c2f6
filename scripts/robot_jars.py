"""ROBOT and the reasoner HermiT that comes with it: where their jars are, and how they are run.

Tests import it too::

    from robot_jars import class_path, command

    subprocess.run(command("reason", "--reasoner", "HermiT", "--input", str(file)))
"""

from __future__ import annotations

import os

from java_jars import fetch, find_java, javas
from setting_up import ROOT, say

VERSION = "1.9.8"
RELEASE = 17
"""Of Java: what its jars were compiled for at most, and Debian has."""
MAIN = "org.obolibrary.robot.CommandLineInterface"
HOME = ROOT / ".robot"
CATALOG = ROOT / "ontology" / "catalog-v001.xml"
"""Where the modules of our ontology stand on this machine, so that no import opens the network."""


def class_path() -> str:
    """Return the class path of ROBOT's jars, which are fetched first where they are missing.

    ``org.semanticweb.HermiT.Reasoner`` and the OWL API are among them. Java reads the star.
    """
    artifacts = {"org.obolibrary.robot:robot-command": VERSION}
    return str(fetch("ROBOT", 80, HOME / VERSION, artifacts) / "*")


def prepare() -> None:
    """Get the jars and a Java that compiles for the tests, which skip where that cannot be had."""
    try:
        class_path()
        find_java("HermiT", RELEASE, compiles=True)
    except SystemExit as missing:
        say(f"{missing}\nthe tests that ask HermiT skip")


def found_here() -> list[str]:
    """Return how a file of Java's source is run with the jars, or nothing where all is not here."""
    jars, java_here = HOME / VERSION / "lib", javas(RELEASE, compiles=True)
    return [str(java_here[0]), "-cp", str(jars / "*")] if jars.exists() and java_here else []


def java() -> str:
    """Return the Java that runs them."""
    return str(find_java("ROBOT", RELEASE))


def command(*words: str) -> list[str]:
    """Return the command of one run of ROBOT, such as ``command("reason", "--input", "a.ttl")``.

    Imports are looked up in our own catalogue, unless the words name another.
    """
    options = os.environ.get("ROBOT_JAVA_ARGS", "-Xmx2g").split()
    run = [java(), *options, "-cp", class_path(), MAIN]
    if "--catalog" in words or not {"-i", "--input"} & set(words):
        return [*run, *words]
    return [*run, words[0], "--catalog", str(CATALOG), *words[1:]]

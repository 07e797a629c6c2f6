"""Prepare a machine that has only Python 3.11+: one virtual environment beside the project.

Standard library only. Both sacred commands call :func:`prepared_python` and then hand over to
the Python it returns.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PINS = ROOT / "scripts" / "pins.txt"
PINS_FTM = ROOT / "scripts" / "pins-ftm.txt"
PINS_SPARK = ROOT / "scripts" / "pins-spark.txt"
BUILD = ("hatchling", "editables")
"""What kg itself is installed with; nothing is fetched for that alone."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def say(text: str) -> None:
    """Print one line of progress at once, also into a pipe."""
    print(text, flush=True)


def prepared_python() -> Path:
    """Return the environment's Python, made and filled first where that is needed."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- this file runs before any requirement holds
        sys.exit(f"crimechain needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = VENV / f".crimechain-{wanted()}"
    if stamp.exists() and python.exists():
        return python
    started = time.monotonic()
    make_environment(python)
    install(python)
    stamp.touch()
    say(f"environment ready in {time.monotonic() - started:.0f} s ({VENV.name}/)")
    return python


def wanted(*more: Path) -> str:
    """Return a short name for exactly these requirements on this Python."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (ROOT / "pyproject.toml", PINS, *more):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def make_environment(python: Path) -> None:
    """Create the virtual environment, with Debian's missing part where we may install it."""
    if python.exists():
        return
    say("making a virtual environment …")
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    debian_install(f"python3.{sys.version_info[1]}-venv", "python3-venv")
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit("cannot make a virtual environment: install Python's venv module, then try again")


def install(python: Path) -> None:
    """Install what kg needs, each file held to its hash, and then kg itself from this folder."""
    say("installing the libraries (once; about a minute) …")
    own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for what in (["--require-hashes", "--requirement", str(PINS)], own):
        if subprocess.run([*pip(python), *what], check=False).returncode != 0:
            sys.exit("the libraries could not be installed: is a package index reachable?")


def pip(python: Path) -> list[str]:
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def with_ftm(python: Path) -> None:
    """Add FollowTheMoney for the tests that read its entities; they skip where it cannot be built.

    It rests on PyICU, which has no wheels: a compiler and ICU's headers are installed where we may.
    """
    stamp = VENV / f".crimechain-{wanted(PINS_FTM)}"
    if stamp.exists():
        return
    say("adding FollowTheMoney for its tests (once; about two minutes) …")
    lists = [word for path in (PINS, PINS_FTM) for word in ("--requirement", str(path))]
    command = [*pip(python), "--require-hashes", *lists]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode and debian_install("g++ pkg-config libicu-dev python3-dev"):
        done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        say("FollowTheMoney could not be built here: its tests skip")
    stamp.touch()


def with_spark(python: Path) -> None:
    """Add Spark for the tests that ask it about a lake; they skip where it cannot be had."""
    stamp = VENV / f".crimechain-{wanted(PINS_SPARK)}"
    if stamp.exists():
        return
    say("adding Spark for its tests (once; about a minute, 490 MB) …")
    lists = [word for path in (PINS, PINS_SPARK) for word in ("--requirement", str(path))]
    command = [*pip(python), "--require-hashes", *lists]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        say("Spark could not be installed here: its tests skip")
    stamp.touch()


def debian_install(*packages: str) -> bool:
    """Install the first Debian package that works; False where this is no Debian or not root."""
    apt = shutil.which("apt-get")
    if apt is None or getattr(os, "geteuid", lambda: 1)() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    subprocess.run([apt, "update", "-q"], check=False, **quiet)
    command = [apt, "install", "-y", "-q", "--no-install-recommends"]
    return any(
        subprocess.run([*command, *package.split()], check=False, **quiet).returncode == 0
        for package in packages
    )


def browser() -> str:
    """Return the path of a Chromium, installed from Debian where that can be had, else ''."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        say("looking for a browser for the page tests (Debian's chromium, once) …")
        debian_install("chromium fonts-noto-cjk", "chromium")
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or ""

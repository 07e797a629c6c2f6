"""The README's case of ten facts, done as a stranger does it: rdflib and pySHACL, no kg at all."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ontology_modules import FOLDER

README = FOLDER.joinpath("README.md").read_text("utf-8")
CASE = re.search(r"```turtle\n(.*?)```", README, re.DOTALL)[1]
CHECK, FIND = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
BARRED = "import sys\nsys.modules['kg'] = None  # to import it fails\n"
SECONDS = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh folder with the ontology, the case and the program of the README."""
    shutil.copytree(FOLDER, tmp_path / "ontology")
    for name, program in (("check.py", CHECK), ("find.py", FIND)):
        tmp_path.joinpath(name).write_text(BARRED + program, "utf-8")
    return tmp_path


def told(folder: Path, case: str) -> str:
    folder.joinpath("case.ttl").write_text(case, "utf-8")
    return printed(folder, "check.py")


def printed(folder: Path, *words: str) -> str:
    command = [sys.executable, "-I", *words]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_case_has_ten_facts_that_conform_and_the_question_is_answered(folder: Path) -> None:
    assert len(re.findall(r"^ex:f\d+ a cc:", CASE, re.MULTILINE)) == 10
    said = told(folder, CASE)
    assert "Conforms: True" in said
    assert said.strip() in README


def test_a_word_of_either_language_leads_to_its_name(folder: Path) -> None:
    assert "cc:Launderer | Role |" in printed(folder, "find.py", "水房")
    assert "cc:HandsOverCash | Link: " in printed(folder, "find.py", "Hand-over of cash")
    assert "cc:CoinTransfer | abstract |" in printed(folder, "find.py", "coin transfer")
    posts = printed(folder, "find.py", "post")
    assert "cc:Post | Link: SocialAccount -> Content |" in posts
    assert "cc:Content | Entity |" in printed(folder, "find.py", "Content")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "instead", "message"),
    [
        ('cc:currency "CNY" ; ', "", "currency"),
        ("cc:source ex:paying ;", "cc:source ex:paying , ex:next ;", "exactly one source"),
        ("cc:role cc:CardSeller", "cc:role cc:Euro", "a role is one that the ontology has"),
    ],
)
def test_a_fault_is_told_with_the_fact(folder: Path, given, instead, message) -> None:
    assert given in CASE
    said = told(folder, CASE.replace(given, instead, 1))
    assert "Conforms: False" in said
    assert message in said
    assert re.search(r"Focus Node: ex:f\d", said)

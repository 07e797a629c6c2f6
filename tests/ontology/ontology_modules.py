"""The ontology's modules, as the tests of this folder share them."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
ROOT = FOLDER / "crimechain.ttl"
AXIOMS = sorted((FOLDER / "axioms").glob("*.ttl"))
MODULES = [file for file in sorted(FOLDER.glob("*.ttl")) if file != ROOT]
NAMES = [module.stem for module in MODULES]

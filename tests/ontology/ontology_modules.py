"""The ontology's modules, as the tests of this folder share them."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
MODULES = sorted(FOLDER.glob("*.ttl"))
NAMES = [module.stem for module in MODULES]

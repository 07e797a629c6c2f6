"""The validators of other communities: STIX by OASIS's, CASE/UCO by CASE's own, both offline."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

MEANT = {"{103}", "{202}"}
"""Warnings about STIX that are meant, and that the standard allows: ids follow from ours (UUIDv5,
where it would rather have them random), relations have our names (it has none for a payment)."""


def stix_complaints(path: Path) -> set[str]:
    """Return what STIX 2.1 has against a bundle by default options, the warnings meant left out.

    An error is its whole sentence, a warning its number.
    """
    library = pytest.importorskip("stix2validator", reason="stix2-validator is not installed")
    report = library.validate_file(str(path), library.ValidationOptions(version="2.1"))
    (bundle,) = report.object_results
    errors = {str(one) for one in bundle.errors}
    numbers = {re.search(r"\{\d+\}|$", str(one))[0] for one in bundle.warnings}
    return errors | numbers - MEANT


def case_complaints(path: Path) -> str:
    """Return what CASE 1.5.0 has against a file: a violation, a warning or an advice."""
    library = pytest.importorskip("case_utils.case_validate", reason="case-utils is not installed")
    twin = path.with_suffix(".jsonld")  # rdflib goes by the suffix
    twin.write_bytes(path.read_bytes())
    with warnings.catch_warnings():
        # the library reads what comes with it in an old way, and so does rdflib inside
        warnings.filterwarnings("ignore", r"\w+ is deprecated\. Use files", DeprecationWarning)
        warnings.filterwarnings("ignore", "(Dataset|ConjunctiveGraph)", DeprecationWarning)
        report = library.validate(str(twin), case_version="case-1.5.0")
    twin.unlink()
    return "" if report.conforms is True and not report.undefined_concepts else report.text

"""What a program writes into ``kg/docs`` is what it would write now."""

from __future__ import annotations

import subprocess
import sys

from tests.docs.doc_pages import DOCS, ROOT

API = (DOCS / "api.md").read_text("utf-8")


def test_the_made_pages_are_those_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "documenting" / "write.py"), "--check"],
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout + done.stderr


def test_the_reference_tells_every_public_name() -> None:
    import kg

    missing = [name for name in kg.__all__ if f"`{name}`" not in API and f"kg.{name}" not in API]
    assert not missing


def test_the_reference_tells_every_method_of_a_case_and_its_parts() -> None:
    import kg

    missing = [
        name for name in vars(kg.Case) if not name.startswith("_") and f"`case.{name}`" not in API
    ]
    assert not missing
    for part in ("evidence", "money", "calls", "chains", "questions", "judgements", "lookup"):
        assert f"## case.{part}\n" in API


def test_the_reference_tells_every_option_of_a_request() -> None:
    from kg import requests
    from kg.requests.base import Request, option_fields

    kinds = [getattr(requests, name) for name in requests.__all__ if name.endswith("Request")]
    kinds.remove(Request)
    missing = [
        f"{kind.__name__}.{one.name}"
        for kind in kinds
        for one in option_fields(kind)
        if f"| `{one.name}` |" not in API
    ]
    assert not missing

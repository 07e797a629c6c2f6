"""Whether Spark can run here."""

from __future__ import annotations

import os
import shutil

import pytest


def needs_spark() -> None:
    """Skip where PySpark or Java is not installed."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("no Java on this machine: Spark needs one")

"""Whether Spark can run here, and how it starts where the answers are small."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SETTINGS = "spark.sql.codegen.wholeStage false\nspark.sql.codegen.factoryMode NO_CODEGEN\n"
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def needs_spark() -> None:
    """Skip where PySpark or Java is not installed."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("no Java on this machine: Spark needs one")


def start_small(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let a Spark that starts after this compile little: for few rows that takes most of its time.

    Settings that kg gives itself hold before these.
    """
    folder.mkdir()
    (folder / "spark-defaults.conf").write_text(SETTINGS, "utf-8")
    patch.setenv("SPARK_CONF_DIR", str(folder))
    patch.setenv("JAVA_TOOL_OPTIONS", JAVA)

"""The C floors, compiled by the bench itself where the machine has a compiler."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

SOURCE = Path(__file__).with_name("floors.c")
COMPILERS = ("cc", "gcc", "clang")
SIGNATURES = {
    "stream": (ctypes.c_uint64, "npp"),
    "reach_one": (ctypes.c_int64, "nppnip"),
    "reach_many": (None, "nppnpp"),
    "fifo": (ctypes.c_int64, "npppnpp"),
    "haircut": (ctypes.c_int64, "npppnpp"),
}
KINDS = {"n": ctypes.c_int64, "i": ctypes.c_int32, "p": ctypes.c_void_p}


class Floors:
    """The compiled floors; called with arrays and numbers."""

    def __init__(self, library: ctypes.CDLL, version: str) -> None:
        self.version = version
        self._library = library
        for name, (result, arguments) in SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, [KINDS[kind] for kind in arguments]

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._library, name)
        return lambda *given: function(*(one.ctypes.data if isinstance(one, np.ndarray) else one
                                         for one in given))  # fmt: skip


def compiled() -> Floors | None:
    """Return the floors, or None where there is no compiler; say which."""
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        print("no C compiler here: the C floors are not measured")
        return None
    out = Path(tempfile.mkdtemp()) / "floors.so"
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", str(out), str(SOURCE)], check=True)
    told = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True)
    version = told.stdout.splitlines()[0]
    print(f"C floors: {version}, {' '.join(flags[:2])}")
    return Floors(ctypes.CDLL(str(out)), version)

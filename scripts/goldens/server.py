"""Run kg commands of one checkout, each in a fork of this process, which has kg imported.

    PYTHONPATH=goldens/site:CHECKOUT python server.py

Orders come on stdin, one JSON object a line: ``words`` (what stands behind ``kg``), ``folder`` (the
current one), ``out`` and ``err`` (files). The answer is the exit code, on stdout. A process of its
own for each command would take one to two seconds to import the same.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import sys
import traceback
from collections.abc import Sequence


def import_everything() -> None:
    """Import every module of kg, whatever the commit calls them."""
    import kg

    for module in pkgutil.walk_packages(kg.__path__, "kg."):
        importlib.import_module(module.name)


def run(words: Sequence[str], folder: str, out: str, err: str) -> int:
    """Run one command in a fork and return its exit code."""
    if (pid := os.fork()) == 0:
        code = 1
        try:
            os.chdir(folder)
            for number, path in ((1, out), (2, err)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            sys.argv = ["kg", *words]
            code = main()
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def main() -> int:
    """Do what the ``kg`` script does, and what Python does at its end."""
    code = 0
    try:
        sys.modules["kg.__main__"].main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    import_everything()
    for line in sys.stdin:
        print(run(**json.loads(line)), flush=True)

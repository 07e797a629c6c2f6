"""How a command ends: its exit code, and one sentence where it could not go on; no traceback."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import typer

from kg.cli.command_line import CommandLineError, as_usage_error, unknown_command
from kg.cli.help import CommandGroup
from kg.cli.language import asked_language
from kg.cli.screen import Screen
from kg.errors import Ambiguous, KgError, NoneNamed, OutOfMemory
from kg.messages import Message, say
from kg.system_errors import as_kg_error, as_kg_errors

BUG, STOPPED = 1, 130

LEAST_ADDRESS_SPACE = 3584 << 20
"""Bytes. With less the engines cannot start their threads, and end the process by SIGABRT."""

TRACEBACK = "KG_TRACEBACK"
"""Set in the environment, a bug shows all of itself, with values of the case."""


class Verbs(CommandGroup):
    """The verbs of kg; what ends one of them is told by kg, not by typer."""

    def make_context(self, *given: Any, **also: Any) -> Any:
        """Understand the command line; --help is said here."""
        with _ends_well():
            return super().make_context(*given, **also)

    def invoke(self, ctx: Any) -> Any:
        """Run a verb."""
        with _ends_well():
            _refuse_little_memory()
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is asked for."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise unknown_command(args[0], list(self.commands))
        return super().resolve_command(ctx, args)


@contextmanager
def _ends_well() -> Iterator[None]:
    """Let a closed pipe end a command quietly, and make the system's errors those of kg."""
    try:
        with as_kg_errors():
            yield
    except CommandLineError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        raise as_usage_error(error) from None
    except BrokenPipeError:
        # the reader (| head) has seen enough; nothing more can be written
        _write_nowhere()
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        raise typer.Exit(tell_stopped()) from None


def _refuse_little_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    given, _ = resource.getrlimit(resource.RLIMIT_AS)
    if given != resource.RLIM_INFINITY and given < LEAST_ADDRESS_SPACE:
        raise OutOfMemory(
            Message(
                "process-may-have-mb",
                given=given >> 20,
                least_address_space=LEAST_ADDRESS_SPACE >> 20,
            ),
            hint=Message("raise-ulimit-v-unlimited"),
        )


def run(command: Callable[[], Any]) -> None:
    """Run one command and leave with its exit code."""
    write_safely()
    try:
        with _Ending():
            command()
    except KeyboardInterrupt:  # it came while the end was beginning
        raise SystemExit(tell_stopped()) from None


class _Ending:
    """The end of a command: whatever ended it becomes an exit code, and what is to be said of it.

    The first Ctrl-C stops what runs and lets it clear away after itself, the next one ends the
    process at once: nothing is half done whenever a process ends.
    """

    def __init__(self) -> None:
        self._was_stopped = False
        self._before: Any = None

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._was_stopped = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        raise KeyboardInterrupt

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        raise SystemExit(_flush(self._code(error))) from error

    def _code(self, error: BaseException | None) -> int:
        if isinstance(error, SystemExit):
            return error.code if isinstance(error.code, int) else int(error.code is not None)
        # an engine tells of Ctrl-C by an error of its own
        if isinstance(error, KeyboardInterrupt) or (error and self._was_stopped):
            return tell_stopped()
        return _tell_any(error) if error else 0


def tell(error: KgError) -> int:
    """Print an error as one sentence in the asked language, with its candidates if it has any."""
    screen = Screen(asked_language())
    _say(f"kg: {screen.error(error)}")
    if isinstance(error, Ambiguous):
        for candidate in error.candidates:
            _say(f"  {candidate}")
    if isinstance(error, NoneNamed):
        for place, why in error.rows:
            _say(f"  {screen.place(place)}  {screen.message(why)}")
    return error.exit_code


def tell_stopped() -> int:
    """Say that Ctrl-C was obeyed and what that means for the case."""
    _say(f"kg: {say('stopped', asked_language())}")
    return STOPPED


def _tell_any(error: BaseException) -> int:
    error_of_kg = as_kg_error(error)
    if error_of_kg is None:
        return _tell_bug(error)
    error.__traceback__ = None  # its frames hold what memory there is
    return tell(error_of_kg)


def _tell_bug(error: BaseException) -> int:
    """Say where kg went wrong, and no value: an exception's own text may hold a name."""
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    ours = [step for step in traceback.extract_tb(error.__traceback__) if _is_ours(step.filename)]
    place = f"{_short(ours[-1].filename)}:{ours[-1].lineno}" if ours else "?"
    _say(f"kg: {say('bug', asked_language(), kind=type(error).__name__, place=place)}")
    return BUG


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(_house())


def _short(file: str) -> str:
    return Path(file).relative_to(_house().parent).as_posix()


def _house() -> Path:
    return Path(__file__).resolve().parents[1]


def write_safely() -> None:
    """Write UTF-8, or what PYTHONIOENCODING asks for; what does not fit it as a visible escape."""
    encoding = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the shell closed it: >&-
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding or "utf-8", errors="backslashreplace")


def _flush(code: int) -> int:
    """Write out what is left to write; what cannot be written changes the exit code."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _write_nowhere()
    except (OSError, ValueError) as error:
        _write_nowhere()
        kg_error = as_kg_error(error)
        return tell(kg_error) if kg_error else code
    return code


def _write_nowhere() -> None:
    """Let what a broken stream still holds go nowhere, also when the interpreter ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):  # a stream of a test has no number
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _say(line: str) -> None:
    with suppress(BrokenPipeError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

"""Walls around a worker process, put up by the process itself before it touches foreign input.

A worker that calls :func:`deny_network` first can open no connection afterwards, whatever the
libraries in it do. No library is needed: the system is asked through ctypes.

- Linux: a network namespace of its own, with no interface that is up. Where the system does not let
  this user make one, a seccomp filter refuses to make sockets at all.
- macOS: the named profile "no-network" of its sandbox.
- Elsewhere, and where the system refuses both: nothing stands, and the caller is told so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

Wall = Literal["namespace", "seccomp", "sandbox", "none"]
"""What keeps a worker from the network: see :func:`deny_network`."""

# <linux/sched.h>
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000
# <linux/prctl.h>, <linux/seccomp.h>
PR_SET_NO_NEW_PRIVS: Final = 38
PR_SET_SECCOMP: Final = 22
SECCOMP_MODE_FILTER: Final = 2
SECCOMP_RET_ALLOW: Final = 0x7FFF0000
SECCOMP_RET_ERRNO: Final = 0x00050000
# offsets in struct seccomp_data
SYSCALL_NUMBER: Final = 0
ARCHITECTURE: Final = 4
# <linux/filter.h>: load a word, compare, return
BPF_LOAD: Final = 0x20
BPF_IF_EQUAL: Final = 0x15
BPF_IF_AT_LEAST: Final = 0x35
BPF_RETURN: Final = 0x06
EACCES: Final = 13
IO_URING_SETUP: Final = 425
"""The same number everywhere; a ring can make sockets that no filter sees."""
X32: Final = 0x40000000
"""From here on x86_64 counts the system calls of its 32-bit numbers, sockets among them."""
MACHINES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Of each machine: its AUDIT_ARCH of <linux/audit.h>, and the number of its socket call."""
SANDBOX_NAMED: Final = 1


def deny_network(ways: tuple[Wall, ...] = ("namespace", "seccomp", "sandbox")) -> Wall:
    """Cut this process, and all that it starts, off from the network for good.

    Call it before any thread exists: a process with two threads cannot change its namespace, and
    a filter holds for the thread that asked for it and for those that it starts.

    :param ways: the walls to try, the first that this system lets stand is taken
    :return: which wall stands now; ``"none"`` where none could be put up
    """
    for way in ways:
        if way in _WALLS and _WALLS[way]():
            return way
    return "none"


def _in_own_namespace() -> bool:
    """Move into a network namespace with no interface but a loopback that is down."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET) == 0:  # an administrator needs no namespace of users for it
        return True
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    _stay_oneself(user, group)
    return True


def _stay_oneself(user: int, group: int) -> None:
    """Let the new namespace know this user by the number it had; without it, by 65534."""
    for name, line in (
        ("uid_map", f"{user} {user} 1"),
        ("setgroups", "deny"),
        ("gid_map", f"{group} {group} 1"),
    ):
        try:
            Path("/proc/self", name).write_text(line, encoding="ascii")
        except OSError:  # the number is for show: files are opened by what the system knows
            return


def _under_a_filter() -> bool:
    """Let every attempt to make a socket end with EACCES."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return False
    if sys.maxsize < 1 << 32:  # a 32-bit Python has other numbers
        return False
    code = _filter(*MACHINES[platform.machine()])
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    prctl = libc.prctl
    prctl.argtypes = (ctypes.c_int, *([ctypes.c_ulong] * 4))
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    told = ctypes.create_string_buffer(program, len(program))
    return bool(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(told), 0, 0) == 0)


def _filter(architecture: int, socket: int) -> bytes:
    """Return the filter's instructions (struct sock_filter): refuse sockets and odd ways to them.

    What calls the kernel as another architecture is refused whole.
    """
    refuse = SECCOMP_RET_ERRNO | EACCES
    lines = (
        (BPF_LOAD, 0, 0, ARCHITECTURE),
        (BPF_IF_EQUAL, 0, 4, architecture),
        (BPF_LOAD, 0, 0, SYSCALL_NUMBER),
        (BPF_IF_AT_LEAST, 2, 0, X32),
        (BPF_IF_EQUAL, 1, 0, socket),
        (BPF_IF_EQUAL, 0, 1, IO_URING_SETUP),
        (BPF_RETURN, 0, 0, refuse),
        (BPF_RETURN, 0, 0, SECCOMP_RET_ALLOW),
    )
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _under_a_profile() -> bool:
    """Take on the profile that macOS calls "no-network" (<sandbox.h>)."""
    if platform.system() != "Darwin":  # sys.platform: mypy would call the rest unreachable
        return False
    said = ctypes.c_char_p()
    try:
        system = ctypes.CDLL("/usr/lib/libSystem.dylib")
        done: int = system.sandbox_init(
            b"no-network", ctypes.c_uint64(SANDBOX_NAMED), ctypes.byref(said)
        )
    except (OSError, AttributeError):  # a later macOS may no longer have it
        return False
    return done == 0


_WALLS: Final[dict[Wall, Callable[[], bool]]] = {
    "namespace": _in_own_namespace,
    "seccomp": _under_a_filter,
    "sandbox": _under_a_profile,
}

"""Which server of Neo4j a case is asked on: one that this machine's user named, and no other.

Nothing in a case folder names a server: a folder that was received could name somebody else's, who
would be sent the password. A server is named on the command line, by ``KG_NEO4J_URI``, or by an
earlier push of this user from this very folder. Such a push is remembered outside the case, in the
user's own ``servers.json``; a folder that was copied or moved is another one there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
from pathlib import Path

from kg.case.storage.folder import CaseFolder
from kg.errors import NotFound, UsageError
from kg.messages import Message

ADDRESS = "KG_NEO4J_URI"
PASSWORD = "KG_NEO4J_PASSWORD"  # noqa: S105 -- the variable's name
"""The environment variable that names a server."""
SETTINGS = "KG_CONFIG"
"""The environment variable that names another folder for what kg keeps of a user."""
FILE = "servers.json"


def server_of(folder: CaseFolder, named: str = "") -> str:
    """Return the address of the server to use, the nearest that the user named.

    :param named: what was typed, if anything
    :raises NotFound: this user named none for this folder
    """
    address = named or os.environ.get(ADDRESS, "") or _remembered().get(_place(folder), "")
    if not address:
        raise NotFound(
            Message("no-server-for-case"),
            hint=Message("name-server", address=ADDRESS),
        )
    return address


def remember(folder: CaseFolder, address: str) -> bool:
    """Write down for this user to which server this folder was pushed, never how to get in.

    Return whether it could be written: where it could not, the server must be named each time.
    """
    file = user_folder() / FILE
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        servers = {**_remembered(), _place(folder): address}
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(servers, out, indent=1, sort_keys=True)
        temporary.replace(file)
    except (OSError, UsageError):
        return False
    return True


def user_folder() -> Path:
    """Return where kg keeps what belongs to a user and to no case."""
    if named := os.environ.get(SETTINGS):
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "crimechain"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "crimechain"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "crimechain"


def _place(folder: CaseFolder) -> str:
    """Return the hash that identifies a folder: of its key and its path."""
    return hmac.new(folder.key(), str(folder.root).encode(), hashlib.sha256).hexdigest()


def _remembered() -> dict[str, str]:
    """Return what this user's file holds: of each folder, its server."""
    file = user_folder() / FILE
    try:
        servers = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _unreadable(file) from error
    if not isinstance(servers, dict) or not all(
        isinstance(server, str) for server in servers.values()
    ):
        raise _unreadable(file)
    return servers


def _unreadable(file: Path) -> UsageError:
    return UsageError(
        Message("not-a-server-list"), where=str(file), hint=Message("remove-and-push-again")
    )

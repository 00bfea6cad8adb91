"""Private keys of a box as files that only its user can read: PKCS#8 DER, mode 0600, in a folder of mode 0700. Source: log.md section 4."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from chamberflag.seal.device import DeviceKey
from chamberflag.vocabulary.errors import Broken, Malformed

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}\Z")
SUFFIX = ".key"
INSTANCE = "instance"


class KeyFolder:
    """Keys by name: `log`, `box`, and one for each person who signs at this machine."""

    def __init__(self, path: Path) -> None:
        """path: the folder; it need not exist yet."""
        self.path = path

    def names(self) -> list[str]:
        """The names of all keys here."""
        return sorted(p.name.removesuffix(SUFFIX) for p in self.path.glob("*" + SUFFIX)) if self.path.is_dir() else []

    def read(self, name: str) -> DeviceKey:
        """A key by its name. Raises Malformed where there is none, or it is no key."""
        try:
            data = self._file(name).read_bytes()
        except FileNotFoundError:
            raise Malformed(
                "malformed.key_file", f"there is no key {name!r}; there are: {', '.join(self.names()) or 'none'}", "keys"
            ) from None
        except OSError as error:
            raise Broken("broken.keys", f"the key cannot be read: {error.strerror}", name) from None
        return DeviceKey.from_pkcs8(data)

    def write(self, name: str, key: DeviceKey) -> None:
        """Keep a new key, durable on return. Raises Malformed where the name is taken."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(self._file(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise Malformed("malformed.key_file", f"a key {name!r} exists; keys are never overwritten", "keys") from None
        except OSError as error:
            raise Broken("broken.keys", f"the key cannot be written: {error.strerror}", name) from None
        with os.fdopen(handle, "wb") as file:
            file.write(key.pkcs8())
            file.flush()
            os.fsync(file.fileno())
        _sync(self.path)

    def mark(self, instance: str) -> None:
        """Keep the id that ties these keys to their log's data: keys beside other data are those of a restored box (hub.md 4.3)."""
        with (self.path / INSTANCE).open("w", encoding="ascii") as file:
            file.write(instance + "\n")
            file.flush()
            os.fsync(file.fileno())
        _sync(self.path)

    def instance(self) -> str:
        """That id; "" where there is none."""
        try:
            return (self.path / INSTANCE).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _file(self, name: str) -> Path:
        if not _NAME.match(name):
            raise Malformed("malformed.key_file", f"{name!r} is no name of a key", "keys")
        return self.path / (name + SUFFIX)


def _sync(folder: Path) -> None:
    """A new name in a folder is durable only when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

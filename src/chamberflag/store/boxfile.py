"""What a box is, in one small file beside its log: `box.json`. The log says it with signatures; this file says where to look first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Broken, Malformed

if TYPE_CHECKING:
    from pathlib import Path

NAME = "box.json"


class BoxFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """kind: record, example or practice; memory: none, phones, or dir with memory_dir; made: ms since 1970; instance: see hub.md 4.3.

    seal: under a secret that follows from the log's key, over all of it: this file says where the memory lies, so it may not be edited.
    """

    v: int
    kind: str
    origin: str
    vkey: str
    instance: str
    made: int
    memory: str = "none"
    memory_dir: str = ""
    roots: tuple[str, ...] = ()
    seal: str = ""

    def said(self) -> bytes:
        """What is sealed: everything but the seal."""
        return msgspec.json.encode(msgspec.structs.replace(self, seal=""), order="deterministic")


def is_box(data: Path) -> bool:
    """Whether a folder holds a box."""
    return (data / NAME).is_file()


def read(data: Path) -> BoxFile:
    """The file of a box. Raises Malformed where there is none, or it is damaged."""
    try:
        return msgspec.json.decode((data / NAME).read_bytes(), type=BoxFile)
    except (FileNotFoundError, NotADirectoryError):
        raise Malformed("malformed.no_box", "there is no box here; `chamberflag init` makes one", str(data)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("malformed.box_file", str(error), str(data / NAME)) from None
    except OSError as error:
        raise Broken("broken.disk", f"{NAME} cannot be read: {error.strerror}", str(data)) from None


def write(data: Path, box: BoxFile) -> None:
    """Keep the file, whole or not at all. Raises Broken."""
    folder = Folder(data)
    try:
        folder.replace(NAME, msgspec.json.format(msgspec.json.encode(box), indent=2) + b"\n")
    finally:
        folder.close()

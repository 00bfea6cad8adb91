"""Attachments by their SHA-256 at `sha256/ab/cd/<hash>`, durable before the act that names them is accepted. Source: log.md section 11."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}\Z")


class FileAttachments:
    """A folder of files named by what they hold."""

    def __init__(self, path: Path) -> None:
        """path: the log's folder, in which `sha256/` lies."""
        self._folder = Folder(path)

    def put(self, data: bytes) -> str:
        """Keep content; its SHA-256 in hex. Raises Broken."""
        digest = hashlib.sha256(data).hexdigest()
        self._folder.put(name_of(digest), data)
        return digest

    def get(self, sha256: str) -> bytes | None:
        """The content; None where it is missing. Raises Unproven(attachment.altered)."""
        data = self._folder.get(name_of(sha256))
        if data is not None and hashlib.sha256(data).hexdigest() != sha256:
            raise Unproven("attachment.altered", "the attachment is not what its name says; take it from a second copy", sha256)
        return data


def name_of(sha256: str) -> str:
    """Its path below the log's folder. Raises Malformed."""
    if not _HASH.match(sha256):
        raise Malformed("malformed.attachment", "an attachment is named by 64 hex digits", sha256[:80])
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"

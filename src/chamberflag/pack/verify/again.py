"""Chamberflag asked, where it is installed, to decide every act again: in a process of its own, isolated from the caller's surroundings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any, cast

REPLAY = ("-I", "-m", "chamberflag.app.judging")
ABSENT = re.compile(r"No module named '?chamberflag")  # not installed, or older than this part of it


class Replay:
    """Chamberflag, where it is installed, deciding the first entries again in a process of its own, beside the walk."""

    def __init__(self, path: str, count: int) -> None:
        """Start it; where that fails it counts as not installed."""
        self.count = count
        command = [sys.executable, *REPLAY, os.path.abspath(path), str(count)]  # noqa: PTH100
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
        except OSError:
            self._process = None

    def answer(self) -> dict[str, Any] | None:
        """What it says; None where it is not installed for this Python. Raises RuntimeError where it failed."""
        if self._process is None:
            return None
        out, err = self._process.communicate()
        said = err.decode("utf-8", "replace").strip()
        if self._process.returncode and ABSENT.search(said):
            return None
        if self._process.returncode:
            raise RuntimeError(f"the replay of the decisions failed: {said[-300:]}")
        return cast("dict[str, Any]", json.loads(out.decode("utf-8")))

    def stop(self) -> None:
        """End it, whatever it is at."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

"""Chamberflag: weapons safety and accountability on set. Which folder holds what: docs/architecture.md."""

from __future__ import annotations

__version__ = "0.1.0"

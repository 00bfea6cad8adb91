"""Chamberflag: weapons safety and accountability on set. Which folder holds what: docs/architecture.md."""

__version__ = "0.1.0"

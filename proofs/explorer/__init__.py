"""Every reachable state of a small world, from the trees of the rule files: `explore(model, world, ...)`. Source: interlock.md 2 and 6."""

from __future__ import annotations

from proofs.explorer.search import Explorer, Result, explore
from proofs.explorer.worlds import World, worlds

__all__ = ["Explorer", "Result", "World", "explore", "worlds"]

"""How properties are tried: the same examples on every run, so that a failure is one that everybody can repeat."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("wide", deadline=None, max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

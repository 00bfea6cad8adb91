"""Which routine act needs what before it, and how long each of them stands."""

from __future__ import annotations

LOOK_ARGS = ("chambers_seen", "chambers", "found", "blind", "capacity")
CLAIM_ARGS = ("contents", "load", "shot", "cue")
LOOKS = frozenset({"check", "witness", "show"})
PLANNED = frozenset({"hand_over", "begin_use", "use", "load", "pass_on", "declare"})
IN_HAND = frozenset({"check", "prove_bore", "load", "unload", "witness", "declare", "show", "hand_over", "begin_use", "use"})
OWN_HANDS = frozenset({"check", "prove_bore", "load", "unload", "declare", "hand_over"})
CHECKED = frozenset({"load", "unload", "prove_bore", "witness", "declare", "show", "hand_over", "begin_use", "use"})
OPENED = frozenset({"unload", "prove_bore"})
SEEN = frozenset({"declare", "show", "hand_over", "begin_use", "use"})
DECLARED = frozenset({"show", "hand_over", "begin_use", "use"})
SHOWN = frozenset({"hand_over", "begin_use", "use"})
HELD = frozenset({"begin_use", "use", "give_back"})
CEREMONY_MS, LOOK_MS = 150_000, 50_000  # a look that is older would run out before the hand-over
TENDED_MS = 240_000  # a holder says so before the limit of five minutes

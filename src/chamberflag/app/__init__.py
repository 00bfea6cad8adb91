"""The one place that wires everything: rule files, rule sets by packs and parameters, stores, recorders."""

from __future__ import annotations

from chamberflag.app.box import RESERVE, Box, found, open_box, scratch
from chamberflag.app.care import check_log, damage_of, export_log, head_of, memory_of, stand_of
from chamberflag.app.packing import log_to_pack
from chamberflag.app.reading import records_of
from chamberflag.app.rules import (
    act_table,
    empty_state,
    proved,
    rules_for,
    rules_of,
    rules_of_packs,
    self_test,
    shipped_day,
    shipped_example,
    shipped_source,
    shipped_template,
)
from chamberflag.app.shelf import install_pack

__all__ = [
    "RESERVE",
    "Box",
    "act_table",
    "check_log",
    "damage_of",
    "empty_state",
    "export_log",
    "found",
    "head_of",
    "install_pack",
    "log_to_pack",
    "memory_of",
    "open_box",
    "proved",
    "records_of",
    "rules_for",
    "rules_of",
    "rules_of_packs",
    "scratch",
    "self_test",
    "shipped_day",
    "shipped_example",
    "shipped_source",
    "shipped_template",
    "stand_of",
]

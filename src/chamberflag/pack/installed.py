"""Whose rules decided: those that are installed here, or others; and what the installed ones would have decided instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from chamberflag.acts.table import read_table
from chamberflag.custody.state import State
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import parse
from chamberflag.ledger import entry as entries
from chamberflag.ledger.decided import box_line
from chamberflag.ledger.replay import fold_entry
from chamberflag.log.tree import leaf_hash
from chamberflag.pack.replay import STEP, Finding, Heads, differs, judge
from chamberflag.pack.rulefiles import files_of
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.pack.opened import Pack
    from chamberflag.pack.rulefiles import RuleSetFile


def shipped(pack: Pack, texts: Mapping[str, str]) -> dict[str, bool]:
    """Of each rule set in a pack, whether the rule files installed here (`texts`) give it. A set that cannot be read is left out."""
    found: dict[str, bool] = {}
    for digest in pack.digests():
        try:
            said = pack.rules(digest).said
        except Malformed:
            continue
        found[digest] = bool(files_of(digest, [texts], [said]))
    return found


@dataclass
class Otherwise:
    """The record followed with the rules installed here. texts: file name -> text; ours: digest -> whether it is theirs."""

    texts: Mapping[str, str]
    ours: Mapping[str, bool]
    findings: list[Finding] = field(default_factory=list[Finding])
    differ: list[int] = field(default_factory=list[int])
    _state: State | None = None
    _heads: Heads = field(default_factory=Heads)
    _sets: dict[str, RuleSet] = field(default_factory=dict[str, RuleSet])

    def __post_init__(self) -> None:
        """Read the files once."""
        self._source, self._table = parse(self.texts), read_table(self.texts["acts.toml"])

    def follow(self, pack: Pack, count: int) -> None:
        """Decide the first entries of a pack as the installed rules would have, where others did, in the state that was recorded."""
        for index, data in islice(pack.entries(), count):  # no further: behind them a bundle may be missing
            try:
                self._take(index, data, pack.rules(entries.decode(data).box.rules).said)
            except Malformed as error:
                told = f"from here on the rules installed here cannot follow this record: {error}"
                self.findings.append((STEP, "rules.decide_otherwise", f"entry {index}", told))
                return

    def _take(self, index: int, data: bytes, said: RuleSetFile) -> None:
        entry, rules = entries.decode(data), self._rules(said)
        state = self._state or State(core=rules.empty())
        if not self.ours[said.digest]:
            attested, decision = judge(rules, self._table, state, entry, self._heads, said.digest)
            again = box_line(decision, said.digest, entry.box.recv, {}, late=attested.late)
            told = differs(again, entry.box, "the rules installed here")
            if told:
                self.differ.append(index)
                self.findings.append((STEP, "rules.decide_otherwise", f"entry {index}", told))
        replayed = fold_entry(rules, self._table, state, data)
        self._heads.move(entry, [s.id for s in replayed.attested.act.subj], leaf_hash(data))
        self._state = replayed.after

    def _rules(self, said: RuleSetFile) -> RuleSet:
        """The set of these packs and parameters out of the files installed here. Raises Malformed where they have no such pack."""
        if said.digest not in self._sets:
            self._sets[said.digest] = compile_rules(self._source, self._table.gates(), said.packs, said.params)
        return self._sets[said.digest]

"""The rule files that decided the entries of a pack, one folder a rule set, from which the set can be compiled again. log.md section 12.

rules/<digest>/set.json {"digest","packs","params"} and every file that the digest covers, under its name below rulepacks/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts.table import read_table
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, parse
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chamberflag.acts.table import ActTable
    from chamberflag.custody.persons import Settings

SET = "set.json"


class RuleSetFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """set.json: which packs and parameter values, in loader units, make the set of this digest out of the files beside it."""

    digest: str
    packs: tuple[str, ...]
    params: dict[str, int]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule set with the table of acts of its own files."""

    rules: RuleSet
    table: ActTable
    source: Source
    said: RuleSetFile

    def in_force(self, settings: Settings) -> bool:
        """Whether these packs and parameters are the ones that a log's settings say."""
        return self.said.packs == settings.packs and self.said.params == dict(settings.params)


def candidates(adopted: Iterable[tuple[tuple[str, ...], Mapping[str, int]]], founded: tuple[str, ...]) -> list[RuleSetFile]:
    """Every packs and parameters that a log ever had, in order: base before the founding, those founded with, then each adoption."""
    params: dict[str, int] = {}
    found = [RuleSetFile("", ("base",), {}), RuleSetFile("", founded, {})]
    for packs, changed in adopted:
        params = {**params, **changed}
        found.append(RuleSetFile("", packs, dict(params)))
    return found


def files_of(digest: str, generations: Sequence[Mapping[str, str]], known: Iterable[RuleSetFile]) -> dict[str, bytes]:
    """Path below rules/<digest>/ -> bytes, from whichever generation of rule files gives the digest; empty where none does."""
    for texts in generations:
        source = Source(texts, {})
        for one in known:
            if source.digest(one.packs, one.params) == digest:
                used = {n: t for n, t in texts.items() if not n.startswith("packs/") or n[len("packs/") : -len(".toml")] in one.packs}
                made = {name: text.encode() for name, text in sorted(used.items())}
                return {SET: msgspec.json.encode(msgspec.structs.replace(one, digest=digest), order="sorted"), **made}
    return {}


def compile_files(files: Mapping[str, bytes]) -> Compiled:
    """The rule set of a folder of rule files. Raises Malformed, also where the files do not give the digest that set.json names."""
    try:
        said = msgspec.json.decode(files[SET], type=RuleSetFile)
        texts = {name: data.decode() for name, data in files.items() if name != SET}
        source, table = parse(texts), read_table(texts["acts.toml"])
    except (KeyError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise Malformed("malformed.rule_files", f"the rule files cannot be read: {error}", "rules") from None
    rules = compile_rules(source, table.gates(), said.packs, said.params)
    if rules.digest != said.digest:
        raise Malformed("malformed.rule_files", "the rule files do not give the digest of their rule set", said.digest)
    return Compiled(rules, table, source, said)


class Book:
    """The rule sets of a pack by digest, each compiled when it is first asked for."""

    def __init__(self, folders: Mapping[str, Mapping[str, bytes]]) -> None:
        """folders: digest -> file name -> bytes, empty where the files of a set are not known."""
        self._folders = folders
        self._compiled: dict[str, Compiled] = {}

    @property
    def digests(self) -> list[str]:
        """Every rule set that decided, in order."""
        return list(self._folders)

    def of(self, digest: str) -> RuleSet | None:
        """The rule set; None where its files are not known. Raises Malformed."""
        if not self._folders.get(digest):
            return None
        if digest not in self._compiled:
            self._compiled[digest] = compile_files(self._folders[digest])
        return self._compiled[digest].rules

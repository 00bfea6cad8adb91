"""`chamberflag gate explain --act FILE`: what the gate would say of an act now, without recording it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, read_bytes, with_data, with_json

if TYPE_CHECKING:
    from chamberflag.acts.attested import Attested
    from chamberflag.app import Box
    from chamberflag.custody.state import State
    from chamberflag.ledger.wording import Said


@click.group("gate")
def gate_command() -> None:
    """The gate: permit, or every reason why not."""


@gate_command.command("explain")
@click.option(
    "--act", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Line 1 of an act, unsigned."
)
@click.option("--at", type=int, metavar="MS", help="The box's instant in ms since 1970 (default: now).")
@with_data
@with_json
def explain(file: Path, at: int | None, data: Path | None, *, as_json: bool) -> int:
    """Judge an act as it stands in a file (one canonical line, no signatures) against the box as it is now. Exit 1: refused."""
    import time

    from chamberflag.app import open_box
    from chamberflag.cli.output import document
    from chamberflag.vocabulary.errors import Malformed

    line = read_bytes(file).removesuffix(b"\n")
    box = open_box(data or default_data(), watch=True)
    try:
        state = box.recorder.state
        attested = _read(line, state, file)
        if attested.act.log != box.info.origin:
            told = f"the act was composed for the log {attested.act.log}; this box writes {box.info.origin}; compose it anew for this one"
            raise Malformed("malformed.log", told, str(file))
        permit, said, facts = judge(box, attested, at if at is not None else max(time.time_ns() // 1_000_000, state.clock))
    finally:
        box.close()
    if as_json:
        reasons = [
            {"rule": s.rule, "text": s.text, "source": s.source, "clears": s.clears, "about": s.about, "unknown": list(s.unknown)}
            for s in said
        ]
        document({"permit": permit, "reasons": reasons, "facts": facts})
    else:
        _show(permit, said)
    return int(Exit.DONE if permit else Exit.NO)


def _read(line: bytes, state: State, file: Path) -> Attested:
    """The act of a file; what is wrong with it names the file. Raises Malformed."""
    from chamberflag.vocabulary.errors import Malformed

    try:
        return assumed(line, state)
    except Malformed as error:
        if error.code == "malformed.json":
            raise Malformed(error.code, "this is no act: an act file is one line of JSON (docs/formats/act.md)", str(file)) from None
        raise Malformed(error.code, f"{error.text}{f' ({error.place})' if error.place else ''}", str(file)) from None


def assumed(line: bytes, state: State) -> Attested:
    """The act as if everybody named had signed with the key it names. Raises Malformed."""
    from chamberflag.acts import act as acts
    from chamberflag.acts.attested import Attested, ProvenSigner
    from chamberflag.acts.parts import parts_of
    from chamberflag.seal.digest import act_digest

    act = acts.decode(line)
    signers = tuple(
        ProvenSigner(s.kid, str(s.role), *((state.keys[s.kid].key.person, state.keys[s.kid].key.rung) if s.kid in state.keys else ("", 0)))
        for s in act.signers
    )
    return Attested(act, line, act_digest(line, practice=state.settings.kind == "practice"), signers, parts_of(act))


def judge(box: Box, attested: Attested, now: int) -> tuple[bool, list[Said], dict[str, bool | int | str]]:
    """(permit, reasons, what they read) of an act on a box at an instant."""
    from chamberflag.gate.decide import decide
    from chamberflag.gate.reading import called
    from chamberflag.ledger.decided import as_why, codes_of
    from chamberflag.ledger.wording import said
    from chamberflag.vocabulary.words import Verdict

    state, rules = box.recorder.state, box.recorder.rules
    codes = codes_of(attested, box.recorder.table, rules.digest, box.ledger.subject_head)
    decision = decide(rules, box.recorder.table, state, attested, now, codes)
    facts: dict[str, bool | int | str] = {}
    for reason in decision.why:
        facts |= reason.facts
    told = [said(rules, as_why(reason), called(state, reason.about)) for reason in decision.why]
    return decision.verdict is not Verdict.REFUSE, told, facts


def _show(permit: bool, reasons: list[Said]) -> None:  # noqa: FBT001 - a result, not a switch
    from chamberflag.cli.output import screen
    from chamberflag.cli.timeline import reason_lines

    screen().print("would be permitted" if permit else "would be refused", style="good" if permit else "refuse")
    for one in reasons:
        for line in reason_lines(one, screen().width):
            screen().print(line)

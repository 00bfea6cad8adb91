"""What an import shows on the screen: how the file was read, what each row becomes, and what is wrong or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from chamberflag.formats.sheets.preview import Preview

SHOWN = 40  # rows and problems on the screen; --json and the file of bad rows have them all
STATES = {"new": "good", "waits": "would", "known": "known"}


def show(found: Preview, told: dict[str, Any], file: Path, *, compared: bool) -> None:
    """Columns, what each good row becomes, what is wrong or doubtful, and what was recorded."""
    from chamberflag.cli.output import screen

    out = screen()
    out.print(f"{file.name}: read as {told['read_as']}")
    out.print("columns   " + ", ".join(f"{header} = {field}" for header, field in told["mapped"].items()))
    if told["ignored"]:
        out.print("left out  " + ", ".join(told["ignored"]), style="time")
    problems = [(e["row"], "BAD", "bad", f"{e['column']}: {e['problem']}{_if(e['value'])}", e["fix"]) for e in told["errors"]]
    problems += [(r["row"], "WAITS", "rule", f"{r['column']}: {r['problem']}", "") for r in told["reviews"]]
    for row, word, style, text, fix in sorted(problems, key=lambda one: one[0])[:SHOWN]:
        out.print(f"row {row:<6}{word:<7}{text.removeprefix(': ')}" + (f"; {fix}" if fix else ""), style=style)
    if len(problems) > SHOWN:
        out.print(f"and {len(problems) - SHOWN} more")
    _becomes(told["becomes"])
    good = f"{told['ok']} good ({told['known']} of them on record already)"
    out.print(f"{told['rows']} rows: {good}, {told['review']} wait for you, {told['bad']} bad")
    out.print(_done(found, told, compared=compared), style="good" if told["recorded"] else None)
    if told["review"]:
        out.print(
            "Rows that wait: mend the file, or decide with --accept ROWS; --set FIELD=VALUE states a field for all rows that lack it."
        )
    if told["bad_file"]:
        out.print(f"Bad rows, to be mended and imported again: {told['bad_file']}")


def _becomes(rows: list[dict[str, Any]]) -> None:
    """What the rows that are not bad become on record: their code or mark, and what is taken from the row or assumed about it."""
    from chamberflag.cli.output import screen

    for row in rows[:SHOWN]:
        said = ", ".join(_field(name, value) for name, value in row.items() if name not in {"row", "state", "id"} and value is not False)
        screen().print(f"row {row['row']:<6}{STATES[row['state']]:<7}{row['id']}: {said}")
    if len(rows) > SHOWN:
        screen().print(f"and {len(rows) - SHOWN} more; --json has them all")


def _field(name: str, value: object) -> str:
    told = ", ".join(str(one) for one in cast("Sequence[object]", value)) if isinstance(value, list | tuple) else str(value)
    match name:
        case "class" | "rounds" | "name" | "roles":
            return told
        case "papers":
            return "papers: " + ", ".join(str(one["kind"]) for one in cast("Sequence[dict[str, object]]", value))
        case _ if value is True:
            return name
        case _:
            return f"{name} {told}"


def _if(value: str) -> str:
    return f" ({value})" if value else ""


def _done(found: Preview, told: dict[str, Any], *, compared: bool) -> str:
    if told["dry_run"]:
        return "nothing was recorded" + ("" if compared else "; there is no box here to compare with")
    what = {"weapons": "weapons are brought in", "rounds": "lots are brought in", "people": "people are added"}[found.kind]
    after = (
        "roles of lead, assistant, witness, safety and medic hold when the producer and the person sign `appoint`"
        if found.kind == "people"
        else "they are in quarantine until two people `accept` them"
    )
    return f"{told['recorded']} {what}" + (f"; {after}" if told["recorded"] else "")

"""An example for each command, shown under its `--help`."""

from __future__ import annotations

from collections.abc import Mapping

import click

EXAMPLES: Mapping[str, str] = {
    "example run": "chamberflag example run --data dry-creek",
    "init": "chamberflag init --memory /media/stick --domain example-pictures.com --root hale --root tallow",
    "doctor": "chamberflag doctor --day --json",
    "day run": "chamberflag day run examples/dry-creek.day --data dry-creek --json",
    "day acts": "chamberflag day acts check",
    "day act": "chamberflag day act tomorrow.day 3 --data dry-creek > act.json",
    "case run": "chamberflag case run cases/*.toml --mode all --json",
    "gate explain": "chamberflag gate explain --act act.json --data dry-creek",
    "rules list": "chamberflag rules list --json",
    "rules show": "chamberflag rules show HND-02",
    "rules check": "chamberflag rules check our-pack.toml",
    "rules install": "chamberflag rules install our-pack.toml --data dry-creek",
    "rules new": "chamberflag rules new our-pack",
    "rules table": "chamberflag rules table",
    "import weapons": "chamberflag import weapons armoury.csv --dry-run",
    "import people": "chamberflag import people crew.xlsx --map Nickname=id",
    "import rounds": "chamberflag import rounds lots.csv",
    "trace weapon": "chamberflag trace weapon W1 --from 09:00 --to 10:30 --svg w1.svg",
    "trace round": "chamberflag trace round R17",
    "trace lot": "chamberflag trace lot BLK",
    "trace person": "chamberflag trace person june",
    "trace place": "chamberflag trace place SAFE",
    "trace shot": "chamberflag trace shot S12A",
    "log show": "chamberflag log show --from 120 --to 140",
    "log head": "chamberflag log head --json",
    "log export": "chamberflag log export public-copy",
    "log fsck": "chamberflag log fsck --full",
    "pack make": "chamberflag pack make day.zip --weapon W1",
    "verify": "chamberflag verify day.zip --trust vkey.txt",
}


def shown(command: click.Command, name: str) -> None:
    """Put the example under the help of a command and of everything below it."""
    if isinstance(command, click.Group):
        for below, child in command.commands.items():
            shown(child, f"{name} {below}")
    elif name in EXAMPLES:
        command.epilog = f"\b\nExample:\n  {EXAMPLES[name]}"

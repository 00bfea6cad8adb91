"""The command `chamberflag`. Each command loads what it needs when it is called, so that `--help` answers at once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from chamberflag.cli.exits import Exit, of
from chamberflag.cli.output import say
from chamberflag.vocabulary.errors import ChamberflagError

# Command -> module of this folder that holds it, under the same name.
COMMANDS: Mapping[str, str] = {
    "init": "life",
    "doctor": "doctor",
    "day": "day",
    "case": "case",
    "gate": "gate",
    "rules": "rules",
    "import": "imports",
    "trace": "trace",
    "log": "log",
    "pack": "pack",
    "verify": "pack",
    "example": "example",
}
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class Commands(click.Group):
    """The commands by name, loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        del ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = getattr(importlib.import_module(f"chamberflag.cli.{module}"), f"{cmd_name}_command")
        assert isinstance(found, click.Command)  # noqa: S101 - the table above names commands
        return found


@click.command(cls=Commands, context_settings=HELP)
@click.version_option(package_name="chamberflag", prog_name="chamberflag")
def chamberflag() -> None:
    """Weapons on a set: who held it, who looked, what the gate refused and why. Works without a network."""


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line; no failure becomes a traceback."""
    try:
        code: Any = chamberflag.main(args=list(arguments), prog_name="chamberflag", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return int(Exit.USAGE)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        return int(Exit.USAGE)
    except ChamberflagError as error:
        say(f"chamberflag: {error}")
        return int(of(error))
    except BrokenPipeError:
        return int(Exit.DONE)
    except OSError as error:
        say(f"chamberflag: {error.filename or 'the disk'}: {error.strerror or error} [broken.disk]")
        return int(Exit.FAULT)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug of ours says so in one sentence and ends with code 5
        say(f"chamberflag: this is a fault of the program ({type(error).__name__}: {error}) [broken.bug]; CHAMBERFLAG_TRACE=1 shows where")
        _trace()
        return int(Exit.FAULT)
    return code if isinstance(code, int) else int(Exit.DONE)


def _trace() -> None:
    import os
    import traceback

    if os.environ.get("CHAMBERFLAG_TRACE"):
        traceback.print_exc(file=sys.stderr)


def main() -> None:
    """The entry point of the installed script."""
    sys.exit(run(sys.argv[1:]))

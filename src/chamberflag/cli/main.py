"""The command `chamberflag`. Each command loads what it needs when it is called, so that `--help` answers at once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from chamberflag.cli.examples import shown
from chamberflag.cli.exits import Exit, of
from chamberflag.cli.output import say
from chamberflag.vocabulary.errors import ChamberflagError
from chamberflag.vocabulary.near import near

# Command -> (module of this folder that holds it under the same name, what it does). Nothing is loaded to list them.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "example": ("example", "An invented production to try everything on: start here."),
    "init": ("life", "Start a box: its keys, its outside memory, the first entry."),
    "doctor": ("doctor", "What is wrong with a box, or missing; --day: for today's weapon work."),
    "day": ("day", "Run a day on set written as plain text."),
    "case": ("case", "Replay a case file, in a scratch store of its own."),
    "gate": ("gate", "What the gate would say of an act, and why."),
    "rules": ("rules", "The rules, with their sources; check a rule pack."),
    "import": ("imports", "Weapons, people and rounds from spreadsheets."),
    "trace": ("trace", "Who held it, who looked, and the gaps."),
    "log": ("log", "The log: show, head, export, fsck."),
    "pack": ("pack", "Make an evidence pack."),
    "verify": ("pack", "Check an evidence pack, without a box."),
}
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class Commands(click.Group):
    """The commands by name, loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, with its example. Fails with the nearest name where there is none."""
        if cmd_name not in COMMANDS:
            ctx.fail(f"no command is called {cmd_name!r}{near(cmd_name, COMMANDS)}")
        found = getattr(importlib.import_module(f"chamberflag.cli.{COMMANDS[cmd_name][0]}"), f"{cmd_name}_command")
        assert isinstance(found, click.Command)  # noqa: S101 - the table above names commands
        shown(found, cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=Commands, context_settings=HELP, epilog="First: chamberflag example run. Then: chamberflag COMMAND --help")
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

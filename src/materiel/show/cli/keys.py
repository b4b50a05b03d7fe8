"""Single keys and typed lines from a terminal; keys typed ahead are not lost."""

import os
import select
import sys
import termios
import tty

import click

_ARROWS = {b"\x1b[B": "j", b"\x1b[C": "j", b"\x1b[A": "k", b"\x1b[D": "k"}


class Keys:
    """Reads keys as they are pressed, and lines where words are asked for.

    The terminal gives keys at once from entering to leaving; click.getchar switches it to and fro
    for each key and drops what was typed between two of them.
    """

    def __init__(self) -> None:
        self._terminal = sys.stdin.fileno()

    def __enter__(self) -> "Keys":
        self._before = termios.tcgetattr(self._terminal)
        self._by_key()
        return self

    def __exit__(self, *raised: object) -> None:
        self._by_line()

    def _by_key(self) -> None:
        tty.setcbreak(self._terminal, termios.TCSADRAIN)

    def _by_line(self) -> None:
        termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)

    def key(self) -> str:
        """The next key; q where the terminal has gone."""
        first = os.read(self._terminal, 1)
        if first == b"\x1b" and select.select([self._terminal], [], [], 0.05)[0]:
            return _ARROWS.get(first + os.read(self._terminal, 2), "")
        return first.decode("ascii", "replace") if first else "q"

    def line(self, prompt: str) -> str | None:
        """A line that the reader types; None where he leaves it with Ctrl-C or Ctrl-D."""
        self._by_line()
        try:
            return str(click.prompt(prompt, default="", show_default=False)).strip()
        except (click.Abort, EOFError):
            return None
        finally:
            self._by_key()

"""scenario.toml: name, months, steps, focus and assumptions."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from materiel.core.dates import Step, first_step, last_step
from materiel.core.findings import Finding
from materiel.scenario.cells import CellError, has_control, hint, read_month, shorten
from materiel.scenario.read import SETTINGS, read_text

LONGEST_HORIZON: dict[Step, int] = {"month": 600, "week": 1200}  # steps
_KEYS = ("format", "name", "title", "start", "end", "as_of", "step", "focus", "assumptions")
_KEY = re.compile(r"\s*\[?\s*[\"']?([A-Za-z0-9_-]+)", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What scenario.toml holds; a value that could not be read is empty."""

    name: str = ""
    title: str = ""
    start: str = ""
    end: str = ""
    as_of: str = ""
    step: Step = "month"
    holder: str = ""
    item: str = ""
    assumptions: dict[str, str] = field(default_factory=dict)


def read_settings(
    folder: Path, findings: list[Finding], instead: Mapping[str, Any] | None = None
) -> Settings | None:
    """The settings; what is wrong with them goes to `findings` with line numbers where known.

    None when there is no such file, or it cannot be read as TOML.

    Args:
        folder: Of the scenario.
        findings: Gets what is wrong.
        instead: Keys that take the place of the file's own.
    """
    path = folder / SETTINGS
    if not path.exists() and not path.is_symlink():
        message = "missing. Write it with format = 1, name, title, start, end, as_of and [focus]"
        findings.append(Finding(source=SETTINGS, message=message))
        return None
    text = read_text(path, findings)
    if text is None:
        return None
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        findings.append(
            Finding(source=SETTINGS, message=f"is not TOML: {shorten(str(error), 120)}")
        )
        return None
    return _Reader(content | dict(instead or {}), text, findings).settings()


class _Reader:
    """Reads keys one by one and reports each fault with the line of its key."""

    def __init__(self, content: dict[str, Any], text: str, findings: list[Finding]) -> None:
        self.content = content
        self.lines: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            key = _KEY.match(line)
            if key:
                self.lines.setdefault(key[1], number)
        self.findings = findings

    def settings(self) -> Settings:
        self._known(self.content, _KEYS, "")
        if "format" not in self.content:
            self._report("format", "missing key format. Write: format = 1")
        elif self.content["format"] != 1 or isinstance(self.content["format"], bool):
            wrong = _shown(self.content["format"])
            self._report("format", f"format {wrong}; this version reads format 1")
        focus = self._section("focus", required=True)
        self._known(focus, ("holder", "item"), "focus.")
        found = Settings(
            name=self._name(),
            title=shorten(self._string(self.content, "title"), 200),
            start=self._month("start"),
            end=self._month("end"),
            as_of=self._month("as_of"),
            step=self._step(),
            holder=self._string(focus, "holder"),
            item=self._string(focus, "item"),
            assumptions=self._assumptions(),
        )
        self._months_in_order(found)
        return found

    def _report(self, key: str, message: str) -> None:
        line = self.lines.get(key)
        place = SETTINGS if line is None else f"{SETTINGS}:{line}"
        self.findings.append(Finding(source=place, message=message))

    def _known(self, section: Mapping[str, Any], keys: tuple[str, ...], prefix: str) -> None:
        for key in section:
            if key not in keys:
                self._report(key, f"unknown key {_shown(prefix + key)}. Remove it{hint(key, keys)}")

    def _section(self, key: str, *, required: bool) -> Mapping[str, Any]:
        section = self.content.get(key)
        if section is None:
            if required:
                self._report(key, f"missing section [{key}] with holder and item")
            return {}
        if not isinstance(section, dict):
            self._report(key, f"{key} is not a section. Write [{key}]")
            return {}
        return section

    def _string(self, section: Mapping[str, Any], key: str) -> str:
        if section is not self.content and not section:
            return ""  # the missing section is reported already
        value = section.get(key)
        if value is None:
            self._report(key, f"missing key {key}")
        elif not isinstance(value, str) or not value.strip():
            self._report(key, f"{key} is {_shown(value)}; a text in quotation marks is needed")
        elif has_control(value):
            self._report(key, f"{key} {_shown(value)} holds a control character. Type it anew")
        else:
            return value.strip()
        return ""

    def _name(self) -> str:
        name = self._string(self.content, "name")
        if name and _NAME.fullmatch(name) is None:
            wrong = _shown(name)
            self._report("name", f"name {wrong}; use up to 80 of a-z, 0-9, - and _")
        return name

    def _month(self, key: str) -> str:
        text = self._string(self.content, key)
        try:
            return read_month(text) if text else ""
        except CellError as error:
            self._report(key, f"{key}: {error}")
            return ""

    def _step(self) -> Step:
        step = self.content.get("step", "month")
        if step in ("month", "week"):
            return "week" if step == "week" else "month"
        self._report("step", f'step {_shown(step)}; write "month" or "week", or leave it out')
        return "month"

    def _assumptions(self) -> dict[str, str]:
        texts = {}
        for name, text in self._section("assumptions", required=False).items():
            good = isinstance(text, str) and text.strip() and not has_control(name + text)
            if not good:
                self._report(
                    name, f"assumption {_shown(name)} has no text. Say who assumes and why"
                )
            # A name without a text stays known, so that its fault is told once.
            texts[name] = " ".join(text.split()) if good else "?"
        return texts

    def _months_in_order(self, found: Settings) -> None:
        if not (found.start and found.end):
            return
        most = LONGEST_HORIZON[found.step]
        steps = last_step(found.end, found.step) - first_step(found.start, found.step) + 1
        if steps < 1:
            self._report("end", f"end {found.end} is before start {found.start}")
        elif steps > most:
            message = f"{steps} {found.step}s from start to end; at most {most} can be run"
            self._report("end", message)
        elif found.as_of and not found.start <= found.as_of <= found.end:
            message = f"as_of {found.as_of} is outside {found.start} to {found.end}"
            self._report("as_of", message)


def _shown(value: Any) -> str:
    """A value as Python writes it, on one short line.

    >>> _shown("a\\nb")
    "'a\\\\nb'"
    """
    try:
        return shorten(repr(value))
    except ValueError:  # a whole number of more than 4300 digits
        return "a number too long to print"

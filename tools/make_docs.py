"""Write the docs that are made from code, check the links, take the pictures.

    python tools/make_docs.py [--check]

With --check nothing is written: exit code 1 when docs/cli.md is not what the commands say or a link
leads nowhere.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
CLI = ROOT / "docs" / "cli.md"
COLUMNS = ROOT / "docs" / "columns.json"
PICTURE = ROOT / "docs" / "pictures" / "report.png"


def cli_reference() -> str:
    """The help of every command as Markdown."""
    from materiel.show.cli.main import materiel

    parts = [
        "# Commands",
        "Written by `make docs` from the help texts. Exit codes: 0 done, 1 a check failed or a part of the input was refused, 2 bad usage or input, "
        "70 a fault of materiel, 74 the disk is full or failed, 130 stopped by Ctrl-C. Data goes to stdout, everything else to stderr.",
        "For completion by Tab, put this into `~/.bashrc`, or the like with `zsh_source` into `~/.zshrc`; for fish, write the output of "
        "`fish_source` into `~/.config/fish/completions/materiel.fish`:",
        '```sh\neval "$(_MATERIEL_COMPLETE=bash_source materiel)"\n```',
    ]
    parts += _sections(
        materiel,
        click.Context(
            materiel, info_name="materiel", terminal_width=96, **materiel.context_settings
        ),
    )
    return "\n\n".join(parts) + "\n"


def column_contract() -> str:
    """The columns of every exported table as JSON."""
    from materiel.show.exports.contract import contract

    return json.dumps(contract(), ensure_ascii=False, indent=1) + "\n"


def _sections(command: click.Command, context: click.Context) -> list[str]:
    sections = [f"## {context.command_path}", f"```\n{command.get_help(context)}\n```"]
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            below = command.commands[name]
            inner = click.Context(below, info_name=name, parent=context, terminal_width=96)
            sections += _sections(below, inner)
    return sections


def broken_links() -> list[str]:
    """Relative links in Markdown files that lead nowhere, as file:line: link."""
    found = []
    pages = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("src/**/*.md"),
        *ROOT.glob("ev*/**/*.md"),
    ]
    for page in pages:
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"`[^`]*`", "", line)):
                outside = target.startswith(("http:", "https:", "mailto:"))
                if not outside and not (page.parent / target).exists():
                    found.append(f"{page.relative_to(ROOT)}:{number}: {target}")
    return found


def take_picture() -> None:
    """The report of the example as a reader sees it first. Needs Chromium."""
    from playwright.sync_api import sync_playwright

    from materiel import workflow
    from materiel.show.report import render_report

    example = ROOT / "examples" / "shells-155"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        answer = workflow.run(
            [example / "reports"], scenario=example / "scenario", out=Path(folder) / "out"
        )
        page_file = Path(folder) / "report.html"
        page_file.write_text(render_report(answer), encoding="utf-8")
        browser = browsers.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
            ],
        )
        page = browser.new_page(viewport={"width": 1180, "height": 1500}, offline=True)
        page.goto(page_file.as_uri())
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument("--no-picture", action="store_true", help="leave the picture as it is")
    options = parser.parse_args()
    only_check, no_picture = options.check, options.no_picture
    reference, links = cli_reference(), broken_links()
    for link in links:
        print(f"leads nowhere: {link}")
    if only_check:
        fresh = CLI.exists() and CLI.read_text(encoding="utf-8") == reference
        print("docs/cli.md is fresh" if fresh else "docs/cli.md is old; run make docs")
        return 0 if fresh and not links else 1
    CLI.write_text(reference, encoding="utf-8")
    COLUMNS.write_text(column_contract(), encoding="utf-8")
    print(f"wrote {CLI.relative_to(ROOT)} and {COLUMNS.relative_to(ROOT)}")
    if no_picture:
        return 1 if links else 0
    if shutil.which("chromium"):
        take_picture()
        print(f"took {PICTURE.relative_to(ROOT)}")
    else:
        print("no Chromium here: the pictures stay as they are")
    return 1 if links else 0


if __name__ == "__main__":
    sys.exit(main())

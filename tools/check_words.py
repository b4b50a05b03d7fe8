"""One word per idea: refuse the words that docs/glossary.md tells not to use.

The table there has a column "not": words that stand for an idea under another name. A word in
backticks or in a quoted claim is somebody else's and is left alone.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCANNED = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/**/*.md",
    "src/**/*.py",
    "src/**/README.md",
)


def unwanted_words(glossary: str) -> dict[str, str]:
    """Unwanted word → the word to use, from the glossary's table."""
    wanted = {}
    for line in glossary.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and cells[0] not in ("term", "---") and not set(cells[0]) <= {"-", " "}:
            for word in filter(None, (part.strip() for part in cells[2].split(","))):
                wanted[word] = cells[0].strip("*` ")
    return wanted


def main() -> int:
    words = unwanted_words((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
    if not words:
        print("docs/glossary.md: no words in the column 'not'", file=sys.stderr)
        return 1
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
    found = 0
    for path in sorted({p for glob in SCANNED for p in ROOT.glob(glob)}):
        if path.name == "glossary.md":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for match in pattern.finditer(re.sub(r"`[^`]*`|\"[^\"]*\"|“[^”]*”|'[^']*'", "", line)):
                use = words[match[1].lower()]
                print(f"{path.relative_to(ROOT)}:{number}: {match[1]!r}; the glossary says {use!r}")
                found += 1
    print(f"words of the glossary: {len(words)} unwanted words looked for, {found} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""How well the cleaning tells a story from what stands around it.

    python evals/furniture.py [--reports DIR] [--show] [--json]

Every non-empty line of the development reports is labelled in `furniture/labels.csv` (document,
line number, role; not the text). A furniture or caption line is dropped when most of its characters
are in blocks that are neither body nor headline; a body or headline line is lost when they are. The last line of
output is one JSON object: furniture_dropped, body_lost, furniture_lines, body_lines, wrong.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from materiel.documents import Block, read_documents

HERE = Path(__file__).parent
LABELS = HERE / "furniture" / "labels.csv"
PLACES = (HERE / "reports", HERE.parents[1] / "shared" / "eval" / "dev")
STORY = {"body", "headline"}


def main() -> None:
    """Score all labelled reports that are there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=Path, help="folder of d01.txt …")
    parser.add_argument("--show", action="store_true", help="print the lines that are wrong")
    parser.add_argument("--json", action="store_true", help="print nothing but the JSON object")
    chosen = parser.parse_args()
    folder = chosen.reports or next(
        (place for place in PLACES if (place / "d01.txt").exists()), None
    )
    if folder is None:
        print(json.dumps({"skipped": "the reports are not here; give --reports DIR"}))
        return
    found, wrong = score(folder)
    if chosen.show:
        for line in wrong:
            print(line)
    if not chosen.json:
        print(
            f"{found['furniture_dropped']:.1%} of {found['furniture_lines']} furniture lines dropped"
        )
        print(f"{found['body_lost']:.2%} of {found['body_lines']} lines of the stories lost")
    print(json.dumps(found))


def score(folder: Path) -> tuple[dict[str, float], list[str]]:
    """The shares, and the lines that were taken for what they are not."""
    counts: Counter[str] = Counter()
    wrong = []
    for name, labels in read_labels().items():
        (document,), _ = read_documents([folder / name])
        roles = line_roles(document.text, document.blocks)
        for number, label in labels.items():
            story, kept = label in STORY, roles[number] in STORY
            if label in ("header", "dateline"):
                continue
            counts["body" if story else "furniture"] += 1
            counts["body right" if story else "furniture right"] += story == kept
            if story != kept:
                line = document.text.split("\n")[number - 1]
                wrong.append(f"{name}:{number}: {label} taken for {roles[number]}: {line[:90]}")
    return {
        "furniture_dropped": round(counts["furniture right"] / counts["furniture"], 4),
        "body_lost": round(1 - counts["body right"] / counts["body"], 4),
        "furniture_lines": counts["furniture"],
        "body_lines": counts["body"],
        "wrong": len(wrong),
    }, wrong


def read_labels() -> dict[str, dict[int, str]]:
    """Role by line number, by document."""
    labels: dict[str, dict[int, str]] = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels.setdefault(row["doc"], {})[int(row["line"])] = row["role"]
    return labels


def line_roles(text: str, blocks: tuple[Block, ...]) -> dict[int, str]:
    """Role by line number: that of the block with the most characters of the line."""
    return {
        number: max(blocks, key=lambda b: (min(b.end, end) - max(b.start, start), -b.start)).role
        for number, (start, end) in enumerate(_lines(text), start=1)
        if text[start:end].strip()
    }


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


if __name__ == "__main__":
    main()

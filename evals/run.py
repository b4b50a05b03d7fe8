"""Score the extractor on labelled reports that live beside the repository.

python evals/run.py [--shared DIR] [--errors N]

Prints a table, then one JSON object; exits 1 where a figure is below evals/floors.toml.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from materiel.claims import EXTRACTOR_VERSION, extract_claims
from materiel.documents import Document, read_document

HERE = Path(__file__).resolve().parent
MEASURES = ("precision", "recall", "f1", "complete")
# English reports up to this one were looked at while rules were written; those after it were not.
SEEN = 15


def main() -> int:
    """Run the evaluation; 0 where every floor holds or no labelled set is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N misses a set")
    options = parser.parse_args()
    dev = options.shared / "eval" / "dev"
    scorer = options.shared / "eval" / "score.py"
    if not scorer.is_file() or not dev.is_dir():
        print(
            f"no labelled reports at {options.shared}; nothing was scored (name them: --shared DIR)"
        )
        return 0
    documents = {
        "seeds": _read(sorted((options.shared / "seeds").glob("*.txt"))),
        "reports": _read(sorted(dev.glob("d*.txt"))),
    }
    golds = {"seeds": dev / "seeds.gold.jsonl", "reports": dev / "reports.gold.jsonl"}
    results = {}
    for name, gold, chosen in _sets(documents, golds):
        results[name] = _score(scorer, gold, chosen, options.errors)
        _print_row(name, results[name])
        if name == "seeds":
            for document in chosen:
                _print_row(f"  {document.name[:24]}", _score(scorer, gold, [document], 0))
    failures = _below(results)
    for failure in failures:
        print(f"below its floor: {failure}", file=sys.stderr)
    print(json.dumps({"extractor": EXTRACTOR_VERSION, "sets": results}))
    return 1 if failures else 0


def _read(paths: list[Path]) -> list[Document]:
    return [read_document(path) for path in paths]


def _sets(
    documents: dict[str, list[Document]], golds: dict[str, Path]
) -> list[tuple[str, Path, list[Document]]]:
    english = [d for d in documents["reports"] if d.language == "en"]
    seen = [d for d in english if _number(d) <= SEEN]
    unseen = [d for d in english if _number(d) > SEEN]
    return [
        ("seeds", golds["seeds"], documents["seeds"]),
        ("reports, English, seen", golds["reports"], seen),
        ("reports, English, unseen", golds["reports"], unseen),
        ("reports, English", golds["reports"], english),
        ("reports, all languages", golds["reports"], documents["reports"]),
    ]


def _number(document: Document) -> int:
    return int("".join(c for c in document.name if c.isdigit()) or 0)


def _score(scorer: Path, gold: Path, documents: list[Document], errors: int) -> dict[str, Any]:
    """The scorer's figures on some documents of a gold file."""
    names = {document.name for document in documents}
    wanted = [
        line
        for line in gold.read_text(encoding="utf-8").splitlines()
        if line.strip() and json.loads(line)["doc"] in names
    ]
    found = [
        json.dumps(claim.fields(), ensure_ascii=False)
        for document in documents
        for claim in extract_claims(document)
    ]
    with tempfile.TemporaryDirectory() as folder:
        golden, predicted = Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"
        golden.write_text("".join(f"{line}\n" for line in wanted), encoding="utf-8")
        predicted.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
        command = [sys.executable, str(scorer), str(golden), str(predicted)]
        if errors:
            print(_run([*command, "--errors", str(errors)]))
        result: dict[str, Any] = json.loads(_run([*command, "--json"]))
    return result


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _print_row(name: str, result: dict[str, Any]) -> None:
    fields = "  ".join(f"{field} {value:.2f}" for field, value in result["fields"].items())
    figures = "  ".join(f"{measure} {result[measure]:.3f}" for measure in MEASURES)
    counts = f"{result['right']:>3} right of {result['predicted']:>3}, {result['gold']:>3} wanted"
    print(f"{name:<26} {counts}  {figures}  | {fields}")


def _below(results: dict[str, dict[str, Any]]) -> list[str]:
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    return [
        f"{name}: {measure} {results[name][measure]:.3f} < {floor}"
        for name, measures in floors.items()
        for measure, floor in measures.items()
        if results[name][measure] < floor
    ]


if __name__ == "__main__":
    sys.exit(main())

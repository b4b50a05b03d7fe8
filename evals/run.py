"""Score the extractor on labelled reports.

python evals/run.py [--shared DIR] [--errors N] [--extractor llm]

Prints a table, then one JSON object; exits 1 where a figure is below evals/floors.toml.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from materiel.claims import EXTRACTOR_VERSION, Claim, extract_claims
from materiel.documents import Document, read_document

HERE = Path(__file__).resolve().parent
SCORER = HERE / "score.py"
OPENED = ("p01", "p03", "p05", "p07", "p09", "p10")  # probes that rules have been written from
MEASURES = ("precision", "recall", "f1", "complete")

Extract = Callable[[Document], list[Claim]]
Set = tuple[str, Path, list[Document]]  # name, labels, documents


def main() -> int:
    """Run the evaluation; 0 where every floor holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N misses a set")
    parser.add_argument("--extractor", choices=["rules", "llm"], default="rules")
    options = parser.parse_args()
    version, extract = _extractor(options.extractor)
    results = {}
    for name, gold, documents in [*_seeds(options.shared), *_reports(), *_probes()]:
        results[name] = _score(gold, documents, extract, options.errors)
        _print_row(name, results[name])
        if name == "seeds":
            for document in documents:
                _print_row(f"  {document.name[:24]}", _score(gold, [document], extract, 0))
    failures = _below(results) if options.extractor == "rules" else []
    for failure in failures:
        print(f"below its floor: {failure}", file=sys.stderr)
    told = {name: {m: r[m] for m in ("gold", *MEASURES, "fields")} for name, r in results.items()}
    print(json.dumps({"extractor": version, "sets": told}))
    return 1 if failures else 0


def _extractor(name: str) -> tuple[str, Extract]:
    """Version and function; a model is scored beside the rules' floors, not against them."""
    if name == "rules":
        return EXTRACTOR_VERSION, extract_claims
    from materiel.claims import llm

    settings = llm.settings_from_environment()
    return llm.extractor_version(settings), lambda d: llm.extract_with_model(d, settings)[0]


def _seeds(shared: Path) -> list[Set]:
    """The scraped reports that lie beside the repository; none where they are absent."""
    gold = shared / "eval" / "dev" / "seeds.gold.jsonl"
    if not gold.is_file():
        print(f"seeds: absent at {shared}, not scored (name their place: --shared DIR)")
        return []
    return [("seeds", gold, _read(sorted((shared / "seeds").glob("*.txt"))))]


def _reports() -> list[Set]:
    folder = HERE / "reports"
    documents = _read(sorted(folder.glob("d*.txt")))
    return _by_language("reports", folder / "reports.gold.jsonl", documents)


def _probes() -> list[Set]:
    folder = HERE / "probes"
    gold = folder / "probes.gold.jsonl"
    documents = _read(sorted(folder.glob("p*.txt")))
    unread = [document for document in documents if Path(document.name).stem not in OPENED]
    return [("probes, unread", gold, unread), *_by_language("probes", gold, documents)]


def _by_language(name: str, gold: Path, documents: list[Document]) -> list[Set]:
    languages = sorted({document.language or "?" for document in documents})
    sets = [
        (f"{name}, {language}", gold, [d for d in documents if (d.language or "?") == language])
        for language in languages
    ]
    return [*sets, (f"{name}, all", gold, documents)]


def _read(paths: list[Path]) -> list[Document]:
    return [read_document(path) for path in paths]


def _score(gold: Path, documents: list[Document], extract: Extract, errors: int) -> dict[str, Any]:
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
        for claim in extract(document)
    ]
    with tempfile.TemporaryDirectory() as folder:
        golden, predicted = Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"
        golden.write_text("".join(f"{line}\n" for line in wanted), encoding="utf-8")
        predicted.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
        command = [sys.executable, str(SCORER), str(golden), str(predicted)]
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
        if name in results or name.startswith(("reports", "probes"))  # the seeds may be absent
        for measure, floor in measures.items()
        if results[name][measure] < floor
    ]


if __name__ == "__main__":
    sys.exit(main())

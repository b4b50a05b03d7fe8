"""Score the ledger's checks on made-up pairs with a known relation, and on the seeds' eleven pairs.

python evals/contradictions.py [--pairs N] [--seed S] [--shared DIR] [--json]

Precision and recall are of "contradiction": of the pairs said to contradict, how many do; of those
that do, how many are found. `right` is the share of pairs whose relation is right. Exits 1 where a
figure is below evals/floors.toml, or an acceptance pair fails.
"""

import argparse
import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from acceptance import PAIRS, claims_by_labels, claims_by_rules, read_seeds  # noqa: E402
from pairs import Pair, make_pairs  # noqa: E402

from materiel.ledger import Decision, find_comparisons, find_marks  # noqa: E402
from materiel.ledger.identify import Names  # noqa: E402
from materiel.ledger.reference import Reference, read_reference  # noqa: E402
from materiel.ledger.series import statement  # noqa: E402


def main() -> int:
    """Run the evaluation; 0 where every floor holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--json", action="store_true", help="print only the last line")
    options = parser.parse_args()
    facts = read_reference()
    figures = score(make_pairs(options.pairs, options.seed), facts)
    if not options.json:
        print_cases(figures)
    figures["acceptance"] = accept(options.shared, facts, quiet=options.json)
    failures = below(figures)
    for failure in failures:
        print(f"below its floor: {failure}", file=sys.stderr)
    print(json.dumps({name: value for name, value in figures.items() if name != "cases"}))
    return 1 if failures else 0


def relations_of(pair: Pair, facts: Reference) -> set[str]:
    """What the ledger says of a pair."""
    documents = {document.id: document for document in pair.documents}
    told = [statement(claim, documents[claim.document].published) for claim in pair.claims]
    decided = []
    if pair.part_of:
        decided = [Decision(action="part of", about=pair.part_of, author="world", made="2024")]
    found = find_comparisons(told, documents, actors=Names(decided), reference=facts)
    marks = find_marks(pair.documents, pair.claims, reference=facts)
    return {one.relation for one in (*found, *marks)} or {"none"}


def score(pairs: Sequence[Pair], facts: Reference) -> dict[str, Any]:
    """Precision and recall of contradictions, and how many relations are right."""
    counts: Counter[str] = Counter()
    cases: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        said = relations_of(pair, facts)
        found, meant = "contradiction" in said, pair.contradicts
        counts[
            "hit" if found and meant else "false" if found else "missed" if meant else "quiet"
        ] += 1
        right = bool(said & pair.expected) and found == meant
        counts["right"] += right
        cases[pair.case]["right" if right else f"said {', '.join(sorted(said))}"] += 1
    return {
        "pairs": len(pairs),
        "precision": round(counts["hit"] / max(1, counts["hit"] + counts["false"]), 4),
        "recall": round(counts["hit"] / max(1, counts["hit"] + counts["missed"]), 4),
        "right": round(counts["right"] / len(pairs), 4),
        "contradictions": counts["hit"] + counts["missed"],
        "cases": cases,
    }


def print_cases(figures: dict[str, Any]) -> None:
    """How many of each case are right, and what was said of the others."""
    for case, told in sorted(figures["cases"].items()):
        wrong = "; ".join(f"{n} {what}" for what, n in told.items() if what != "right")
        print(f"{case:<20} {told['right']:>4} of {sum(told.values()):<4} {wrong}")


def accept(shared: Path, facts: Reference, *, quiet: bool) -> dict[str, int] | None:
    """The eleven pairs of the seeds, from labelled claims and from the extractor's."""
    documents = read_seeds(shared)
    if not documents:
        if not quiet:
            print(f"seeds: absent at {shared}, their pairs are not checked (--shared DIR)")
        return None
    passed = {}
    for name, claims in (
        ("labels", claims_by_labels(shared, documents)),
        ("rules", claims_by_rules(documents)),
    ):
        by_id = {document.id: document for document in documents}
        told = [statement(claim, by_id[claim.document].published) for claim in claims]
        found = find_comparisons(told, by_id, reference=facts)
        marks = find_marks(documents, claims, reference=facts)
        lines = [pair.told(found, marks, {c.id: c for c in claims}) for pair in PAIRS]
        passed[name] = sum(line is not None for line in lines)
        if not quiet:
            print(f"\nthe eleven pairs of the seeds, claims by {name}:")
            for pair, line in zip(PAIRS, lines, strict=True):
                print(f"  {'ok  ' if line else 'MISS'} {pair.name}: {line or pair.relation}")
    return passed


def below(figures: dict[str, Any]) -> list[str]:
    """Figures that fall below their floors."""
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["contradictions"]
    failures = [
        f"{name} {figures[name]} < {floor}"
        for name, floor in floors.items()
        if name in figures and figures[name] < floor
    ]
    passed = figures.get("acceptance")
    failures += [
        f"acceptance pairs by {name} {count} < {len(PAIRS)}"
        for name, count in (passed or {}).items()
        if count < len(PAIRS)
    ]
    return failures


if __name__ == "__main__":
    sys.exit(main())

"""Check the probe labels against their documents and against the vocabulary of claims.md.

Run: python evals/probes/check.py [ITEMS.csv]   (ITEMS.csv: the item taxonomy; left out, the shared one is tried)
Prints counts; exits 1 when a label is at fault.
"""

import collections
import csv
import datetime
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ITEMS = HERE.parents[2] / "shared" / "items.csv"
FIELDS = (
    "doc quote kind subject object item low high approx unit per status from to speaker".split()
)
KINDS = set(
    "production growth expenditure stock lead_time order transfer agreement membership industry funding "
    "permission investment share price disruption".split()
)
STATUSES = set(
    "actual target capacity pledged contracted delivered proposed granted denied rumoured".split()
)
UNITS = set(
    "piece factor percent day week month year company country person agreement factory".split()
)
RATES = {None, "day", "week", "month", "year"}
NUMBERLESS_KINDS = {"agreement", "permission", "disruption", "membership"}
CURRENCY = re.compile(r"[A-Z]{3}")
EDTF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def date_ok(text):
    if text is None:
        return True
    if not EDTF.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def number_ok(value):
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def faults(claim, texts, items):
    if list(claim) != FIELDS:
        yield f"fields {list(claim)}"
        return
    if claim["quote"] not in texts.get(claim["doc"], "") or not claim["quote"].strip():
        yield "quote is not in the document"
    if claim["kind"] not in KINDS:
        yield f"kind {claim['kind']}"
    if claim["status"] not in STATUSES:
        yield f"status {claim['status']}"
    if claim["per"] not in RATES:
        yield f"per {claim['per']}"
    unit = claim["unit"]
    if not (unit is None or unit in UNITS or CURRENCY.fullmatch(unit)):
        yield f"unit {unit}"
    for side in ("subject", "object"):
        if not isinstance(claim[side], list) or not all(
            isinstance(name, str) and name for name in claim[side]
        ):
            yield f"{side} {claim[side]}"
    if items and claim["item"] is not None and claim["item"] not in items:
        yield f"item {claim['item']}"
    low, high = claim["low"], claim["high"]
    if not (number_ok(low) and number_ok(high)):
        yield f"number {low}..{high}"
    elif low is None and high is None and (unit or claim["per"] or claim["approx"]):
        yield "unit, rate or hedge without a number"
    elif low is not None and high is not None and low > high:
        yield f"low {low} > high {high}"
    if not isinstance(claim["approx"], bool):
        yield f"approx {claim['approx']}"
    if not (date_ok(claim["from"]) and date_ok(claim["to"])):
        yield f"date {claim['from']}..{claim['to']}"
    elif claim["from"] and claim["to"] and claim["from"][: len(claim["to"])] > claim["to"]:
        yield f"from {claim['from']} after to {claim['to']}"
    if not (claim["speaker"] is None or isinstance(claim["speaker"], str)):
        yield f"speaker {claim['speaker']}"


def main():
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ITEMS
    items = set()
    if path.exists():
        with path.open(encoding="utf-8", newline="") as rows:
            items = {row["path"] for row in csv.DictReader(rows)}
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(HERE.glob("p*.txt"))}
    lines = (HERE / "probes.gold.jsonl").read_text(encoding="utf-8").splitlines()
    claims = [json.loads(line) for line in lines if line.strip()]
    found = [
        f"line {n} {c.get('doc')}: {why}"
        for n, c in enumerate(claims, 1)
        for why in faults(c, texts, items)
    ]
    seen = collections.Counter(json.dumps(claim, sort_keys=True) for claim in claims)
    found += [f"told twice: {line}" for line, count in seen.items() if count > 1]
    with (HERE / "SOURCES.csv").open(encoding="utf-8", newline="") as rows:
        sourced = {row["doc"] for row in csv.DictReader(rows) if row["url"].strip()}
    for name in texts:
        if not any(claim.get("doc") == name for claim in claims):
            found.append(f"{name}: no claim")
        if name not in sourced:
            found.append(f"{name}: no source")
    numbers = [c for c in claims if c.get("low") is not None or c.get("high") is not None]
    counted = len(numbers) + sum(
        c.get("kind") in NUMBERLESS_KINDS for c in claims if c not in numbers
    )
    print(
        f"{len(texts)} documents, {len(claims)} claims, {len(numbers)} with a number, {counted} that the scorer counts"
    )
    for field in ("doc", "kind", "status"):
        counts = collections.Counter(str(claim.get(field)) for claim in claims)
        print(f"{field}: " + "  ".join(f"{key} {count}" for key, count in sorted(counts.items())))
    if not items:
        print("item paths not checked: no taxonomy at " + str(path))
    for why in found:
        print("FAULT " + why)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Score extracted claims against gold claims.

    score.py GOLD.jsonl PREDICTED.jsonl [--errors N] [--json]

Both files hold one claim a line, as claims.md defines. Counted are the claims with a number, and the agreements,
permissions, disruptions and memberships without one; numberless claims of other kinds count neither for nor against.
A predicted claim is right when a gold claim of the same document has the same kind, the same number (low and high within
0.5 %), the same unit and rate period, and their quotes overlap by at least one word of four letters or one number. Each
gold claim is matched once, greedily, best field agreement first. On the matched pairs the other fields are compared
one by one; `complete` is the share of the gold claims that were matched with every field right.
"""

import argparse
import collections
import json
import re
import sys
from pathlib import Path

FIELDS = ("subject", "object", "item", "status", "from", "to", "speaker")
NUMBERLESS_KINDS = {"agreement", "permission", "disruption", "membership"}


def load(path):
    with Path(path).open(encoding="utf-8") as lines:
        claims = [json.loads(line) for line in lines if line.strip()]
    return [c for c in claims if has_number(c) or c["kind"] in NUMBERLESS_KINDS]


def has_number(claim):
    return claim.get("low") is not None or claim.get("high") is not None


def same_number(a, b):
    for side in ("low", "high"):
        x, y = a.get(side), b.get(side)
        if (x is None) != (y is None):
            return False
        if x is not None and abs(x - y) > 0.005 * max(abs(x), abs(y), 1e-9):
            return False
    return True


def words(quote):
    return {w.lower() for w in re.findall(r"\d[\d.,]*|\w{4,}", quote or "")}


def same_fact(gold, pred):
    if gold["doc"] != pred["doc"] or gold["kind"] != pred["kind"] or not same_number(gold, pred):
        return False
    if has_number(gold) and (
        (gold.get("unit") or "piece") != (pred.get("unit") or "piece")
        or gold.get("per") != pred.get("per")
    ):
        return False
    return bool(words(gold["quote"]) & words(pred["quote"]))


def names(value):
    if value is None:
        return set()
    return {str(v).casefold() for v in ([value] if isinstance(value, str) else value)}


def same_field(field, gold, pred):
    g, p = gold.get(field), pred.get(field)
    if field == "item":  # one may be more precise than the other
        return g == p or bool(g and p and (g.startswith(p + ".") or p.startswith(g + ".")))
    if field in ("from", "to"):  # to the month, or to the year where one side gives no month
        if not g or not p:
            return not g and not p
        return g[:7] == p[:7] or (min(len(g), len(p)) == 4 and g[:4] == p[:4])
    if field == "speaker":  # "Kamyshin" stands for "Oleksandr Kamyshin"
        g, p = names(g), names(p)
        return g == p or any(a in b or b in a for a in g for b in p)
    return names(g) == names(p)


def match(gold, pred):
    candidates = collections.defaultdict(list)
    for j, p in enumerate(pred):
        candidates[p["doc"], p["kind"]].append(j)
    pairs = []
    for i, g in enumerate(gold):
        for j in candidates[g["doc"], g["kind"]]:
            if same_fact(g, pred[j]):
                agreement = sum(same_field(f, g, pred[j]) for f in FIELDS)
                overlap = len(words(g["quote"]) & words(pred[j]["quote"]))
                pairs.append((-agreement, -overlap, i, j))
    taken_gold, taken_pred, matched = set(), set(), []
    for _, _, i, j in sorted(pairs):
        if i not in taken_gold and j not in taken_pred:
            taken_gold.add(i)
            taken_pred.add(j)
            matched.append((i, j))
    return matched


def report(gold, pred):
    matched = match(gold, pred)
    hit = len(matched)
    precision = hit / len(pred) if pred else 0.0
    recall = hit / len(gold) if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
    fields = {
        f: sum(same_field(f, gold[i], pred[j]) for i, j in matched) / hit if hit else 0.0
        for f in FIELDS
    }
    kinds = {}
    for kind in sorted({c["kind"] for c in gold} | {c["kind"] for c in pred}):
        g = sum(c["kind"] == kind for c in gold)
        p = sum(c["kind"] == kind for c in pred)
        h = sum(gold[i]["kind"] == kind for i, _ in matched)
        kinds[kind] = {"gold": g, "predicted": p, "right": h}
    complete = sum(all(same_field(f, gold[i], pred[j]) for f in FIELDS) for i, j in matched)
    return {
        "gold": len(gold),
        "predicted": len(pred),
        "right": hit,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "fields": {f: round(v, 4) for f, v in fields.items()},
        "complete": round(complete / len(gold), 4) if gold else 0.0,
        "kinds": kinds,
    }, matched


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold")
    parser.add_argument("predicted")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="show up to N missed and N wrong claims"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    args = parser.parse_args()
    gold, pred = load(args.gold), load(args.predicted)
    docs = {g["doc"] for g in gold} | {p["doc"] for p in pred}
    result, matched = report(gold, pred)
    result["documents"] = len(docs)
    if args.json:
        print(json.dumps(result))
        return
    print(
        f"{result['documents']} documents, {result['gold']} gold claims, {result['predicted']} predicted, {result['right']} right"
    )
    print(
        f"precision {result['precision']:.3f}  recall {result['recall']:.3f}  F1 {result['f1']:.3f}  complete {result['complete']:.3f}"
    )
    print(
        "fields on matched pairs: " + "  ".join(f"{k} {v:.3f}" for k, v in result["fields"].items())
    )
    for kind, row in result["kinds"].items():
        print(
            f"  {kind:<12} gold {row['gold']:>4}  predicted {row['predicted']:>4}  right {row['right']:>4}"
        )
    if args.errors:
        seen_gold, seen_pred = {i for i, _ in matched}, {j for _, j in matched}
        for title, claims, seen in (("missed", gold, seen_gold), ("wrong", pred, seen_pred)):
            for c in [c for k, c in enumerate(claims) if k not in seen][: args.errors]:
                print(
                    f"{title}: {c['doc']} {c['kind']} {c.get('low')}..{c.get('high')} {c.get('unit')}/{c.get('per')} | {c['quote']}"
                )


if __name__ == "__main__":
    sys.exit(main())

"""The answer as a person reads it in a terminal."""

from collections import Counter
from pathlib import Path

from materiel.claims.wording import format_unit
from materiel.show.tables import format_result
from materiel.simulate.records import Outcome, Spread
from materiel.workflow import Answer

SHOWN = 8  # claims and disagreements listed before "… more in the report"


def answer_text(answer: Answer, out: Path) -> str:
    """The answer in plain text: what follows, what it rests on, what disagrees, where it is."""
    parts = [outcome_text(answer.outcome)] if answer.outcome else []
    parts.append(_read_text(answer))
    if answer.supports:
        parts.append(_supports_text(answer))
    parts.append(_disagreements_text(answer))
    parts.append(
        f"report   {out / 'report.html'}\n"
        f"ledger   {out / 'ledger.sqlite'} ({answer.head.count} rows, head {answer.head.hash[:12]};"
        f" added {answer.appended.documents} documents, {answer.appended.claims} claims)\n"
        f"pages    materiel serve {out}"
    )
    return "\n\n".join(parts)


def outcome_text(outcome: Outcome) -> str:
    """The headline of a run in plain text."""
    parity = outcome.parity
    reached = format_result(parity.reached_share, "share")
    lines = [
        outcome.scenario_title,
        f"  coverage in {outcome.as_of}   {_spread(outcome.coverage_now)}",
        f"  {outcome.step + ' of parity':<22}{parity.median or 'after ' + parity.horizon}"
        f" (80 % interval {parity.low or 'after ' + parity.horizon}"
        f" to {parity.high or 'after ' + parity.horizon};"
        f" reached by {parity.horizon} in {reached} of runs)",
    ]
    width = max((len(label) for label, _ in outcome.totals), default=0)
    lines += [f"  {label:<{width}}  {_spread(spread)}" for label, spread in outcome.totals]
    lines.append(
        f"  {outcome.runs:,} runs, seed {outcome.seed}, version {outcome.version},"
        f" scenario {outcome.scenario_hash[:12]}"
    )
    return "\n".join(lines)


def _spread(spread: Spread) -> str:
    middle = format_result(spread.median, spread.unit)
    unit = "" if spread.unit == "share" else f" {format_unit(spread.unit)}"
    if spread.low == spread.high:
        return f"{middle}{unit}"
    low, high = format_result(spread.low, spread.unit), format_result(spread.high, spread.unit)
    return f"{middle}{unit} (80 % interval {low} to {high})"


def _read_text(answer: Answer) -> str:
    numbers = sum(claim.has_number for claim in answer.claims)
    return (
        f"read {len(answer.documents)} documents, {len(answer.claims)} claims"
        f" ({numbers} with a number)"
    )


def _supports_text(answer: Answer) -> str:
    by_id = {claim.id: claim for claim in answer.claims}
    rests = [
        (support, by_id[support.claims[0]])
        for support in answer.supports
        if support.claims and support.claims[0] in by_id
    ]
    kinds = Counter(support.parameter.source.kind for support in answer.supports)
    told = [f"{len(rests)} numbers with quotes"]
    for kind in ("page", "forecast"):
        if n := kinds[kind]:
            told.append(f"{n} from {kind}s")
    lines = [
        f"rests on {', '.join(told)} and {kinds['assumption']} named assumptions",
        *(
            f"  {s.parameter.name:<34} {s.parameter.value.text} {s.parameter.unit}"
            f"  “{' '.join(claim.quote.split())[:90]}” ({claim.doc})"
            for s, claim in rests[:SHOWN]
        ),
    ]
    if len(rests) > SHOWN:
        lines.append(f"  … {len(rests) - SHOWN} more in the report")
    return "\n".join(lines)


def _disagreements_text(answer: Answer) -> str:
    marked = [mark for mark in answer.marks if mark.relation == "contradiction"]
    lines = [f"  beside known facts: {mark.explanation}" for mark in marked[:SHOWN]]
    if not answer.disagreements:
        return "\n".join(["no two claims contradict each other", *lines])
    told = [d for d in answer.disagreements if d.relation != "change over time"]
    changes = len(answer.disagreements) - len(told)
    lines.insert(0, f"disagreements: {len(told)}, and {changes} changes over time")
    lines[1:1] = [f"  {d.relation}: {d.explanation}" for d in told[:SHOWN]]
    if len(told) > SHOWN:
        lines.append(f"  … {len(told) - SHOWN} more in the report")
    return "\n".join(lines)

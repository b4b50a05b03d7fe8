"""What the main job found, and the folder that keeps it."""

import json
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from materiel.claims.records import Claim
from materiel.core.errors import InputError
from materiel.core.files import replace_file
from materiel.core.findings import Finding
from materiel.core.hashes import canonical_json
from materiel.documents.records import Document
from materiel.ledger import Ledger, View, head_as_of, read_view
from materiel.ledger.effective import Judged
from materiel.ledger.records import Appended, Comparison, Head, Mark
from materiel.scenario.records import Distribution, Parameter, Source, Support
from materiel.simulate.records import Fan, Outcome, Parity, Spread

LEDGER = "ledger.sqlite"
RUN = "run.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the main job found: what was read, said and disputed, and what follows from it."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    comparisons: tuple[Comparison, ...]  # how claims stand to each other, the gravest first
    findings: tuple[Finding, ...]
    head: Head  # of the ledger
    appended: Appended
    extractor: str  # version of the extractor whose reading this is
    supports: tuple[Support, ...] = ()  # empty without a scenario
    outcome: Outcome | None = None  # None without a scenario
    as_of: str | None = None  # the record as it stood then; None for all of it
    ledger: str | None = None  # where it lies when not beside the answer; without a password
    marks: tuple[Mark, ...] = ()  # passages that a dated rate or a reference fact does not bear out
    set_aside: tuple[Judged, ...] = ()  # claims rejected or retracted: shown, never counted
    standings: Mapping[str, Judged] = field(default_factory=dict)  # claims that were decided upon

    @property
    def disagreements(self) -> tuple[Comparison, ...]:
        """Pairs of claims that do not say the same of one quantity."""
        return tuple(one for one in self.comparisons if one.disagrees)


def read_parts(view: View) -> dict[str, Any]:
    """What an answer takes from a ledger: claims as they are to be read, and how they stand.

    A claim that was amended has an id of its own in the answer.
    """
    own = {one.id: one.claim.id for one in view.judged}
    return {
        "documents": tuple(view.documents.values()),
        "claims": tuple(one.claim for one in view.in_force),
        "comparisons": tuple(_renamed(one, own) for one in view.comparisons()),
        "marks": tuple(
            replace(mark, claims=tuple(own[id] for id in mark.claims)) for mark in view.marks()
        ),
        "set_aside": tuple(one for one in view.judged if not one.in_force),
        "standings": {
            one.claim.id: one for one in view.judged if one.decisions or one.grade != "F6"
        },
    }


def _renamed(one: Comparison, own: Mapping[str, str]) -> Comparison:
    others = tuple(own[id] for id in one.others)
    return replace(one, left=own[one.left], right=own[one.right], others=others)


def save_answer(answer: Answer, folder: Path) -> None:
    """Write what the ledger does not hold (findings, supports, outcome) to `folder`/run.json."""
    kept = {
        "format": FORMAT,
        "extractor": answer.extractor,
        "ledger": answer.ledger,
        "head": asdict(answer.head),
        "appended": asdict(answer.appended),
        "findings": [asdict(finding) for finding in answer.findings],
        "supports": [asdict(support) for support in answer.supports],
        "outcome": _outcome_fields(answer.outcome) if answer.outcome else None,
    }
    replace_file(folder / RUN, canonical_json(kept) + b"\n")


def load_answer(folder: Path, *, as_of: str | None = None) -> Answer:
    """The answer that a run left in `folder`, its documents and claims read from the ledger.

    Args:
        folder: Of `materiel run --out`.
        as_of: The record as it stood at the end of this day, month or year.

    Raises:
        InputError: The folder holds no run, or one of another format.
        LedgerError: The ledger in it cannot be opened.
    """
    return KeptAnswer(folder, as_of=as_of).load()


class KeptAnswer:
    """The answer in a folder, read and compared anew only where its run or its ledger has changed."""

    def __init__(self, folder: Path, *, as_of: str | None = None) -> None:
        self._folder = folder
        self._as_of = as_of
        self._lock = Lock()  # of requests that come together one reads, and the others wait
        self._last: tuple[tuple[Mapping[str, Any], Head], Answer] | None = None

    def load(self) -> Answer:
        """The answer as it stands.

        Raises:
            InputError: The folder holds no run, or one of another format.
            LedgerError: The ledger in it cannot be opened.
        """
        with self._lock:
            kept = _read_run(self._folder)
            with Ledger(kept.get("ledger") or self._folder / LEDGER, create=False) as ledger:
                found = kept, ledger.head()
                if self._last is None or self._last[0] != found:
                    head = head_as_of(ledger, self._as_of)
                    view = read_view(ledger, extractor=kept["extractor"], as_of=self._as_of)
                    self._last = found, _answer(kept, read_parts(view), head, self._as_of)
            return self._last[1]


def _answer(
    kept: Mapping[str, Any], parts: Mapping[str, Any], head: Head, as_of: str | None
) -> Answer:
    appended = kept["appended"]
    known = {claim.id for claim in parts["claims"]}
    return Answer(
        **parts,
        findings=tuple(Finding(**finding) for finding in kept["findings"]),
        head=head,
        appended=Appended(**{**appended, "head": Head(**appended["head"])}),
        extractor=kept["extractor"],
        as_of=as_of,
        ledger=kept.get("ledger"),
        supports=tuple(_support(fields, known) for fields in kept["supports"]),
        outcome=_outcome(kept["outcome"], kept["head"]["hash"]) if kept["outcome"] else None,
    )


def _read_run(folder: Path) -> dict[str, Any]:
    way_out = "Make one with: materiel run PATH --scenario SCENARIO --out DIR"
    try:
        kept = json.loads((folder / RUN).read_bytes())
    except OSError as error:
        raise InputError("this folder holds no run", where=str(folder), way_out=way_out) from error
    except ValueError as error:
        raise InputError(
            f"{RUN} is damaged: {error}", where=str(folder / RUN), way_out=way_out
        ) from error
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise InputError(
            f"{RUN} is not of format {FORMAT}", where=str(folder / RUN), way_out=way_out
        )
    return kept


def _outcome_fields(outcome: Outcome) -> dict[str, Any]:
    samples = {fan.id: fan.sample.tolist() for fan in outcome.fans}
    return outcome.numbers() | {
        "samples": samples,
        "elapsed_s": outcome.elapsed_s,
        "engine": outcome.engine,
    }


def _outcome(fields: Mapping[str, Any], ledger_head: str) -> Outcome:
    scenario, step = fields["scenario"], fields.get("step", "month")
    return Outcome(
        scenario_name=scenario["name"],
        scenario_title=scenario["title"],
        scenario_hash=scenario["hash"],
        version=fields["version"],
        seed=fields["seed"],
        runs=fields["runs"],
        as_of=fields["as_of"],
        focus_holder=fields["focus"]["holder"],
        focus_item=fields["focus"]["item"],
        coverage_now=Spread(**fields["coverage_now"]),
        parity=Parity(**fields["parity"]),
        step=step,
        fans=tuple(_fan(fan, step, fields["samples"][fan["id"]]) for fan in fields["fans"]),
        totals=tuple((entry.pop("label"), Spread(**entry)) for entry in fields["totals"]),
        elapsed_s=fields["elapsed_s"],
        engine=fields.get("engine", ""),
        ledger_head=ledger_head,
    )


def _fan(fields: Mapping[str, Any], step: str, sample: list[list[float]]) -> Fan:
    return Fan(
        id=fields["id"],
        label=fields["label"],
        unit=fields["unit"],
        steps=tuple(fields[f"{step}s"]),
        values=np.array(fields["values"], dtype=np.float64),
        sample=np.array(sample, dtype=np.float64),
    )


def _support(fields: Mapping[str, Any], known: Set[str]) -> Support:
    parameter = dict(fields["parameter"])
    value = parameter.pop("value")
    source = parameter.pop("source")
    source = Source(**{**source, "addresses": tuple(source.get("addresses", ()))})
    distribution = Distribution(**{**value, "parameters": tuple(value["parameters"])})
    return Support(
        parameter=Parameter(value=distribution, source=source, **parameter),
        claims=tuple(id for id in fields["claims"] if id in known),
    )

"""The whole road as one page of calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from materiel.answer import LEDGER, Answer, load_answer, read_parts, save_answer
from materiel.claims import EXTRACTOR_VERSION, Claim, extract_claims, languages
from materiel.core.errors import InputError
from materiel.core.findings import Finding
from materiel.core.progress import Progress, silent
from materiel.documents import Document, read_documents
from materiel.ledger import Ledger, Place, Reading, read_view
from materiel.scenario import Scenario, load_scenario, support_parameters
from materiel.simulate import Engine, Outcome, simulate

__all__ = ["Answer", "Extractor", "Read", "load_answer", "read_claims", "run", "save_answer"]


Extractor = Literal["rules", "llm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read in this run, before it is recorded."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    extractor: str  # version, as the ledger names it

    @property
    def readings(self) -> list[Reading]:
        """Documents with their claims; a document that was not read to its end is left out (rule L4)."""
        broken = {f.record for f in self.findings if f.severity == "error" and f.record}
        told: dict[str, list[Claim]] = {document.id: [] for document in self.documents}
        for claim in self.claims:
            told[claim.document].append(claim)
        return [(d, told[d.id]) for d in self.documents if d.id not in broken]


def read_claims(
    paths: Sequence[Path | str],
    *,
    extractor: Extractor = "rules",
    encoding: str | None = None,
    skip_unreadable: bool = False,
    fetch: bool = False,
    progress: Progress = silent,
) -> Read:
    """Documents, what each of them says, and what was found on the way.

    Args:
        paths: Reports, or folders of them.
        extractor: "rules", or "llm" for the language model that the environment names (docs/llm.md).
        encoding: Encoding of the reports where it is not UTF-8.
        skip_unreadable: Go on without files that cannot be read.
        fetch: Let a path be an address of the web.
        progress: Is told how far the work is.

    Raises:
        InputError: A path or file cannot be read, or the language model's settings are missing.
    """
    version, extract = _extractor(extractor)  # settings fail before the reading begins
    documents, findings = read_documents(
        paths,
        encoding=encoding,
        skip_unreadable=skip_unreadable,
        fetch=fetch,
        progress=progress,
    )
    claims: list[Claim] = []
    for number, document in enumerate(documents, start=1):
        found, doubts = extract(document)
        claims += found
        findings += doubts
        progress("extracting claims", number, len(documents))
    return Read(
        documents=tuple(documents),
        claims=tuple(claims),
        findings=tuple(findings),
        extractor=version,
    )


def _extractor(
    name: Extractor,
) -> tuple[str, Callable[[Document], tuple[list[Claim], list[Finding]]]]:
    """The version of an extractor and the extractor."""
    if name == "llm":
        from materiel.claims import llm  # the network's libraries load only when asked for

        settings = llm.settings_from_environment()
        return llm.extractor_version(settings), lambda d: llm.extract_with_model(d, settings)
    return EXTRACTOR_VERSION, lambda d: (extract_claims(d), _unread_language(d))


def _unread_language(document: Document) -> list[Finding]:
    """What to say of a report in a language without a lexicon: it is kept, and gives no claims."""
    if document.language in languages():
        return []
    language = (
        f"its language is {document.language!r}"
        if document.language
        else "its language is not known"
    )
    read = ", ".join(languages())
    return [
        Finding(
            source=document.name,
            message=f"no claims were read: {language}; the extractor reads {read}",
            severity="warning",
            record=document.id,
        )
    ]


def run(
    paths: Sequence[Path | str],
    *,
    out: Path,
    ledger: Path | str | None = None,
    scenario: Path | None = None,
    runs: int = 2000,
    seed: int = 1,
    engine: Engine = "auto",
    extractor: Extractor = "rules",
    encoding: str | None = None,
    skip_unreadable: bool = False,
    fetch: bool = False,
    progress: Progress = silent,
) -> Answer:
    """Read reports into the ledger of `out`, run the scenario, and keep the answer there.

    Everything that bad input can stop happens before the first byte is written.

    Args:
        paths: Reports, or folders of them.
        out: Folder of the ledger and the answer; made when it is not there.
        ledger: Another ledger to append to: a file, or a PostgreSQL database (`postgresql://…`).
        scenario: Folder of a scenario; without one the answer is what was said.
        runs: Monte Carlo runs.
        seed: Seed of the draws.
        engine: Of the simulation, as in `simulate`; the numbers do not depend on it.
        extractor: "rules" or "llm".
        encoding: Encoding of the reports where it is not UTF-8.
        skip_unreadable: Go on without files that cannot be read.
        fetch: Let a path be an address of the web.
        progress: Is told how far the work is.

    Raises:
        InputError: Bad paths or files.
        ScenarioError: The scenario has findings that forbid a run.
        LedgerError: The ledger of `out` cannot be written.
    """
    _require_folder(out)
    if ledger is not None:
        Ledger(ledger).close()  # what is wrong with it shows before the reading begins
    network = load_scenario(scenario) if scenario else None
    read = read_claims(
        paths,
        extractor=extractor,
        encoding=encoding,
        skip_unreadable=skip_unreadable,
        fetch=fetch,
        progress=progress,
    )
    outcome = (
        simulate(network, runs=runs, seed=seed, engine=engine, progress=progress)
        if network
        else None
    )
    answer = _record(read, network, outcome, out, ledger)
    save_answer(answer, out)
    return answer


def _record(
    read: Read,
    network: Scenario | None,
    outcome: Outcome | None,
    out: Path,
    place: Path | str | None,
) -> Answer:
    """Append what was read, and answer from all that the ledger holds."""
    out.mkdir(parents=True, exist_ok=True)
    with Ledger(out / LEDGER if place is None else place) as ledger:
        appended = ledger.append(read.readings, extractor=read.extractor)
        parts = read_parts(read_view(ledger, extractor=read.extractor))
        kept_in = None if place is None else _lasting(ledger.place)
    documents, claims = parts["documents"], parts["claims"]
    supports, doubts = support_parameters(network, documents, claims) if network else ([], [])
    return Answer(
        **parts,
        ledger=kept_in,
        findings=(*read.findings, *doubts),
        head=appended.head,
        appended=appended,
        extractor=read.extractor,
        supports=tuple(supports),
        outcome=outcome and replace(outcome, ledger_head=appended.head.hash),
    )


def _lasting(place: Place) -> str:
    """A place in words that hold in another folder too; of a server without its password."""
    return str(place.absolute() if isinstance(place, Path) else place)


def _require_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InputError(
            "the place for the results is a file",
            where=str(out),
            way_out="Give a folder with --out.",
        )

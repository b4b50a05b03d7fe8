"""The whole road as one page of calls."""

from collections.abc import Sequence
from pathlib import Path

from materiel.answer import LEDGER, Answer, disagreements_of, load_answer, save_answer
from materiel.claims import EXTRACTOR_VERSION, Claim, extract_claims, languages
from materiel.core.errors import InputError
from materiel.core.findings import Finding
from materiel.core.progress import Progress, silent
from materiel.documents import Document, read_documents
from materiel.ledger import Appended, Ledger
from materiel.scenario import Scenario, load_scenario, support_parameters
from materiel.simulate import Outcome, simulate

__all__ = ["Answer", "load_answer", "read_claims", "run", "save_answer"]


def read_claims(
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    skip_unreadable: bool = False,
    progress: Progress = silent,
) -> tuple[list[Document], list[Claim], list[Finding]]:
    """Documents, what each of them says, and what was found on the way.

    Raises:
        InputError: A path or file cannot be read; see `read_documents`.
    """
    documents, findings = read_documents(
        paths, encoding=encoding, skip_unreadable=skip_unreadable, progress=progress
    )
    claims: list[Claim] = []
    for number, document in enumerate(documents, start=1):
        claims += extract_claims(document)
        findings += _unread_language(document)
        progress("extracting claims", number, len(documents))
    return documents, claims, findings


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
    paths: Sequence[Path],
    *,
    out: Path,
    scenario: Path | None = None,
    runs: int = 2000,
    seed: int = 1,
    encoding: str | None = None,
    skip_unreadable: bool = False,
    progress: Progress = silent,
) -> Answer:
    """Read reports into the ledger of `out`, run the scenario, and keep the answer there.

    Everything that bad input can stop happens before the first byte is written.

    Args:
        paths: Reports, or folders of them.
        out: Folder of the ledger and the answer; made when it is not there.
        scenario: Folder of a scenario; without one the answer is what was said.
        runs: Monte Carlo runs.
        seed: Seed of the draws.
        encoding: Encoding of the reports where it is not UTF-8.
        skip_unreadable: Go on without files that cannot be read.
        progress: Is told how far the work is.

    Raises:
        InputError: Bad paths or files.
        ScenarioError: The scenario has findings that forbid a run.
        LedgerError: The ledger of `out` cannot be written.
    """
    _require_folder(out)
    network = load_scenario(scenario) if scenario else None
    documents, claims, findings = read_claims(
        paths, encoding=encoding, skip_unreadable=skip_unreadable, progress=progress
    )
    outcome = simulate(network, runs=runs, seed=seed, progress=progress) if network else None
    appended, recorded, said = _record(documents, claims, out)
    answer = _answer(recorded, said, findings, appended, network, outcome)
    save_answer(answer, out)
    return answer


def _record(
    documents: Sequence[Document], claims: Sequence[Claim], out: Path
) -> tuple[Appended, list[Document], list[Claim]]:
    readings = [(d, [c for c in claims if c.document == d.id]) for d in documents]
    out.mkdir(parents=True, exist_ok=True)
    with Ledger(out / LEDGER) as ledger:
        appended = ledger.append(readings, extractor=EXTRACTOR_VERSION)
        return appended, ledger.documents(), ledger.claims()


def _answer(
    documents: Sequence[Document],
    claims: Sequence[Claim],
    findings: Sequence[Finding],
    appended: Appended,
    network: Scenario | None,
    outcome: Outcome | None,
) -> Answer:
    supports, doubts = support_parameters(network, documents, claims) if network else ([], [])
    return Answer(
        documents=tuple(documents),
        claims=tuple(claims),
        disagreements=disagreements_of(tuple(documents), tuple(claims)),
        findings=(*findings, *doubts),
        head=appended.head,
        appended=appended,
        supports=tuple(supports),
        outcome=outcome,
    )


def _require_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InputError(
            "the place for the results is a file",
            where=str(out),
            way_out="Give a folder with --out.",
        )

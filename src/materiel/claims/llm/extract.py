"""A document → the claims that a language model points at and the document bears out."""

from collections.abc import Sequence

from materiel.claims.llm.answer import (
    MOST_ITEMS,
    BrokenAnswerError,
    RefusedError,
    added_fields,
    read_items,
    read_pointer,
    shown,
)
from materiel.claims.llm.cache import AnswerCache
from materiel.claims.llm.client import ModelClient, question_hash
from materiel.claims.llm.parts import Part, parts_of
from materiel.claims.llm.prompt import messages, prompt_hash, repair, schema
from materiel.claims.llm.read import Reader
from materiel.claims.llm.settings import ModelSettings
from materiel.claims.records import Claim
from materiel.claims.speakers.attribute import attribute
from materiel.claims.text.analyse import analyse
from materiel.claims.text.analysis import Analysis
from materiel.claims.words import lexicon
from materiel.core.findings import Finding, Severity
from materiel.documents import Document


def extractor_version(settings: ModelSettings) -> str:
    """What stands in the ledger: the model, and eight digits of all that we ask it and how we read it."""
    return f"llm:{settings.model}:{prompt_hash()}"


def extract_with_model(
    document: Document, settings: ModelSettings
) -> tuple[list[Claim], list[Finding]]:
    """What a report says about the supply of materiel, as a language model points it out.

    In text order, each claim once. Answers are kept: the same document asks nothing a second time.
    A report in a language without a lexicon is not sent, since nothing here could read its numbers.

    Returns:
        claims: All borne out by the document, as those of the rules are.
        findings: What was refused, with the reason and the quote; notes on what was left out; an
            error for a part without a usable answer, whose claims are missing.

    Raises:
        ModelError: The server cannot be reached, does not answer in time or not as a chat model does.
        InputError: The cache cannot be written.
    """
    words = lexicon(document.language) if document.language else None
    parts = parts_of(document)
    if words is None:
        lacks = f"no lexicon for language {document.language or 'unknown'}; nothing was asked"
        return [], [_finding(document, lacks, "note")] if parts else []
    analysis = analyse(document, words)
    attribute(analysis)
    findings: list[Finding] = []
    claims: list[Claim] = []
    reader = Reader(analysis)
    cache = AnswerCache(settings.cache)
    if parts:
        cache.prepare()
    with ModelClient(settings) as client:
        answers = [(part, _items(analysis, part, client, cache, findings)) for part in parts]
    for part, items in answers:
        fresh = _claims(reader, part, items, findings)
        claims += [claim for claim in fresh if not _told(claim, part, claims)]
    claims.sort(key=lambda claim: (claim.start, claim.end, claim.id))
    return list({claim.id: claim for claim in claims}.values()), findings


def _items(
    analysis: Analysis,
    part: Part,
    client: ModelClient,
    cache: AnswerCache,
    findings: list[Finding],
) -> list[object]:
    """The items of the answer about one part, kept or asked for; one repair, then a finding."""
    document = analysis.document
    asked = messages(document, part)
    question = client.question(asked, schema())
    key = question_hash(question)
    kept = cache.get(key)
    if kept is not None:
        try:
            return read_items(kept)
        except BrokenAnswerError:
            pass  # only whole answers are kept: this entry is damaged
    answer = client.ask(question)
    try:
        items = read_items(answer)
    except BrokenAnswerError as first:
        answer = client.ask(client.question(repair(asked, answer, str(first)), schema()))
        try:
            items = read_items(answer)
        except BrokenAnswerError as second:
            what = (
                f"part {part.number} of {part.of}: no usable answer after two requests ({second})"
            )
            # An error: the document is not read to its end, and no ledger should think it is.
            findings.append(_finding(document, what, "error", document.id))
            return []
    cache.put(key, answer)
    return items


def _claims(
    reader: Reader, part: Part, items: Sequence[object], findings: list[Finding]
) -> list[Claim]:
    document = reader.analysis.document
    ignored = added_fields(list(items))
    if ignored:
        findings.append(_finding(document, f"ignored fields: {', '.join(ignored)}", "note"))
    if len(items) > MOST_ITEMS:
        what = f"{len(items)} items in one answer; those behind the first {MOST_ITEMS} are left out"
        findings.append(_finding(document, what))
    claims: list[Claim] = []
    for item in items[:MOST_ITEMS]:
        quote = item.get("quote") if isinstance(item, dict) else None
        try:
            claim, left_out = reader.claim(read_pointer(item), part)
        except RefusedError as reason:
            words = f": {shown(quote)}" if isinstance(quote, str) else ""
            findings.append(_finding(document, f"refused: {reason}{words}"))
            continue
        claims.append(claim)
        for what in left_out:
            note = f"left out of {shown(quote, 60)}: {what}"
            findings.append(_finding(document, note, "note", claim.id))
    return claims


def _told(claim: Claim, part: Part, before: Sequence[Claim]) -> bool:
    """Whether a claim of a part's context was made by the part before, perhaps in other words."""
    if claim.start >= part.own:
        return False
    return any(
        (other.kind, other.low, other.high, other.unit)
        == (claim.kind, claim.low, claim.high, claim.unit)
        and other.start < claim.end
        and claim.start < other.end
        for other in before
    )


def _finding(
    document: Document, message: str, severity: Severity = "warning", record: str | None = None
) -> Finding:
    return Finding(source=document.name, message=message, severity=severity, record=record)

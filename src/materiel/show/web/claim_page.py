"""The page of one claim: its words, fields, decisions, what disagrees, and how to cite it."""

from typing import Any

from materiel.answer import Answer
from materiel.claims.records import Claim
from materiel.ledger.effective import Judged
from materiel.show.cite import bibtex, cite
from materiel.show.marked import quote_in_context
from materiel.show.tables import claim_rows
from materiel.show.views import claim_views, one_claim_view


def claim_view(answer: Answer, wanted: Claim) -> dict[str, Any]:
    """What the template of the page needs; `wanted` may be a claim that counts no more."""
    views = {row.id: row for row in claim_views(answer, apart=True)}
    document = next(one for one in answer.documents if one.id == wanted.document)
    return {
        "row": views.get(wanted.id) or one_claim_view(answer, wanted),
        "set_aside": _set_aside(answer, wanted),
        "claims": views,
        "document": document,
        "context": quote_in_context(document, wanted, context=400),
        "fields": [
            *((name, _field(value)) for name, value in claim_rows([wanted])[0].items()),
            *_decided(answer, wanted),
        ],
        "disagreements": [
            found
            for found in answer.disagreements
            if wanted.id in (found.left, found.right)
            and found.left in views
            and found.right in views
        ],
        "citation": cite(wanted, document, answer.head),
        "bibtex": bibtex(wanted, document, answer.head),
    }


def _set_aside(answer: Answer, wanted: Claim) -> str | None:
    """Who rejected or retracted a claim, when and why; None where it counts."""
    found = [one for one in answer.set_aside if one.claim.id == wanted.id]
    if not found or any(one.id == wanted.id for one in answer.claims):
        return None
    return f"{found[0].standing}: " + "; ".join(_told(found[0]))


def _told(judged: Judged) -> list[str]:
    return [f"{d.action} by {d.author}, {d.made[:10]} {d.reason}".strip() for d in judged.decisions]


def _decided(answer: Answer, wanted: Claim) -> list[tuple[str, str]]:
    """Grade and standing of a claim, who decided what, and what known facts say beside it."""
    marks = [
        ("beside known facts", mark.explanation)
        for mark in answer.marks
        if wanted.id in mark.claims and mark.relation != "succession in office"
    ]
    aside = {one.claim.id: one for one in answer.set_aside}
    judged = answer.standings.get(wanted.id) or aside.get(wanted.id)
    if judged is None:
        return [("grade", "F6"), ("standing", "unreviewed"), *marks]
    return [
        ("grade", judged.grade),
        ("standing", judged.standing + (", flagged" if judged.flagged else "")),
        *(("decision", one) for one in _told(judged)),
        *marks,
    ]


def _field(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "–"
    return "–" if value is None else str(value)

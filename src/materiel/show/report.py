"""The report: one HTML file that needs nothing else, and every number of it leads to its quote."""

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import materiel
from materiel.answer import Answer
from materiel.claims.records import KINDS, STATUSES, Claim
from materiel.claims.wording import format_bounds, format_claim_unit, format_unit, format_value
from materiel.core.findings import Finding
from materiel.documents.records import Document
from materiel.ledger.records import Comparison, Mark, Relation
from materiel.scenario.records import Parameter, Support
from materiel.show import words
from materiel.show.figures import NARROW, WIDE, Figure, Layout, figures
from materiel.show.marked import Passage, isolate, mark_document, visible
from materiel.show.render import inline_svg, to_svg
from materiel.show.tables import (
    format_date,
    format_item,
    format_parties,
    format_result,
    format_spread,
    format_time,
)
from materiel.simulate.records import LEVELS, Fan, Spread

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render_report(answer: Answer) -> str:
    """The whole answer as one HTML file without scripts, network or other files.

    The same answer gives the same bytes.
    """
    return page("report.html.j2", report_view(answer), style=stylesheet())


def page(template: str, view: dict[str, Any], *, style: str | None = None) -> str:
    """A template filled in; with `style` the style sheet stands in the page."""
    text = environment().get_template(template).render(**view, style=style, csp=Markup(CSP))
    return "\n".join(line for line in text.split("\n") if line.strip() or line == "")


@cache
def environment() -> Environment:
    """Templates with every value escaped, and the wordings of tables.py as filters."""
    env = Environment(
        loader=PackageLoader("materiel.show", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "words": isolate,
        "visible": visible,
        "date": format_date,
        "value": format_value,
        "result": format_result,
        "spread": format_spread,
        "unit": format_unit,
        "time": format_time,
        "item": format_item,
        "parties": format_parties,
        "glued": lambda text: text.replace(" %", "\u00a0%"),
        "thousands": lambda number: f"{number:,}",
    }
    env.globals |= {
        "version": materiel.__version__,
        "status_means": words.STATUS_MEANS,
        "kind_means": words.KIND_MEANS,
        "relation_means": words.RELATION_MEANS | words.ALIKE_MEANS,
        "levels": LEVELS,
    }
    return env


@cache
def stylesheet() -> str:
    """The one style sheet of report and web pages."""
    return (resources.files("materiel.show") / "templates" / "materiel.css").read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A claim as a row of the claims table."""

    claim: Claim
    number: int  # its place in the table, for people; the id is for machines
    document: int  # number of its document
    published: str | None  # date of its document
    bounds: str
    unit: str

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document with its quotes marked."""

    document: Document
    number: int
    n_claims: int
    passages: list[Passage]
    address: str | None  # only where it may be a link


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure drawn for a desk and for a hand, and its single runs, small enough for both."""

    figure: Figure
    wide: Markup
    narrow: Markup
    runs: Markup | None


def report_view(answer: Answer, *, served: bool = False) -> dict[str, Any]:
    """What the template of the report needs, all of it arranged, nothing computed.

    With `served` the page has the links that need a server: downloads, and a page for each claim.
    """
    rows = claim_views(answer)
    by_id = {row.id: row for row in rows}
    outcome = answer.outcome
    totals = outcome.totals if outcome else ()
    return {
        "served": served,
        "answer": answer,
        "outcome": outcome,
        "title": outcome.scenario_title if outcome else "What the reports say",
        "headline": words.headline(outcome) if outcome else None,
        "parity": _parity_view(answer),
        "claims": by_id,
        "groups": _groups(rows),
        "documents": document_views(answer, rows),
        "figures": _figure_views(answer),
        "more_figures": [f for f in figures(answer).values() if not f.drawn],
        "unmet": [total for total in totals if _is_unmet(total)],
        "totals": [total for total in totals if not _is_unmet(total)],
        "parameters": _parameter_groups(answer),
        "disagreements": _by_relation(answer.disagreements, by_id, words.RELATION_MEANS),
        "alike": _by_relation(answer.comparisons, by_id, words.ALIKE_MEANS),
        "marks": _marks(answer),
        "set_aside": answer.set_aside,
        "findings": sorted(answer.findings, key=lambda f: _SEVERITIES.index(f.severity)),
        "with_number": sum(row.claim.has_number for row in rows),
        "statuses": [s for s in STATUSES if any(r.claim.status == s for r in rows)],
        "n_disagreements": sum(d.relation != "change over time" for d in answer.disagreements),
        "n_assumed": sum(s.parameter.source.kind == "assumption" for s in answer.supports),
        "fan_table": fan_table,
    }


def _is_unmet(total: tuple[str, Spread]) -> bool:
    """Unmet demand belongs to the headline; the other totals follow in a table."""
    return total[0].lower().startswith("unmet")


_SEVERITIES = ("error", "warning", "note")


def claim_views(answer: Answer) -> list[ClaimView]:
    """Claims in the order of the table: by kind, item and time, numbered from 1."""
    number_of = {document.id: i for i, document in enumerate(answer.documents, start=1)}
    published = {document.id: document.published for document in answer.documents}
    ordered = sorted(
        answer.claims,
        key=lambda c: (
            KINDS.index(c.kind),
            c.item or "~",
            c.date_to or c.date_from or "~",
            number_of.get(c.document, 0),
            c.start,
            c.end,
            c.id,
        ),
    )
    return [
        ClaimView(
            claim=claim,
            number=number,
            document=number_of.get(claim.document, 0),
            published=published.get(claim.document),
            bounds=format_bounds(claim.low, claim.high, approx=claim.approx),
            unit=format_claim_unit(claim) if claim.has_number else "",
        )
        for number, claim in enumerate(ordered, start=1)
    ]


def _groups(rows: Iterable[ClaimView]) -> list[tuple[str, list[ClaimView]]]:
    groups: dict[str, list[ClaimView]] = {}
    for row in rows:
        groups.setdefault(row.claim.kind, []).append(row)
    return list(groups.items())


def document_views(
    answer: Answer,
    rows: Iterable[ClaimView],
    *,
    claim_href: str = "#claim-",
    only: str | None = None,
) -> list[DocumentView]:
    """Every document, or only the one of that id, with its quotes marked.

    Each quote has a link back to its claim, at `claim_href` and the claim's id.
    """
    numbers = {row.id: row for row in rows}
    said: dict[str, list[Claim]] = {document.id: [] for document in answer.documents}
    for claim in answer.claims:
        said.setdefault(claim.document, []).append(claim)

    def back(claim: Claim) -> Markup:
        row = numbers[claim.id]
        return Markup('<a class="back" href="{}{}" aria-label="claim {}: {}">{}</a>').format(
            claim_href, claim.id, row.number, format_value(claim), row.number
        )

    return [
        DocumentView(
            document=document,
            number=number,
            n_claims=len(said[document.id]),
            passages=mark_document(document, said[document.id], back),
            address=safe_address(document.url),
        )
        for number, document in enumerate(answer.documents, start=1)
        if only in (None, document.id)
    ]


def safe_address(url: str | None) -> str | None:
    """The address when a page may link to it: http or https, and nothing unseen in it.

    >>> safe_address("https://example.org/a"), safe_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not url or visible(url) != url or any(c in url for c in " \"'<>\\"):
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def _figure_views(answer: Answer) -> list[FigureView]:
    every = {name: figure for name, figure in figures(answer).items() if figure.drawn}
    inner = {figure.runs_of for figure in every.values()}
    # vl-convert draws one chart in its thread while Altair writes the next specification.
    with ThreadPoolExecutor(max_workers=1) as drawing:
        drawn = {
            (name, layout): drawing.submit(to_svg, figure.spec(layout))
            for name, figure in every.items()
            for layout in ((NARROW,) if name in inner else (WIDE, NARROW))
        }

    def element(name: str, layout: Layout) -> Markup:
        # inline_svg lets through shapes, text and links inside the page, nothing else.
        own = f"{name}-{'narrow' if layout.narrow else 'wide'}"
        title = visible(every[name].title)
        return Markup(inline_svg(drawn[name, layout].result(), own, title))

    return [
        FigureView(
            figure=figure,
            wide=element(name, WIDE),
            narrow=element(name, NARROW),
            runs=element(figure.runs_of, NARROW) if figure.runs_of else None,
        )
        for name, figure in every.items()
        if name not in inner
    ]


def fan_table(fan: Fan) -> list[tuple[str, list[str]]]:
    """A fan's quantiles step by step, as text."""
    return [
        (format_date(name), [format_result(float(value), fan.unit) for value in column])
        for name, column in zip(fan.steps, fan.values.T, strict=True)
    ]


def _parity_view(answer: Answer) -> dict[str, str | None] | None:
    if answer.outcome is None:
        return None
    parity = answer.outcome.parity
    return {
        "month": words.parity_phrase(parity),
        "interval": words.parity_interval(parity),
        "missed": words.parity_missed(parity),
    }


_KINDS = ("quote", "page", "forecast", "assumption")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterGroup:
    """Numbers with one source: all that have quotes, or that rest on one page, forecast or assumption."""

    kind: str  # of the source
    assumption: str | None  # its name, or of the forecast's series; None for quotes
    text: str | None  # what it says
    addresses: tuple[str, ...]  # of the page, or of the statements behind a forecast
    rows: list[tuple[Support, list[str]]]  # each with the warnings that speak of it


def _parameter_groups(answer: Answer) -> list[ParameterGroup]:
    """Numbers with quotes first; then pages, forecasts and assumptions, each told once above its numbers."""
    groups: dict[tuple[Any, ...], list[tuple[Support, list[str]]]] = {}
    for support in sorted(answer.supports, key=lambda s: _KINDS.index(s.parameter.source.kind)):
        source = support.parameter.source
        key: tuple[Any, ...] = ("quote", None, None, ())
        if source.kind != "quote":
            named = (*source.addresses, source.address)
            links = tuple(filter(None, (safe_address(address) for address in named)))
            key = (source.kind, source.name or "", source.text, links)
        warnings = [f.message for f in answer.findings if _speaks_of(f, support.parameter)]
        groups.setdefault(key, []).append((support, warnings))
    return [
        ParameterGroup(kind=kind, assumption=name, text=text, addresses=links, rows=rows)
        for (kind, name, text, links), rows in groups.items()
    ]


def _speaks_of(finding: Finding, parameter: Parameter) -> bool:
    if finding.record == parameter.name:
        return True
    named = (parameter.column, parameter.source.document or parameter.column)
    return finding.source == parameter.place and any(name in finding.message for name in named)


def _marks(answer: Answer) -> list[tuple[Mark, int]]:
    """Marked passages with the number of their document."""
    number_of = {document.id: i for i, document in enumerate(answer.documents, start=1)}
    return [(mark, number_of[mark.document]) for mark in answer.marks]


def _by_relation(
    found: Iterable[Comparison], claims: dict[str, ClaimView], wanted: Mapping[Relation, str]
) -> list[tuple[str, list[Comparison]]]:
    known = [d for d in found if d.left in claims and d.right in claims]
    counts = Counter(d.relation for d in known)
    return [
        (relation, [d for d in known if d.relation == relation])
        for relation in wanted
        if counts[relation]
    ]

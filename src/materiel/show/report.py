"""The report: one HTML file that needs nothing else, and every number of it leads to its quote."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from materiel.answer import Answer
from materiel.claims.records import STATUSES
from materiel.core.findings import Finding
from materiel.ledger.records import Comparison, Mark, Relation
from materiel.scenario.records import Parameter, Support
from materiel.show import words
from materiel.show.figures import NARROW, WIDE, Figure, Layout, figures
from materiel.show.marked import visible
from materiel.show.pages import page, stylesheet
from materiel.show.render import inline_svg, to_svg
from materiel.show.tables import (
    format_date,
    format_result,
)
from materiel.show.views import ClaimView, claim_views, document_views, safe_address
from materiel.simulate.records import Fan, Spread

ONE_PAGE = 500  # claims or documents of a served record; more of them are on pages of their own
PAIRS = 100  # of one relation that a page shows; how many more there are is said


def render_report(answer: Answer) -> str:
    """The whole answer as one HTML file without scripts, network or other files.

    The same answer gives the same bytes.
    """
    return page("report.html.j2", report_view(answer), style=stylesheet())


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure drawn for a desk and for a hand, and its single runs, small enough for both."""

    figure: Figure
    wide: Markup
    narrow: Markup
    runs: Markup | None


def report_view(answer: Answer, *, served: bool = False) -> dict[str, Any]:
    """What the template of the report needs, all of it arranged, nothing computed.

    With `served` the page has the links that need a server: downloads, and a page for each claim. A
    large record is then not put into one page: claims and documents are on pages of their own.
    """
    apart = served and max(len(answer.claims), len(answer.documents)) > ONE_PAGE
    rows = claim_views(answer, apart=apart)
    by_id = {row.id: row for row in rows}
    outcome = answer.outcome
    totals = outcome.totals if outcome else ()
    return {
        "served": served,
        "apart": apart,
        "answer": answer,
        "outcome": outcome,
        "title": outcome.scenario_title if outcome else "What the reports say",
        "headline": words.headline(outcome) if outcome else None,
        "parity": _parity_view(answer),
        "claims": by_id,
        "groups": _groups(rows),
        "documents": document_views(answer, rows, whole=not apart),
        "figures": _figure_views(answer, apart),
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


def _groups(rows: Iterable[ClaimView]) -> list[tuple[str, list[ClaimView]]]:
    groups: dict[str, list[ClaimView]] = {}
    for row in rows:
        groups.setdefault(row.claim.kind, []).append(row)
    return list(groups.items())


def _figure_views(answer: Answer, apart: bool) -> list[FigureView]:
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
        svg = inline_svg(drawn[name, layout].result(), own, title)
        return Markup(svg.replace('href="#quote-', 'href="/claims/') if apart else svg)

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
) -> list[tuple[str, list[Comparison], int]]:
    """The first pairs of each relation, the gravest first, and how many more there are."""
    known: dict[str, list[Comparison]] = {}
    for one in found:
        if one.left in claims and one.right in claims:
            known.setdefault(one.relation, []).append(one)
    return [
        (relation, pairs[:PAIRS], max(0, len(pairs) - PAIRS))
        for relation in wanted
        if (pairs := known.get(relation))
    ]

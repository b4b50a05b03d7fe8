"""Whether a date lies before or after the report's."""

from datetime import date

from materiel.claims.analysis import Analysis
from materiel.claims.scan import DateSpan
from materiel.claims.scan.calendar import reference
from materiel.core.dates import edtf_bounds


def is_ahead(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies wholly after the report's."""
    ref = reference(analysis.document.published)
    end = (span.past[1] or span.past[0]) if span else None
    if span is None or ref is None or end is None:
        return False
    return _first_day(end) > ref


def is_over(span: DateSpan, analysis: Analysis) -> bool:
    """Whether a date that can be read in one way only lies wholly before the report's."""
    ref = reference(analysis.document.published)
    end = span.past[1] or span.past[0]
    return ref is not None and span.past == span.future and _last_day(end) < ref


def is_behind(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies in a year before the report's."""
    ref = reference(analysis.document.published)
    end = span.past[1] if span else None
    return bool(ref and end and edtf_bounds(end)[1].year < ref.year)


def _first_day(edtf: str) -> date:
    return edtf_bounds(edtf)[0]


def _last_day(edtf: str | None) -> date:
    return edtf_bounds(edtf)[1] if edtf else date.max

"""Whether a date lies before or after the report's."""

from datetime import date

from materiel.claims.scan import DateSpan
from materiel.claims.scan.calendar import reference
from materiel.claims.text.analysis import Analysis
from materiel.core.dates import edtf_bounds


def day_of(span: DateSpan, analysis: Analysis) -> date | None:
    """The day from which a date is seen: that of its entry in a timeline, else the report's."""
    return span.ref or reference(analysis.document.published)


def is_ahead(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies wholly after the report's."""
    if span is None:
        return False
    ref, end = day_of(span, analysis), span.past[1] or span.past[0]
    return ref is not None and end is not None and _first_day(end) > ref


def is_over(span: DateSpan, analysis: Analysis) -> bool:
    """Whether a date that can be read in one way only lies wholly before the report's."""
    ref, end = day_of(span, analysis), span.past[1] or span.past[0]
    return ref is not None and span.past == span.future and _last_day(end) < ref


def is_behind(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies in a year before the report's."""
    ref, end = (day_of(span, analysis), span.past[1]) if span else (None, None)
    return bool(ref and end and edtf_bounds(end)[1].year < ref.year)


def _first_day(edtf: str) -> date:
    return edtf_bounds(edtf)[0]


def _last_day(edtf: str | None) -> date:
    return edtf_bounds(edtf)[1] if edtf else date.max

"""Charts as specifications that hold, and as pictures that say what they show."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import altair as alt
import answers
import jsonschema
import numpy as np
import pytest

from materiel.core.dates import first_step, step_text
from materiel.show.charts import coverage_fan, single_runs, stock_fan
from materiel.show.figures import figures
from materiel.show.look import NARROW, WIDE
from materiel.show.render import inline_svg, to_png, to_svg
from materiel.show.stated import (
    MAX_POINTS,
    _box,
    _labels,
    _marks_of,
    _overlap,
    stated_figures,
)
from materiel.show.stated_points import panels_of, scales_of

ANSWER = answers.answer()
NAMES = list(figures(ANSWER))


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", NAMES)
def test_a_specification_is_valid_and_names_no_address(name, layout):
    spec = figures(ANSWER)[name].spec(layout)
    schema = alt.load_schema()
    jsonschema.Draft7Validator(schema).validate(spec)
    text = json.dumps({key: value for key, value in spec.items() if key != "$schema"})
    assert "http" not in text and '"url"' not in text


def domains_of(spec, channel):
    return [
        layer["encoding"][channel]["scale"]
        for layer in spec["layer"]
        if "scale" in layer.get("encoding", {}).get(channel, {})
    ]


@pytest.mark.parametrize("name", ["stock", "coverage", "supply", "stock-runs"])
def test_value_axes_start_at_zero(name):
    domains = [scale["domain"] for scale in domains_of(figures(ANSWER)[name].spec(), "y")]
    assert domains and all(domain[0] == 0 and domain[1] > 0 for domain in domains)


def texts(svg):
    return [
        "".join(element.itertext())
        for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_a_fan_names_bands_median_unit_now_and_source_on_the_chart():
    shown = texts(to_svg(stock_fan(ANSWER.outcome).to_dict()))
    for words in (
        "Stock of shells, Northland",
        "pieces",
        "10–90 % of runs",
        "25–75 % of runs",
        "median",
        "now, Jun 2031",
    ):
        assert words in shown
    source = next(text for text in shown if "400 runs, seed 7, materiel 0.1.0" in text)
    assert ANSWER.outcome.scenario_hash[:12] in source


def test_weeks_are_drawn_where_they_lie_and_named_by_month():
    """A chart of weeks: marks at their Mondays, ticks at the first of months, now at the month's last week."""
    outcome = in_weeks(ANSWER.outcome)
    assert outcome.fan("stock").steps[:2] == ("2031-06-02", "2031-06-09")

    for layout in (WIDE, NARROW):
        spec = stock_fan(outcome, layout).to_dict()
        jsonschema.Draft7Validator(alt.load_schema()).validate(spec)
        ticks = [
            value
            for layer in spec["layer"]
            for value in layer.get("encoding", {}).get("x", {}).get("axis", {}).get("values", [])
        ]
        assert ticks and all(tick["date"] == 1 for tick in ticks)
        rules = [
            row for rows in spec["datasets"].values() for row in rows if list(row) == ["month"]
        ]
        assert {row["month"] for row in rules} == {"2031-06-23"}
    shown = texts(to_svg(stock_fan(outcome).to_dict()))
    assert "now, Jun 2031" in shown and any(
        text.startswith("Jan 20") or text == "Jul 2031" for text in shown
    )


def test_weeks_are_told_as_weeks():
    """In the headline, in the tables of the page, in rows and in what is kept of a run."""
    from materiel import answer as kept
    from materiel.show.cli.answer_text import outcome_text
    from materiel.show.report import render_report
    from materiel.show.tables import fan_rows
    from materiel.show.words import headline

    outcome = in_weeks(ANSWER.outcome)
    assert "about the week of 7 June 2032" in headline(outcome)[1]
    assert "week of parity        2032-06-07" in outcome_text(outcome)
    assert fan_rows(outcome)[1]["week"] == "2031-06-09"
    page = render_report(replace(ANSWER, outcome=outcome))
    assert '<th scope="col">Week</th>' in page and "week by week" in page
    assert '<th scope="row">9 Jun 2031</th>' in page

    again = kept._outcome(json.loads(json.dumps(kept._outcome_fields(outcome))), "head")
    assert again.step == "week" and again.fan("stock").steps == outcome.fan("stock").steps


def in_weeks(outcome):
    """The same numbers, called by weeks."""
    first = first_step(outcome.as_of, "week")
    fans = []
    for fan in outcome.fans:
        steps = tuple(step_text(first + n, "week") for n in range(len(fan.steps)))
        fans.append(replace(fan, steps=steps, unit=fan.unit.replace("/month", "/week")))
    parity = replace(outcome.parity, low="2032-03-01", median="2032-06-07", high="2032-11-01")
    return replace(outcome, step="week", fans=tuple(fans), parity=parity)


def test_coverage_shows_where_supply_equals_demand():
    assert "100 %: supply = demand" in texts(to_svg(coverage_fan(ANSWER.outcome).to_dict()))


def test_single_runs_are_the_runs_themselves():
    spec = single_runs(ANSWER.outcome, "stock").to_dict()
    rows = spec["datasets"]["runs"]
    fan = ANSWER.outcome.fan("stock")
    assert len(rows) == fan.sample.size
    assert rows[0]["value"] == pytest.approx(fan.sample[0, 0], rel=1e-3)


def test_values_in_a_specification_are_rounded():
    for row in stock_fan(ANSWER.outcome).to_dict()["datasets"]["fan"]:
        for value in (row["q10"], row["q50"]):
            assert value == float(f"{value:.4g}")


def test_numbers_that_are_not_finite_leave_a_gap():
    fan = ANSWER.outcome.fan("coverage")
    values = fan.values.copy()
    values[:, 3] = np.inf
    values[:, -1] = np.nan
    outcome = replace(ANSWER.outcome, fans=(replace(fan, values=values),))
    spec = coverage_fan(outcome).to_dict()
    assert spec["datasets"]["fan"][3]["q50"] is None
    assert to_svg(spec).startswith("<svg")


def test_stated_figures_show_only_what_is_dated_and_comparable():
    spec = stated_figures(ANSWER.claims).to_dict()
    assert stated_figures(ANSWER.claims[2:3]) is None
    shown = texts(to_svg(spec))
    assert any("production, pieces per month" in text for text in shown)
    assert "NL artillery ≈ 500" in shown and "actual" in shown


def test_a_crowd_of_stated_figures_is_thinned_to_the_latest_and_says_so():
    claim = next(c for c in ANSWER.claims if c.has_number and c.date_to and c.unit)
    crowd = [
        replace(claim, date_from=None, date_to=str(2000 + k % 12), low=float(k), high=float(k))
        for k in range(500)
    ]
    spec = stated_figures(crowd).to_dict()
    assert spec["title"]["text"] == f"What was said: the latest {MAX_POINTS} of 500 dated figures"
    years = {row["last"][:4] for row in next(iter(spec["datasets"].values()))}
    assert years == {"2010", "2011"}
    assert len(to_svg(spec)) < 100_000


def test_no_label_of_a_stated_figure_stands_on_the_line_of_another():
    base = next(c for c in ANSWER.claims if c.has_number and c.date_to and c.unit)
    close = [
        replace(base, date_from="2024", date_to="2024", low=low, high=low, subject=("A" * 18,))
        for low in (100.0, 104.0, 108.0, 112.0, 40.0)
    ]
    points = panels_of(close)[0]
    scales = scales_of(points, WIDE)
    boxes = [box for point in points for box in _marks_of(point, scales)]
    labels = _labels(points, scales)
    found = [row for chart in labels for row in chart.data.values]
    assert 0 < len(found) < len(points)
    for chart in labels:
        place = (chart.mark.dx, chart.mark.dy, chart.mark.align)
        for row in chart.data.values:
            point = next(p for p in points if p.value == row["value"])
            box = _box(point, place, len(row["label"]) * 6.1, scales)
            assert not any(_overlap(box, other) for other in boxes)


def test_a_mark_of_a_stated_figure_leads_to_its_quote():
    svg = inline_svg(to_svg(stated_figures(ANSWER.claims).to_dict()), "stated", "Stated")
    links = set(re.findall(r'href="([^"]*)"', svg))
    assert f"#quote-{ANSWER.claims[0].id}" in links
    assert all(link.startswith("#quote-") for link in links)


def test_ids_of_two_charts_in_a_page_differ():
    svg = to_svg(stock_fan(ANSWER.outcome).to_dict())
    one, two = (set(re.findall(r' id="([^"]+)"', inline_svg(svg, name, ""))) for name in "ab")
    assert one and not one & two


HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 onload="alert(1)"><script>alert(1)</script><foreignObject><b/></foreignObject>
 <a xlink:href="javascript:alert(1)"><rect style="fill:url(http://x)" fill="url(http://x)"/></a>
 <image href="http://x/"/><text onclick="alert(1)">&lt;script&gt;</text></svg>"""


def test_only_shapes_and_text_get_into_a_page():
    clean = inline_svg(HOSTILE, "x", '"><script>')
    for bad in (
        "<script",
        "onload",
        "onclick",
        "javascript",
        "http://x",
        "foreignObject",
        "<image",
    ):
        assert bad not in clean
    assert "&lt;script&gt;" in clean


def test_a_png_is_opaque():
    png = to_png(stock_fan(ANSWER.outcome).to_dict(), scale=1)
    assert png.startswith(b"\x89PNG")
    assert stock_fan(ANSWER.outcome).to_dict()["config"]["background"] == "#ffffff"


def test_a_month_without_demand_does_not_flatten_the_rest():
    fan = ANSWER.outcome.fan("coverage")
    values = fan.values.copy()
    values[:, 5] = 1e6
    outcome = replace(ANSWER.outcome, fans=(replace(fan, values=values),))
    spec = coverage_fan(outcome).to_dict()
    assert {scale["domain"][1] for scale in domains_of(spec, "y")} == {5.0}
    assert "% of demand, cut at 500%" in texts(to_svg(spec))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.json", "/etc/hostname", "file:///etc/hostname"]
)
def test_a_specification_that_names_an_address_is_refused(address):
    spec = {"data": {"url": address}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ValueError, match="not allowed"):
        to_svg(spec)

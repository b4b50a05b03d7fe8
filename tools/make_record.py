"""Writes docs/record.md: what the model says where the record has come in since."""

import csv
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from materiel.scenario import load_scenario  # noqa: E402
from materiel.simulate import simulate  # noqa: E402
from materiel.simulate.compile import compile_network  # noqa: E402
from materiel.simulate.draw import Drawer  # noqa: E402
from materiel.simulate.run import run_chunk  # noqa: E402

RACE = ROOT / "examples" / "race-of-logistics"
RUNS, SEED = 4000, 1
SAID = (12.0, 28.0)  # months, NATO's Secretary General, 13 February 2023
SAID_ADDRESS = "https://pledgetimes.com/ammunition-consumption-in-ukraine-exceeded-production-in-nato-countries/"


def rows(name: str) -> list[dict[str, str]]:
    """A table of the record."""
    with (RACE / "record" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def waiting_time() -> dict[str, float]:
    """Waiting time of a new order, month by month, in the market of 2022. [month]"""
    scenario = load_scenario(RACE / "waiting-time")
    wait = simulate(scenario, runs=1).fan("lead_time").sample[0]
    return dict(zip(scenario.months, wait.tolist(), strict=True))


@dataclass(frozen=True)
class Replaced:
    """One row: what the model says, at both ends of its inputs, and what was published."""

    row: dict[str, str]
    low: float  # years
    high: float

    @property
    def agrees(self) -> bool | None:
        """Whether it is the published number, rounded as that is; None where nothing was published.

        Half a year is rounding; a hedged number ("about") has 10 % (docs/model.md, rule C1).
        """
        if not self.row["published_years"]:
            return None
        published = float(self.row["published_years"])
        if self.row["published_as"] == "more than":
            return self.high > published
        slack = max(0.5, 0.1 * published * (self.row["published_as"] == "about"))
        return self.low - slack <= published <= self.high + slack


def replenishment() -> list[Replaced]:
    """Years until an order of the whole quantity is delivered, each row a run of the engine."""
    found = []
    for row in rows("replenishment.csv"):
        least = {"quantity": row["quantity_low"], "rate_per_year": row["rate_high"]}
        high = _years(row)
        low = _years(row | {name: value for name, value in least.items() if value})
        found.append(Replaced(row, low, high))
    return found


def _years(row: dict[str, str]) -> float:
    """One line and one order; the last month counts as far as it was needed."""
    used = float(row["used_per_year"] or 0)
    quantity, rate = float(row["quantity"]), (float(row["rate_per_year"]) - used) / 12
    lead = round(12 * float(row["lead_years"]))
    # A run has at most fifty years: where a century is needed, a month of the run stands for several.
    pace = 1 if lead or row["rate_full_per_year"] else -(-quantity // (rate * 300))
    full = (float(row["rate_full_per_year"]) - used) / 12 if row["rate_full_per_year"] else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, quantity, rate * pace, lead, full, row["ramp_years"])
        backlog = simulate(load_scenario(folder), runs=1).fan("backlog").sample[0]
    assert backlog[-1] == 0, row["id"]
    done = int((backlog > 0).sum())  # whole months with pieces still open at their end
    made = backlog[done - 2] - backlog[done - 1]
    return float((done + backlog[done - 1] / made) / 12 * pace)


def _write(
    folder: Path, quantity: float, rate: float, lead: int, rate_full: float | None, years: str
) -> None:
    """The smallest scenario with a line that begins after the lead time."""
    (folder / "scenario.toml").write_text(
        'format = 1\nname = "years"\ntitle = "Years to replace"\nstart = "2024-01"\n'
        'end = "2049-12"\nas_of = "2024-01"\n[focus]\nholder = "A"\nitem = "general"\n'
        '[assumptions]\nrow = "A row of the record."\n',
        encoding="utf-8",
    )
    begin = f"{2024 + lead // 12}-{lead % 12 + 1:02d}"
    full = ",," if rate_full is None else f"{rate_full!r},{begin},{float(years) * 12!r}"
    tables = {
        "actors": "id,name,kind\nA,A,state\n",
        "items": "id,name,unit\ngeneral,Pieces,piece\n",
        "stocks": "id,holder,item,opening,floor,unit,source\ns,A,general,0,0,piece,assumption: row\n",
        "lines": "id,actor,item,rate_start,rate_full,ramp_start,ramp_months,holder,unit,source\n"
        f"l,A,general,series: rate,{full},A,piece/month,assumption: row\n",
        "orders": "id,buyer,line,quantity,unit,placed,priority,source\n"
        f"o,A,l,{quantity!r},piece,2024-01,1,assumption: row\n",
        "series": "id,series,month,value,unit,source\n"
        + ("a,rate,2024-01,0,piece/month,assumption: row\n" if lead else "")
        + f"b,rate,{begin},{rate!r},piece/month,assumption: row\n",
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Compared:
    """A reported number and what runs from January 2023 said of it."""

    row: dict[str, str]
    low: float
    median: float
    high: float
    rank: float  # share of the runs below the reported number

    @property
    def inside(self) -> bool:
        """Whether the 80 % band holds it."""
        return self.low <= float(self.row["reported"]) <= self.high


def january_2023(runs: int = RUNS) -> list[Compared]:
    """The scenario of January 2023 against what was reported since."""
    scenario = load_scenario(RACE / "january-2023")
    network = compile_network(scenario)
    draws = Drawer(SEED, scenario.parameters).take(runs)
    output, landed = [], []

    def watch(month, state, flows):
        output.append(state.output.copy())
        landed.append(flows.transfers.landed.copy())

    run_chunk(network, draws, runs, watch)
    lines = [row.id for row in scenario.lines]
    transfers = [row.id for row in scenario.transfers]
    found = []
    for row in rows("reported.csv"):
        kind, _, name = row["measure"].partition(":")
        until = scenario.months.index(row["month"])
        if kind == "line":
            values = output[until][lines.index(name)]
        else:
            since = scenario.months.index("2023-03")
            values = np.sum([m[transfers.index(name)] for m in landed[since : until + 1]], axis=0)
        low, median, high = np.quantile(values, (0.1, 0.5, 0.9))
        rank = float((values < float(row["reported"])).mean())
        found.append(Compared(row, float(low), float(median), float(high), rank))
    return found


def totals(runs: int = RUNS // 2) -> list[Compared]:
    """What Ukraine received in a year in the reference scenario, against a study that it does not use."""
    scenario = load_scenario(RACE / "scenario")
    network = compile_network(scenario)
    supply = []

    def watch(month, state, flows):
        supply.append(flows.focus.rows["supply"][0].copy())

    run_chunk(network, Drawer(SEED, scenario.parameters).take(runs), runs, watch)
    found = []
    for row in rows("totals.csv"):
        first = scenario.months.index(f"{row['year']}-01")
        values = np.sum(supply[first : first + 12], axis=0)
        low, median, high = (float(q) for q in np.quantile(values, (0.1, 0.5, 0.9)))
        rank = float((values < float(row["reported"])).mean())
        found.append(Compared(row, low, median, high, rank))
    return found


def page() -> str:
    """docs/record.md."""
    parts = [_HEAD, _waiting_part(), _replenishment_part(), _january_part(), _totals_part()]
    return "\n".join(parts)


_HEAD = """# The record

Where the model meets what has come in since. `make record` writes this page; the numbers come from `examples/race-of-logistics`
(`waiting-time`, `record`, `january-2023`), each with its address there. Nothing was fitted to what is compared.
"""


def _waiting_part() -> str:
    wait = waiting_time()
    shown = ("2022-01", "2022-06", "2022-09", "2022-12", "2023-01", "2023-02", "2023-03", "2023-06")
    lines = [f"| {month} | {wait[month]:.1f} |" for month in shown]
    error = wait["2023-02"] / SAID[1] - 1
    return f"""## From 12 to 28 months

In February 2023 NATO's Secretary General said that the wait for large-calibre ammunition had gone from {SAID[0]:.0f} to {SAID[1]:.0f} months
([page]({SAID_ADDRESS})). In the model the wait is a result (rule I4): one queue of a year's output in front of makers of 39,400 shells a
month, usual orders that go on, what the United States gave ordered again when it was given (1,074,000 by early January 2023), and
capacity that rises to 56,067 a month by March 2023.

| month | waiting time of a new order, months |
| --- | --- |
{chr(10).join(lines)}

In February 2023 it is {wait["2023-02"]:.1f} months, {100 * error:+.0f} % of what was said. The 12 at the beginning is put in; the rest comes out. What
Europe gave and ordered again is left out, for no public number was found, and would lengthen the queue; output is taken at the
stated capacity, which shortens it.
"""


def _replenishment_part() -> str:
    told = {True: "yes", False: "**no**", None: "–"}
    lines = []
    for found in replenishment():
        row = found.row
        said = f"{row['published_as']} {row['published_years']}".strip() or "–"
        ends = dict.fromkeys(f"{years:.1f}" for years in (found.low, found.high))
        pages = " ".join(f"[{n}]({a})" for n, a in enumerate(row["addresses"].split(), 1))
        lines.append(
            f"| {row['item']} | {row['basis']} | {row['told']} | {' to '.join(ends)} | {said} | {told[found.agrees]} | {pages} |"
        )
    without = [
        f"| {row['item']} | {row['published_years']} | {row['missing']} | [page]({row['address']}) |"
        for row in rows("without-inputs.csv")
    ]
    judged = [found for found in replenishment() if found.agrees is not None]
    agree = sum(bool(found.agrees) for found in judged)
    return f"""## Years to replace

One order of the whole quantity in front of one line, after the lead time. "own inputs": quantity and rate stand on the page
that publishes the time. "inputs of other pages": they are put together from several. The rest gives inputs and no time. Where pages give a
range, the model is asked at both ends. A time agrees when it lies within them, to half a year or, where the page says "about", to 10 % (rule C1).

| what | basis | told | model, years | published | agrees | pages |
| --- | --- | --- | --- | --- | --- | --- |
{chr(10).join(lines)}

{agree} of {len(judged)} comparisons agree. The published times were known when pages for missing inputs were sought. What to know of them:

- THAAD, "three to eight years": 150 at the 11 bought last year would take 13.6 years. The eight are the lower estimate of what was
  fired, 100, at the 12 of this year; the three are the line's 96 a year after the next delivery. So the page counts the fewest pieces, and it is no
  matter of our formula.
- 155 mm at the surge rate, "up to five years": the page does not say which rate that is, so both that were public are asked. The army's next step,
  20,000 a month by spring, gives 5.5 years; its plan, 36,000 a month within three years, 4.4, and with training taken off 5.4. So the rate is to
  blame, which is our choice and not on the page; at a steady 22,400 a month it would be five. By rule C1 alone "up to five" would allow 4.4, as
  it would allow one year; here the bound has to be met, so that the plan counts as a miss. At the recent rate the seven years leave training out, as
  their page says.
- Javelin: seven years are the 7,000 given by May, when they were [first said](https://islamtimes.com/en/news/993262/congressman-us-running-low-on-weapons-as-it-arms-ukraine); of the 8,500 of autumn
  they would be eight and a half.
- Germany: the study prints years and stocks. Orders between February 2022 and the study (two and a half years) are put together from the news
  of each order; counted from mid-2024 their pace gives 2038, 2066 and 2121, as its figure does.
- Patriot: 402 at 600 a year are eight months; "more than two years" needs the two years to the first missile.

Published times, and quantities, for which no page read gives the rest:

| what | published, years | what is missing | page |
| --- | --- | --- | --- |
{chr(10).join(without)}
"""


def _january_part() -> str:
    lines = []
    compared = january_2023()
    for found in compared:
        row = found.row
        inside = "inside" if found.inside else "**outside**"
        lines.append(
            f"| {row['what']} | [{float(row['reported']):,.0f}]({row['address']}) | {found.low:,.0f} | {found.median:,.0f} | "
            f"{found.high:,.0f} | {100 * found.rank:.0f} % | {inside} |"
        )
    misses = [found for found in compared if not found.inside]
    missed = (
        "It misses " + " and ".join(found.row["what"] for found in misses) + "."
        if misses
        else "All three lie inside."
    )
    return f"""## Started in January 2023

`january-2023` holds only what was public by the end of that month. {RUNS:,} runs, seed {SEED}.

| what | reported | 10 % | median | 90 % | runs below | 80 % band |
| --- | --- | --- | --- | --- | --- | --- |
{chr(10).join(lines)}

{missed} The bands of American output rest on two stated goals (36,000 in three years, 90,000 in two) and the rule that goals slip.
That of European deliveries rests on an assumption: no page of January 2023 gave Europe's output or giving, and the pledge of a
million rounds came two months later; the band is as wide as that ignorance, and that it holds the number says little. Medians lie
below or above what came: see the column of runs below.
"""


def _totals_part() -> str:
    lines = []
    for found in totals():
        row = found.row
        inside = "inside" if found.inside else "**outside**"
        lines.append(
            f"| {row['year']} | [{float(row['reported']):,.0f}]({row['address']}) | {found.low:,.0f} | "
            f"{found.median:,.0f} | {found.high:,.0f} | {inside} |"
        )
    return f"""## The reference scenario against totals that it does not use

`scenario` takes in what single states and offices told up to February 2026, so this is no forecast: it asks whether the parts add up to
the whole. A study gives what the United States and Europe handed over in a year; the model adds some thousands from elsewhere.
{RUNS // 2:,} runs, seed {SEED}.

| year | reported | 10 % | median | 90 % | 80 % band |
| --- | --- | --- | --- | --- | --- |
{chr(10).join(lines)}
"""


def main() -> int:
    """Write the page."""
    target = ROOT / "docs" / "record.md"
    target.write_text(page(), encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

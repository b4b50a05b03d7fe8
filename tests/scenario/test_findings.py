"""Each thing that can be wrong with a scenario, and the words that tell it."""

from pathlib import Path

import pytest
from scenario_builder import write_scenario

from materiel.core.errors import ScenarioError
from materiel.scenario import check_scenario, load_scenario

LINE = {"rate_start": 5, "rate_full": 9, "ramp_start": "2024-02", "ramp_months": 6}
PAID = {"fund": "funds-1", "price": 3, "currency": "EUR"}
FUND = {"funds": [{}]}
PARTS = [{"id": "ammunition.shell"}, {"id": "electronics.radar"}]
ALLIED = [{"id": "A"}, {"id": "B"}, {"id": "D", "kind": "alliance"}]
SHARES = [  # what is lost and what is damaged, changing in turn
    {"series": name, "unit": "share", "month": f"2024-{month:02}", "value": value}
    for name, month, value in [("a", 1, 0.2), ("a", 5, 0.7), ("b", 3, 0.5), ("b", 7, 0.1)]
]


def findings(folder: Path, **parts) -> list[str]:
    """What `materiel scenario check` would print."""
    parts.setdefault("stocks", [{}])
    parts.setdefault("demands", [{}])
    return [str(finding) for finding in check_scenario(write_scenario(folder, **parts))]


def test_a_sound_scenario_has_none(tmp_path):
    assert findings(tmp_path, lines=[LINE], orders=[PAID], **FUND) == []


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        # numbers
        ({"lines": [{"rate_start": "NaN"}]}, "error: lines.csv:2: rate_start: 'NaN' is not a number. Write digits, or a distribution such as uniform(24, 36)"),
        ({"lines": [{"rate_start": "inf"}]}, "error: lines.csv:2: rate_start: 'inf' is not a number. Write digits, or a distribution such as uniform(24, 36)"),
        ({"lines": [{"rate_start": "1e999"}]}, "error: lines.csv:2: rate_start: '1e999' is not finite. Write a number that a report states"),
        ({"lines": [{"rate_start": "-5"}]}, "error: lines.csv:2: rate_start: '-5' is negative. Write 0 or more"),
        ({"lines": [{"rate_start": "28,000"}]}, "error: lines.csv:2: rate_start: '28,000' is not a number. Write digits without separators: 28000"),
        ({"lines": [{"rate_start": "uniform(36, 24)"}]}, "error: lines.csv:2: rate_start: 'uniform(36, 24)' is out of order. Write uniform(low, high), smallest first"),
        ({"lines": [{"rate_start": "uniform(24)"}]}, "error: lines.csv:2: rate_start: 'uniform(24)' has 1 numbers. Write uniform(low, high)"),
        ({"lines": [{"rate_start": "normal(1, 2)"}]}, "error: lines.csv:2: rate_start: 'normal(1, 2)' is no known distribution. Write a number or one of uniform(low, high), triangular(low, mode, high), pert(low, mode, high), lognormal(p10, p90), beta(a, b, low, high), empirical(value, value, …)"),
        ({"lines": [{"rate_start": "lognormal(0, 2)"}]}, "error: lines.csv:2: rate_start: 'lognormal(0, 2)' starts at 0, where a lognormal has no mass. Write p10 above 0"),
        ({"lines": [{"rate_start": "2e12"}]}, "error: lines.csv:2: rate_start: '2e12' is above 1e+12, the most that is accepted"),
        ({"lines": [{"rate_start": "lognormal(1, 1e12)"}]}, "error: lines.csv:2: rate_start: 'lognormal(1, 1e12)' is above 1e+12, the most that is accepted"),
        ({"permissions": [{"probability": 70}]}, "error: permissions.csv:2: probability: '70' is not between 0 and 1. Divide percent by 100: 0.7"),
        ({"permissions": [{"probability": "uniform(0.5, 1.5)"}]}, "error: permissions.csv:2: probability: 'uniform(0.5, 1.5)' is not between 0 and 1"),
        ({"permissions": [{"probability": "lognormal(0.1, 0.2)"}]}, "error: permissions.csv:2: probability: 'lognormal(0.1, 0.2)': a lognormal can exceed 1. Write uniform, triangular or pert"),
        ({"orders": [{"priority": 0}], "lines": [{}]}, "error: orders.csv:2: priority: '0' is not a whole number from 1 to 1000000"),
        # units
        ({"lines": [{"rate_start": 25000, "unit": "piece/year"}]}, "error: lines.csv:2: unit 'piece/year' of rate_start; expected 'piece/month'. Divide by 12: 2083.33"),
        ({"lines": [{"rate_start": "uniform(7, 14)", "unit": "piece/week"}]}, "error: lines.csv:2: unit 'piece/week' of rate_start; expected 'piece/month'. Multiply by 4.34813: uniform(30.44, 60.87)"),
        ({"lines": [{"unit": "tonne"}]}, "error: lines.csv:2: unit 'tonne' of rate_start; expected 'piece/month'. Write the number in 'piece/month'"),
        ({"stocks": [{"unit": ""}]}, "error: stocks.csv:2: unit is blank; expected 'piece'"),
        ({"lines": [{"unit": "pieces/month"}]}, "error: lines.csv:2: unit 'pieces/month' of rate_start; expected 'piece/month'. Write the unit so: 10"),
        ({"transfers": [{"unit": "tonne"}]}, "error: transfers.csv:2: unit 'tonne'; expected 'piece'"),
        ({"items": [{"id": "ammunition.shell", "unit": "kg"}]}, "error: items.csv:2: unit 'kg'; expected 'piece'"),
        # references, ids, texts
        ({"lines": [{"actor": "Z"}]}, "error: lines.csv:2: actor: 'Z' is not an id in actors.csv. Add the row there"),
        ({"stocks": [{"item": "ammunition.shel"}]}, "error: stocks.csv:2: item: 'ammunition.shel' is not an id in items.csv. Add the row there, or write 'ammunition.shell'"),
        ({"stocks": [{"id": "x"}, {"id": "x", "holder": "B"}]}, "error: stocks.csv:3: id 'x' stands in stocks.csv:2 already. Give every row its own"),
        ({"stocks": [{"id": "a/b"}]}, "error: stocks.csv:2: id: 'a/b'; use up to 80 letters, digits, '.', '-' and '_', a letter or digit first"),
        ({"stocks": [{"holder": ""}]}, "error: stocks.csv:2: holder is blank"),
        ({"actors": [{"id": "A", "kind": "king"}, {"id": "B"}]}, "error: actors.csv:2: kind: 'king' is not one of state, company, alliance, programme"),
        ({"actors": [{"id": "A", "country": "Ukr"}, {"id": "B"}]}, "error: actors.csv:2: country: 'Ukr' is not two capital letters of ISO 3166-1"),
        ({"stocks": [{}, {"opening": 5}]}, "error: stocks.csv:3: a second stock of ammunition.shell held by A; the first is stocks.csv:2. Add them up"),
        ({"transfers": [{"giver": "A"}]}, "error: transfers.csv:2: giver and receiver are both A. Name two actors"),
        ({"lines": [{"rate_full": 9}]}, "error: lines.csv:2: ramp_start and ramp_months blank. Fill in rate_full, ramp_start and ramp_months, or none of them for a line without a ramp"),
        # how lines work
        ({"lines": [{"shifts": 4, "shift_return": 1}]}, "error: lines.csv:2: shifts: '4' is above 3, round the clock, the most that is accepted"),
        ({"lines": [{"shifts": 0.5, "shift_return": 1}]}, "error: lines.csv:2: shifts: '0.5': a line works in 1 to 3 shifts. A closed line has rate 0"),
        ({"lines": [{"shifts": 2}]}, "error: lines.csv:2: shift_return is blank: how much of the shift before does one more add? Write 1 for as much"),
        ({"lines": [{"weekend": 1}]}, "error: lines.csv:2: weekend or shift_return without shifts. Fill in shifts, 1 for one shift"),
        ({"lines": [{"learning": 0.8}]}, "error: lines.csv:2: learning and learned need each other. Fill in both, or none of them"),
        ({"lines": [{"learning": 0.3, "learned": 5}]}, "error: lines.csv:2: learning 0.3: below 0.5 the hours of a piece would fall faster than output doubles. Write what is left of them after a doubling, for example 0.85"),
        ({"lines": [{"learning": 0.8, "learned": 0}]}, "error: lines.csv:2: learned may be 0, and nothing doubles from 0. Write at least 1 piece"),
        ({"lines": [{}], "inputs": [{}]}, "error: inputs.csv:2: a cycle of inputs: ammunition.shell needs ammunition.shell. Break it"),
        ({"lines": [{}], "items": [{"id": "ammunition.shell"}, {"id": "propellant"}], "inputs": [{"item": "propellant"}, {"item": "propellant"}]}, "error: inputs.csv:3: a second row of propellant for lines-1; the first is inputs.csv:2. Add them up"),
        ({"lines": [{}], "projects": [{"kind": "licence"}]}, "warning: projects.csv:2: kind licence without a permission: it waits for no agreement"),
        ({"lines": [{}], "projects": [{"cost": 5, "currency": "EUR"}]}, "error: projects.csv:2: cost without a fund: nobody pays it. Name the fund or leave the cost out"),
        ({"lines": [{}], "projects": [{"cost": 5, "currency": "USD", "fund": "funds-1"}], **FUND}, "error: projects.csv:2: cost in USD, but funds.csv:2 is in EUR. Convert the cost to EUR and say the rate in its source"),
        # how pieces move
        ({"transfers": [{"pledged": "2024-05"}]}, "error: transfers.csv:2: pledged 2024-05 is after from 2024-01. Swap them"),
        ({"transfers": [{"refurbish_price": 5, "currency": "EUR"}]}, "error: transfers.csv:2: refurbish_price without a refurbish_fund: nobody pays it. Name the fund or leave the price out"),
        ({"transfers": [{"refurbish_price": 5, "currency": "USD", "refurbish_fund": "funds-1"}], **FUND}, "error: transfers.csv:2: refurbish_price in USD/piece, but funds.csv:2 is in EUR. Convert it"),
        ({"transfers": [{"backfill_ratio": 2}]}, "error: transfers.csv:2: backfill_ratio without backfills. Name the transfer that it makes good"),
        ({"transfers": [{}, {"giver": "C", "backfills": "transfers-1"}]}, "error: transfers.csv:3: backfills transfers-1, whose giver is B, but goes to A. Correct one of them"),
        ({"transfers": [{"backfills": "transfers-2"}, {"giver": "A", "receiver": "B", "backfills": "transfers-1"}]}, "error: transfers.csv:3: a cycle: transfers-2 backfills transfers-1 backfills transfers-2. None of them would begin"),
        ({"transfers": [{"share": 0.5}, {"receiver": "C", "share": 0.4}]}, "error: transfers.csv:2: the shares of what B can spare of ammunition.shell add up to 0.9 (transfers.csv:2, transfers.csv:3). Make them 1"),
        ({"transfers": [{"share": "uniform(0, 1)"}]}, "error: transfers.csv:2: share uniform(0, 1) is a distribution; shares have to add up. Write a number"),
        # repairs, kits, disruptions, iterations, members
        ({"repairs": [{"loss_share": 0.7, "damage_share": 0.4}]}, "error: repairs.csv:2: loss_share and damage_share may add up to 1.1: more than there is. Make them at most 1"),
        ({"repairs": [{}, {"from": "2024-05"}]}, "error: repairs.csv:3: overlaps repairs.csv:2: lost twice. End the one before the other begins"),
        ({"repairs": [{"unit": "piece/year", "capacity": 24}]}, "error: repairs.csv:2: unit 'piece/year' of capacity; expected 'piece/month'. Divide by 12: 2"),
        ({"kits": [{"per_kit": 0}], "items": PARTS}, "error: kits.csv:2: per_kit may be 0. Leave out a part that is not needed"),
        ({"kits": [{}, {}], "items": PARTS}, "error: kits.csv:3: a second row of electronics.radar for ammunition.shell; the first is kits.csv:2. Add them up"),
        ({"kits": [{"part": "ammunition.shell"}]}, "error: kits.csv:2: a cycle of kits: ammunition.shell needs ammunition.shell. Break it"),
        ({"disruptions": [{"kind": "ban"}], "lines": [{}]}, "error: disruptions.csv:2: a ban meets a transfer. Fill in transfer and leave line blank"),
        ({"disruptions": [{"line": ""}]}, "error: disruptions.csv:2: a strike meets a line. Fill in line and leave transfer blank"),
        ({"iterations": [{}, {}]}, "error: iterations.csv:3: a second row of ammunition.shell with A; the first is iterations.csv:2. Keep one"),
        ({"iterations": [{"feedback": 1}]}, "error: iterations.csv:2: feedback may be above 0.95: the next version would take no time. Write less"),
        ({"iterations": [{"cycle_months": 0}]}, "error: iterations.csv:2: cycle_months may be below 0.1. Write what a version takes"),
        ({"stocks": [{}], "series": SHARES, "repairs": [{"loss_share": "series: a", "damage_share": "series: b"}]}, "error: repairs.csv:2: loss_share and damage_share may add up to 1.2 from 2024-05: more than there is. Make them at most 1"),
        ({"lines": []}, "error: lines.csv: no row under the header. Write one, or remove the file"),
        ({"members": [{"alliance": "B"}]}, "error: members.csv:2: B is a state in actors.csv; only an alliance or programme has members"),
        ({"members": [{}, {"from": "2025-01"}], "actors": ALLIED}, "error: members.csv:3: overlaps members.csv:2: a member twice. End the one before the other begins"),
        ({"members": [{"alliance": "D", "member": "D"}], "actors": ALLIED}, "error: members.csv:2: a cycle of members: D belongs to D. Break it"),
        # series
        ({"demands": [{"rate": "series: use"}]}, "error: demands.csv:2: rate: series 'use' is not in series.csv. Add its rows there"),
        ({"demands": [{"rate": "series: path"}], "series": [{"unit": "shift", "value": 2}]}, "error: demands.csv:2: rate: series 'path' is in 'shift'; expected 'piece/month'. Correct series.csv"),
        ({"stocks": [{"opening": "series: path"}], "series": [{}]}, "error: stocks.csv:2: opening: does not change over time here. Write a number or a distribution"),
        ({"demands": [{"rate": "series: path"}], "series": [{}, {}]}, "error: series.csv:3: series 'path' has 2024-01 in series.csv:2 already. Keep one"),
        ({"series": [{}]}, "note: series.csv: no number uses the series 'path'"),
        # distributions
        ({"lines": [{"rate_start": "beta(0, 1, 2, 3)"}]}, "error: lines.csv:2: rate_start: 'beta(0, 1, 2, 3)' has a shape outside 0.01 to 10000. Write beta(a, b, low, high)"),
        ({"lines": [{"rate_start": "empirical(1)"}]}, "error: lines.csv:2: rate_start: 'empirical(1)' has 1 values. Write 2 to 1000"),
        ({"lines": [{"rate_start": "beta(2, 2, 9, 3)"}]}, "error: lines.csv:2: rate_start: 'beta(2, 2, 9, 3)' is out of order. Write beta(a, b, low, high), smallest first"),
        ({"stocks": [{"source": "page: example.org | 5"}]}, "error: stocks.csv:2: source: 'page: example.org | 5' is no source. Write 'quote: FILE | words of the quote', 'page: ADDRESS | what it says', 'forecast: SERIES | DAY | MONTH' or 'assumption: NAME'"),
        # dates
        ({"demands": [{"from": "2024-13"}]}, "error: demands.csv:2: from: '2024-13' is not a month. Write year and month: 2024-07"),
        ({"demands": [{"from": "2024-05-01"}]}, "error: demands.csv:2: from: '2024-05-01' is a day, and this scenario counts in months. Write 2024-05, or step = \"week\" in scenario.toml"),
        ({"demands": [{"from": "2024-05", "to": "2024-03"}]}, "error: demands.csv:2: from 2024-05 is after to 2024-03. Swap them"),
        ({"demands": [{"to": "2024-06"}, {"from": "2024-06"}]}, "error: demands.csv:3: from 2024-06 overlaps demands.csv:2, which ends 2024-06. End the one before the other begins"),
        ({"demands": [{}, {"from": "2024-06"}]}, "error: demands.csv:3: from 2024-06 overlaps demands.csv:2, which ends with the scenario. End the one before the other begins"),
        ({"transfers": [{"from": "2026-01"}]}, "error: transfers.csv:2: from 2026-01 is after the end 2025-12: the row would do nothing. Take it out, or run more months"),
        ({"lines": [{}], "orders": [{"placed": "2026-01"}]}, "error: orders.csv:2: placed 2026-01 is after the end 2025-12: the row would do nothing. Take it out, or run more months"),
        ({"funds": [{"decided_from": "2030-01"}]}, "error: funds.csv:2: decided_from 2030-01 is after the end 2025-12: the row would do nothing. Take it out, or run more months"),
        ({"demands": [{"from": "2020-01", "to": "2023-12"}]}, "error: demands.csv:2: to 2023-12 is before the start 2024-01: the row would do nothing. Take it out, or run more months"),
        ({"lines": [{"rate_full": 9, "ramp_start": "2026-01", "ramp_months": 3}]}, "error: lines.csv:2: ramp_start 2026-01 is after the end 2025-12: the ramp would never begin. Take it out, or run more months"),
        ({"members": [{"to": "2019-12"}], "actors": ALLIED}, "warning: members.csv:2: to 2019-12 is before the start 2024-01: the row would do nothing. Take it out, or run more months"),
        ({"settings": {"start": "2024-99"}}, "error: scenario.toml:4: start: '2024-99' is not a month. Write year and month: 2024-07"),
        ({"settings": {"end": "2023-12"}}, "error: scenario.toml:5: end 2023-12 is before start 2024-01"),
        ({"settings": {"end": "2074-01"}}, "error: scenario.toml:5: 601 months from start to end; at most 600 can be run"),
        ({"settings": {"as_of": "2023-12"}}, "error: scenario.toml:6: as_of 2023-12 is outside 2024-01 to 2025-12"),
        # settings
        ({"settings": {"format": 2}}, "error: scenario.toml:1: format 2; this version reads format 1"),
        ({"settings": {"name": "A B"}}, "error: scenario.toml:2: name 'A B'; use up to 80 of a-z, 0-9, - and _"),
        ({"settings": {"title": ""}}, "error: scenario.toml:3: title is ''; a text in quotation marks is needed"),
        ({"settings": {"titel": "x"}}, "error: scenario.toml:7: unknown key 'titel'. Remove it, or write 'title'"),
        ({"focus": {"holder": "A"}}, "error: scenario.toml: missing key item"),
        ({"focus": {"holder": "Q", "item": "ammunition.shell"}}, "error: scenario.toml: focus.holder 'Q' is not an id in actors.csv. Add the row there"),
        ({"focus": {"holder": "B", "item": "ammunition.shell"}}, "warning: scenario.toml: B has no demand for ammunition.shell in demands.csv; coverage and parity say nothing"),
        ({"assumptions": {"made-up": ""}}, "error: scenario.toml:11: assumption 'made-up' has no text. Say who assumes and why"),
        ({"assumptions": {"made-up": "x", "idle": "y"}}, "note: scenario.toml: no number uses the assumption 'idle'"),
        # sources
        ({"stocks": [{"source": ""}]}, "error: stocks.csv:2: no source for opening, floor. Write 'quote: FILE | words of the quote', 'page: ADDRESS | what it says', 'forecast: SERIES | DAY | MONTH' or 'assumption: NAME'"),
        ({"stocks": [{"source": "I know"}]}, "error: stocks.csv:2: source: 'I know' is no source. Write 'quote: FILE | words of the quote', 'page: ADDRESS | what it says', 'forecast: SERIES | DAY | MONTH' or 'assumption: NAME'"),
        ({"stocks": [{"source": "quote: a.txt"}]}, "error: stocks.csv:2: source: 'quote: a.txt' is no source. Write 'quote: FILE | words of the quote', 'page: ADDRESS | what it says', 'forecast: SERIES | DAY | MONTH' or 'assumption: NAME'"),
        ({"stocks": [{"source": "assumption: mad-up"}]}, "error: stocks.csv:2: source: assumption 'mad-up' is not in scenario.toml. Add it under [assumptions], or write 'made-up'"),
        ({"stocks": [{"floor_source": "x"}]}, "error: stocks.csv:2: floor_source: 'x' is no source. Write 'quote: FILE | words of the quote', 'page: ADDRESS | what it says', 'forecast: SERIES | DAY | MONTH' or 'assumption: NAME'"),
        ({"transfers": [{"quantity_source": "assumption: made-up"}]}, "error: transfers.csv:2: quantity_source stands without a number in quantity"),
        # money
        ({"funds": [{"currency": "EURO"}]}, "error: funds.csv:2: currency 'EURO' is not a code of ISO 4217. Correct it, or write 'EUR'"),
        ({"funds": [{"currency": ""}]}, "error: funds.csv:2: currency is blank. Write a code of ISO 4217, for example EUR"),
        ({"lines": [{}], "orders": [PAID | {"currency": "USD"}], **FUND}, "error: orders.csv:2: price in USD, but funds.csv:2 is in EUR. Convert the price to EUR and say the rate in its source"),
        ({"lines": [{}], "orders": [PAID | {"fund": ""}]}, "error: orders.csv:2: price without a fund: nobody pays it. Name the fund or leave the price out"),
        ({"transfers": [{"fund": "funds-1"}], **FUND}, "note: transfers.csv:2: no price: it waits for the fund 'funds-1' but takes no money from it"),
        ({"stocks": [{"opening": 5, "floor": 9}]}, "warning: stocks.csv:2: floor 9 may be above opening 5; nothing is given away until the stock is above its floor"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path, parts, told):
    assert told in findings(tmp_path, **parts)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("repairs.csv", b"id\n", "error: repairs.csv:1: missing columns holder, item, basis, loss_share, damage_share, capacity, turnaround_months, returned_share, from, unit, source"),
        ("stock.csv", b"id\n", "error: stock.csv: unknown file. Move it out of the folder, or write 'stocks.csv'"),
        ("notes.txt", b"x", "error: notes.txt: unknown file. Move it out of the folder"),
        ("lines.csv", b"", "error: lines.csv: empty. Write the header id,actor,item,rate_start,holder,unit,source and a row"),
        ("lines.csv", b"id,actor\n", "error: lines.csv:1: missing columns item, rate_start, holder, unit, source"),
        ("stocks.csv", b"id,holder,item,opening,floor,unit,source,colour\n", "error: stocks.csv:1: unknown column 'colour'. Remove it"),
        ("stocks.csv", b"id,holder,item,opening,floor,unit,source,id\n", "error: stocks.csv:1: column 'id' stands 2 times. Keep one"),
        ("stocks.csv", b"id,holder,item,opening,floor,unit,source,\n", "error: stocks.csv:1: a column without a name. Name it or remove it"),
        ("stocks.csv", b"id,holder,item,opening,floor,unit,source\nx,A\n", "error: stocks.csv:2: 2 cells under 7 columns. Quote cells that hold commas"),
        ("stocks.csv", b"id,holder\nx,\"A\"B\n", "error: stocks.csv:2: is not CSV: ',' expected after '\"'. Quote cells that hold commas or quotation marks"),
        ("stocks.csv", b"id\n\xff\n", "error: stocks.csv:2: byte 0xff is not UTF-8. Save the file as UTF-8"),
        ("stocks.csv", b"id\na\0b\n", "error: stocks.csv:2: holds a NUL byte. Save it as plain text"),
        ("scenario.toml", b"format = ", "error: scenario.toml: is not TOML: Invalid value (at end of document)"),
        ("scenario.toml", b"\0", "error: scenario.toml:1: holds a NUL byte. Save it as plain text"),
        ("scenario.toml", b"focus = 3\n", "error: scenario.toml:1: focus is not a section. Write [focus]"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used_are_told(tmp_path, name, content, told):
    findings(tmp_path)
    (tmp_path / name).write_bytes(content)

    assert told in [str(finding) for finding in check_scenario(tmp_path)]


def test_what_cannot_be_read_brings_no_findings_of_rows(tmp_path):
    write_scenario(tmp_path, stocks=[{}], demands=[{"from": "2024-02"}])
    assert check_scenario(tmp_path) == []
    (tmp_path / "scenario.toml").write_text("format = [\n")

    assert len(check_scenario(tmp_path)) == 1


def test_a_folder_in_the_place_of_a_table_is_told(tmp_path):
    findings(tmp_path)
    (tmp_path / "lines.csv").mkdir()

    told = [str(finding) for finding in check_scenario(tmp_path)]
    assert told == ["error: lines.csv: cannot be read: it is not a file"]


def test_an_empty_folder_lists_what_it_needs(tmp_path):
    assert [str(finding) for finding in check_scenario(tmp_path)] == [
        "error: scenario.toml: missing. Write it with format = 1, name, title, start, end, as_of and [focus]",
        "error: actors.csv: missing. Write it with the columns id,name,kind",
        "error: items.csv: missing. Write it with the columns id,name,unit",
    ]


def test_a_scenario_without_stocks_and_demands_is_told(tmp_path):
    told = [str(finding) for finding in check_scenario(write_scenario(tmp_path))]

    assert "error: scenario.toml: neither stocks.csv nor demands.csv has a row. Write at least one of them" in told  # fmt: skip


def test_all_findings_come_at_once_in_the_order_of_files_and_lines(tmp_path):
    parts = {
        "settings": {"format": 3},
        "stocks": [{"opening": "x"}, {"holder": "Z"}],
        "lines": [{"rate_start": -1, "actor": "Q"}],
    }
    places = [told.split(": ")[1] for told in findings(tmp_path, **parts)]

    assert places[:5] == ["scenario.toml:1", "stocks.csv:2", "stocks.csv:3", "lines.csv:2", "lines.csv:2"]  # fmt: skip


def test_loading_tells_the_first_finding_and_how_many_more_in_three_lines(tmp_path):
    write_scenario(
        tmp_path, stocks=[{"opening": "x"}], demands=[{}], lines=[{"unit": "piece/year"}]
    )

    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path)
    assert str(caught.value).splitlines() == [
        "opening: 'x' is not a number. Write digits, or a distribution such as uniform(24, 36) (1 more)",
        f"  where: {tmp_path}/stocks.csv:2",
        f"  do: materiel scenario check {tmp_path} lists all.",
    ]
    assert len(caught.value.findings) == 2
    assert caught.value.exit_code == 2


def test_a_quoted_cell_over_two_lines_does_not_shift_the_numbers(tmp_path):
    folder = write_scenario(
        tmp_path,
        demands=[{}],
        stocks=[{"source": "quote: a.txt | two\nlines"}, {"holder": "B", "opening": "x"}],
    )

    assert check_scenario(folder)[0].source == "stocks.csv:4"


def test_long_chains_of_rows_are_no_cycles(tmp_path):
    """Thousands of swaps and kits that lead on to each other; no check looks at every pair."""
    n = 2000
    swaps = [{"giver": "BA"[i % 2], "receiver": "AB"[i % 2]} for i in range(n)]
    for i in range(1, n):
        swaps[i]["backfills"] = f"transfers-{i}"
    kits = [{"kit": f"general.k{i}", "part": f"general.k{i + 1}"} for i in range(n - 1)]
    members = [{"from": "2024-01", "to": "2024-01"} for _ in range(n)]
    actors = [*ALLIED, {"id": "C"}]
    folder = write_scenario(
        tmp_path,
        demands=[{}],
        actors=actors,
        items=[{"id": "ammunition.shell"}, *({"id": f"general.k{i}"} for i in range(n))],
        transfers=swaps,
        kits=kits,
        members=members,
    )

    told = [str(finding) for finding in check_scenario(folder) if "overlaps" not in str(finding)]

    assert told == []

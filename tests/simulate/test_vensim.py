"""The exported model, run by somebody else's engine."""

from pathlib import Path

import numpy as np
import pytest
from scenario_builder import small_scenario

from materiel.scenario import load_scenario
from materiel.simulate import simulate
from materiel.simulate.vensim import export_vensim

EXAMPLES = Path(__file__).parents[2] / "examples"
NETWORK = {
    "stocks": [
        {"opening": "uniform(20, 90)"},
        {"holder": "B", "opening": 300, "floor": "uniform(20, 60)"},
    ],
    "demands": [
        {"rate": "uniform(20, 60)", "to": "2024-09"},
        {"rate": "series: path", "from": "2024-10"},
    ],
    "lines": [
        {"rate_start": 5, "rate_full": 30, "ramp_start": "2024-03", "ramp_months": 7, "shifts": 2, "shift_return": 0.8, "learning": 0.9, "learned": 90},
        {"rate_start": "lognormal(2, 9)", "holder": "B"},
    ],
    "projects": [{"line": "lines-2", "adds": 12, "build_months": "uniform(3, 9)", "ramp_months": 4}],
    "orders": [
        {"quantity": 150, "placed": "2024-03", "priority": 2},
        {"quantity": "uniform(20, 60)", "buyer": "C", "placed": "2024-02"},
        {"quantity": 40, "line": "lines-2", "placed": "2023-05"},
    ],
    "transfers": [
        {"rate": "series: path", "quantity": 170, "delay_months": 3, "contract_months": 2},
        {"rate": 9, "receiver": "C", "permission": "permissions-1"},
        {"rate": 4, "giver": "C", "receiver": "A", "delay_months": "uniform(0, 5)"},
    ],
    "permissions": [{"decided_from": "2024-04", "delay_months": 1.5, "probability": 0.99}],
    "series": [{"series": "path", "month": m, "value": v} for m, v in (("2024-01", "uniform(9, 14)"), ("2024-08", 25))],
}  # fmt: skip


def run_by_pysd(text, folder):
    """What PySD gives, month by month."""
    pysd = pytest.importorskip("pysd")
    file = folder / "model.mdl"
    file.write_text(text, encoding="utf-8")
    return pysd.read_vensim(str(file)).run()


def test_pysd_gives_the_run(tmp_path):
    """To 1e-9, in every month: stocks, queues, delays, floors and gates."""
    scenario = small_scenario(**NETWORK)
    text, left_out = export_vensim(scenario, seed=3)

    found = run_by_pysd(text, tmp_path)

    assert left_out == []
    outcome = simulate(scenario, runs=1, seed=3)
    focus = " 0 A ammunition shell"
    for fan, name in (("supply", "arrivals"), ("demand", "demand"), ("unmet", "unmet")):
        np.testing.assert_allclose(
            found[name + focus], outcome.fan(fan).sample[0], rtol=1e-9, atol=1e-9, err_msg=fan
        )
    # A stock in Vensim is that of the beginning of a month, ours that of its end.
    np.testing.assert_allclose(
        found["stock" + focus].iloc[1:], outcome.fan("stock").sample[0][:-1], rtol=1e-9, atol=1e-9
    )
    opened = [column for column in found if column.startswith(("open ", "placed ", "served "))]
    assert len(opened) == 9


def test_what_vensim_does_not_have_is_named():
    """Nothing is left out without a word."""
    _, left_out = export_vensim(load_scenario(EXAMPLES / "race-of-logistics" / "scenario"))

    told = " ".join(left_out)
    for word in ("repairs", "kits", "inputs", "iterations", "funds", "refurbishment", "swaps"):
        assert word in told

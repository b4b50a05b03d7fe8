"""Textbook cases of stocks that are kept at a level, with the numbers that the books print.

In the books what cannot be met waits; here it is lost (rule S3). So the runs have `MORE` pieces on top
of the book's level, with which nothing is ever short: what the book calls the inventory level is the
stock less `MORE`, and below zero it is the book's backorders.

Books: L. V. Snyder and Z.-J. M. Shen, Fundamentals of Supply Chain Theory, 2nd ed., Wiley 2019, section
4.3, pp. 89-113 (pages: https://opac.iimbg.ac.in/cgi-bin/koha/opac-ISBDdetail.pl?biblionumber=2545).
Examples 4.1, 4.3, 4.4 as the authors' package prints them, without the page of each:
https://github.com/LarrySnyder/stockpyl, tests/test_newsvendor.py.
W. J. Hopp and M. L. Spearman, Factory Physics, section 2.4.2, as
http://nicky.vanforeest.com/inventorySystems/baseStock/baseStock.html prints it; no page is given there.
G. Cachon and C. Terwiesch, Matching Supply with Demand, chapter on the order-up-to model; exercises as
http://www.expertsmind.com/library/use-the-order-up-to-model-to-control-inventory-51428666.aspx and
http://www.solutioninn.com/schmears-inc-is-a-catalog-retailer-of-mens-shirts-daily print them, without pages.
"""

import numpy as np
import pytest
from scenario_builder import small_scenario
from scipy import stats

from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.run import run_chunk

MORE = 1000
HOLDING, SHORT = 0.18, 0.70  # the books' money a piece and period, on hand and missing
RUNS, WARM = 4000, 8  # months until nothing of the beginning is left


def as_noise(distribution):
    """A distribution as a thousand values, each as likely."""
    values = distribution.ppf((np.arange(1000) + 0.5) / 1000)
    return f"empirical({', '.join(f'{value:.9g}' for value in values)})"


def levels(level, *, demand, lead, runs=RUNS):
    """The book's inventory level, and what is on order, at the end of each month. [piece; month, run]"""
    scenario = small_scenario(
        stocks=[{"opening": MORE + level}],
        demands=[{"rate": 1, "noise": as_noise(demand)}],
        lines=[{"holder": "C", "rate_start": 9999}],
        restocks=[{"target": MORE + level, "lead_months": lead}],
    )
    network, found = compile_network(scenario), []

    def watch(month, state, flows):
        assert not state.unmet.any()
        found.append((state.stock[network.focus] - MORE, flows.restocks.in_work[0].copy()))

    run_chunk(network, drawer_of(network, 1).take(runs), runs, watch)
    level_at, on_order = np.array(found)[WARM:].transpose(1, 0, 2)
    return level_at, on_order


def cost(level_at):
    """Money a period for what is on hand and for what is missing."""
    return (HOLDING * np.maximum(level_at, 0) + SHORT * np.maximum(-level_at, 0)).mean()


@pytest.mark.parametrize(
    ("level", "book"), [(264.7668943741548, 4.466781004149578), (180, 49.0001647)]
)
def test_a_base_stock_costs_what_the_textbook_says(level, book):
    """O4, O5: Snyder and Shen, Example 4.4: demand N(50, 8) a period, four periods of lead time; at the
    best level and far below it."""
    level_at, _ = levels(level, demand=stats.norm(50, 8), lead=4)

    assert cost(level_at) == pytest.approx(book, rel=0.02)


def test_the_textbooks_best_level_is_the_best():
    """Example 4.4 once more: three pieces more or less cost more, with the same draws."""
    best = 264.7668943741548
    costs = [cost(levels(best + by, demand=stats.norm(50, 8), lead=4)[0]) for by in (-3, 0, 3)]

    assert costs[1] < costs[0] and costs[1] < costs[2]


@pytest.mark.parametrize(("opening", "book"), [(56.60395592743389, 1.99760519), (60, 2.15613155)])
def test_one_period_costs_what_the_textbook_says(opening, book):
    """S3: Snyder and Shen, Examples 4.1 and 4.3: one stock for one period; here unmet demand is seen itself."""
    scenario = small_scenario(
        settings={"end": "2024-01"},
        stocks=[{"opening": opening}],
        demands=[{"rate": 1, "noise": as_noise(stats.norm(50, 8))}],
    )
    network, found = compile_network(scenario), []

    def watch(month, state, flows):
        found.append(state.stock[network.focus] - state.unmet[network.focus])

    run_chunk(network, drawer_of(network, 1).take(40_000), 40_000, watch)
    assert cost(np.array(found)) == pytest.approx(book, rel=0.01)


def test_a_base_stock_is_enough_as_often_as_the_textbook_says():
    """Hopp and Spearman, Superior Appliance: Poisson demand of 10 in the time that an order takes; a level
    of 14 is enough with 0.9165, one of 15 leaves 0.103 pieces waiting."""
    level_at, _ = levels(14, demand=stats.poisson(5), lead=1)
    waiting, _ = levels(15, demand=stats.poisson(5), lead=1)

    assert (level_at >= 0).mean() == pytest.approx(0.916542, abs=0.004)
    expected = (stats.poisson(10).sf(np.arange(15, 60))).sum()
    assert expected == pytest.approx(0.103, abs=0.001)
    assert np.maximum(-waiting, 0).mean() == pytest.approx(expected, rel=0.05)


def test_what_is_on_order_is_demand_times_the_time_it_takes():
    """Cachon and Terwiesch, Schmears' shirts: 1.5 a day for three days are 4.5 on order, at any level.
    It is Little's law: Operations Research 9 (1961), pp. 383-387."""
    for level in (9, 4):
        _, on_order = levels(level, demand=stats.poisson(1.5), lead=3)
        assert on_order.mean() == pytest.approx(4.5, rel=0.01)


@pytest.mark.parametrize(("held", "coming", "ordered"), [(100, 85, 35), (160, 65, 0)])
def test_an_order_brings_what_is_there_and_coming_up_to_the_level(held, coming, ordered):
    """O4: Cachon and Terwiesch, the study desk: up to 220, of which so many are held and so many on order.
    What is coming is an order here, at a maker who stands still."""
    scenario = small_scenario(
        stocks=[{"opening": held}],
        lines=[{"holder": "C", "rate_start": 0}, {"holder": "C", "rate_start": 500}],
        orders=[{"quantity": coming, "placed": "2023-11"}],
        restocks=[{"target": 220, "line": "lines-2"}],
    )
    network, found = compile_network(scenario), []

    def watch(month, state, flows):
        found.append(flows.restocks.in_work[0, 0] + state.stock[network.focus, 0])

    run_chunk(network, drawer_of(network, 1).take(1), 1, watch)
    assert found[0] == held + ordered


def test_two_suppliers_of_one_stock_do_not_order_twice():
    """O4: the position of the stock is one, whoever is asked; the second is asked for what its higher
    target lacks."""
    for second, ordered in ((100, [100, 0]), (130, [100, 30])):
        scenario = small_scenario(
            stocks=[{"opening": 0}],
            lines=[{"holder": "C", "rate_start": 500}, {"holder": "C", "rate_start": 500}],
            restocks=[
                {"target": 100, "lead_months": 6},
                {"target": second, "line": "lines-2", "lead_months": 2},
            ],
        )
        network, begun, held = compile_network(scenario), [], []

        def watch(month, state, flows, network=network, begun=begun, held=held):
            begun.append(flows.restocks.in_work[:, 0].tolist())
            held.append(state.stock[network.focus, 0])

        run_chunk(network, drawer_of(network, 1).take(1), 1, watch)
        assert begun[0] == ordered
        assert max(held) == max(100, second)

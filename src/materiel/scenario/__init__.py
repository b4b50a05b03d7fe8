"""Every number that a run needs, with its unit, its distribution and its source. See README.md."""

from materiel.scenario.load import check_scenario, load_scenario
from materiel.scenario.records import Distribution, Parameter, Scenario, Source, Support
from materiel.scenario.support import support_parameters

__all__ = [
    "Distribution",
    "Parameter",
    "Scenario",
    "Source",
    "Support",
    "check_scenario",
    "load_scenario",
    "support_parameters",
]

"""Every number that a run needs, with its unit, its distribution and its source. See README.md."""

from materiel.scenario.fill import from_ledger
from materiel.scenario.load import check_scenario, load_scenario
from materiel.scenario.netcdf import save_netcdf, unpack_netcdf
from materiel.scenario.package import write_package
from materiel.scenario.records import Distribution, Parameter, Scenario, Source, Support
from materiel.scenario.support import support_parameters

__all__ = [
    "Distribution",
    "Parameter",
    "Scenario",
    "Source",
    "Support",
    "check_scenario",
    "from_ledger",
    "load_scenario",
    "save_netcdf",
    "support_parameters",
    "unpack_netcdf",
    "write_package",
]

"""Reading quantities and dates out of words. One file per scanner; what words mean is in lexicon/."""

from materiel.claims.scan.dates import DateSpan, scan_dates
from materiel.claims.scan.quantities import Quantity, scan_quantities

__all__ = ["DateSpan", "Quantity", "scan_dates", "scan_quantities"]

"""What will really be made, and when: distributions learned from goals that came due. See README.md."""

from materiel.core.stages import make_callable
from materiel.forecast.outlook import LEVELS, Forecast, GoalForecast, MonthForecast
from materiel.forecast.read import parse_statements, read_reference, read_statements
from materiel.forecast.records import Statement, Table
from materiel.forecast.score import Hindcast, hindcast
from materiel.forecast.stage import Learned, forecast, learn

__all__ = [
    "LEVELS",
    "Forecast",
    "GoalForecast",
    "Hindcast",
    "Learned",
    "MonthForecast",
    "Statement",
    "Table",
    "forecast",
    "hindcast",
    "learn",
    "parse_statements",
    "read_reference",
    "read_statements",
]

make_callable(__name__)

"""Pages from templates: every value escaped, one style sheet, one content policy."""

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import materiel
from materiel.claims.wording import format_unit, format_value
from materiel.show import words
from materiel.show.marked import isolate, visible
from materiel.show.tables import (
    format_date,
    format_given,
    format_item,
    format_parties,
    format_result,
    format_spread,
    format_time,
)
from materiel.simulate.records import LEVELS

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(template: str, view: dict[str, Any], *, style: str | None = None) -> str:
    """A template filled in; with `style` the style sheet stands in the page."""
    text = environment().get_template(template).render(**view, style=style, csp=Markup(CSP))
    return "\n".join(line for line in text.split("\n") if line.strip() or line == "")


@cache
def environment() -> Environment:
    """Templates with every value escaped, and the wordings of tables.py as filters."""
    env = Environment(
        loader=PackageLoader("materiel.show", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "words": isolate,
        "visible": visible,
        "date": format_date,
        "given": format_given,
        "value": format_value,
        "result": format_result,
        "spread": format_spread,
        "unit": format_unit,
        "time": format_time,
        "item": format_item,
        "parties": format_parties,
        "glued": lambda text: text.replace(" %", "\u00a0%"),
        "thousands": lambda number: f"{number:,}",
    }
    env.globals |= {
        "version": materiel.__version__,
        "status_means": words.STATUS_MEANS,
        "kind_means": words.KIND_MEANS,
        "relation_means": words.RELATION_MEANS | words.ALIKE_MEANS,
        "levels": LEVELS,
    }
    return env


@cache
def stylesheet() -> str:
    """The one style sheet of report and web pages."""
    return (resources.files("materiel.show") / "templates" / "materiel.css").read_text("utf-8")

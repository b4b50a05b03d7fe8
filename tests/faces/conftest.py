"""Lets these tests import `answers`, the made-up answer of tests/show."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "show"))

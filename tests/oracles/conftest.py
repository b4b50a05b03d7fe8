"""The scenario builder of the tests stands in tests/scenario."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "scenario"))
sys.path.append(str(Path(__file__).parents[1] / "plan"))

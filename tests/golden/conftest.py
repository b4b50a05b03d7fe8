"""The builders of small scenarios and plans stand in tests/scenario and tests/plan."""

import sys
from pathlib import Path

for folder in ("scenario", "plan"):
    sys.path.append(str(Path(__file__).parents[1] / folder))
sys.path.append(str(Path(__file__).parent))

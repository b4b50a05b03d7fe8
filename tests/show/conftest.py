"""Lets these tests import `answers`, the made-up answer beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

"""One file per constraint of a plan; each has a number in docs/model.md and a golden program."""

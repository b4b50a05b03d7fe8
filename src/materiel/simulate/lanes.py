"""How many runs the kernel takes side by side."""

# A row of 128 is 1 kB: the rows of a network of a hundred table rows stay in a core's second cache, and
# the work on a row outweighs the finding of it. Measured against 32 and 64 with benchmarks/simulate.py.
LANES = 128

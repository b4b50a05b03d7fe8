"""How many runs the kernel takes side by side."""

# A row of 64 is 512 bytes: a few hundred rows stay in a core's second cache, and the work of a
# row outweighs the finding of it. Measured with benchmarks/simulate.py.
LANES = 64

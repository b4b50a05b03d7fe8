"""Which lever, where, when, at what cost. See README.md."""

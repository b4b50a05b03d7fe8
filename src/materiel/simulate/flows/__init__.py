"""One file per flow. Each has a class with the draws of its rows and `step(month, state)`."""

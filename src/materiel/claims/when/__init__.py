"""When it holds: which of the dates around a fact is its own."""

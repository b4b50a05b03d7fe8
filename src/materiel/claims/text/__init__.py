"""A report taken apart once: lines and tables, sentences and clauses, with what each names and counts."""

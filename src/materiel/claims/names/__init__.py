"""Who is named: by the tables, by the shape of a name, by title or verb."""

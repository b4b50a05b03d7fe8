"""What every stage shares: errors, findings, dates, units, hashes, random streams. See README.md."""

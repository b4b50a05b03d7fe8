"""What a report says, in its own words: quantities and statements about supply. See README.md."""

from materiel.claims.extract import EXTRACTOR_VERSION, extract_claims
from materiel.claims.records import KINDS, STATUSES, Claim
from materiel.claims.words import languages

__all__ = ["EXTRACTOR_VERSION", "KINDS", "STATUSES", "Claim", "extract_claims", "languages"]

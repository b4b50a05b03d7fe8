"""One file per method: `numbers` starts from what a sentence counts, `statements` from what it says without counting."""

from materiel.claims.extractors.numbers import claims_with_numbers
from materiel.claims.extractors.statements import claims_without_numbers

__all__ = ["claims_with_numbers", "claims_without_numbers"]

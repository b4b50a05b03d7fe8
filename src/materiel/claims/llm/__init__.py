"""The optional extractor that asks a language model where the claims stand; the one door to such models.

The model points: it gives verbatim quotes and the names of fields. Every number is read out of the
quote by our scanner, every name and item looked up in our lexicon, and what does not stand in the
document is refused. Off unless asked for; docs/llm.md tells how.
"""

from materiel.claims.llm.client import ModelError
from materiel.claims.llm.extract import extract_with_model, extractor_version
from materiel.claims.llm.settings import ModelSettings, settings_from_environment

__all__ = [
    "ModelError",
    "ModelSettings",
    "extract_with_model",
    "extractor_version",
    "settings_from_environment",
]

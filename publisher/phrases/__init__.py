"""The tool's own sentences, in the language of the edition."""

from publisher.phrases.phrases import Phrases
from publisher.phrases.speak import ENGLISH, missing_keys, phrases_for, spoken_languages

__all__ = ["ENGLISH", "Phrases", "missing_keys", "phrases_for", "spoken_languages"]

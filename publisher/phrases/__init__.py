"""The tool's own sentences, in the language of the edition."""

from publisher.phrases.frames import Filled, constants, fill, filled, places, without_second_end
from publisher.phrases.phrases import Phrases
from publisher.phrases.speak import (
    ENGLISH,
    missing_keys,
    phrases_for,
    spoken_languages,
    unknown_keys,
)

__all__ = [
    "ENGLISH",
    "Filled",
    "Phrases",
    "constants",
    "fill",
    "filled",
    "missing_keys",
    "phrases_for",
    "places",
    "spoken_languages",
    "unknown_keys",
    "without_second_end",
]

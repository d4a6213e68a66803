"""The orders in which an edition may have its articles.

Apart from its record, which brings the reader of YAML.
"""

import enum


class Sort(enum.StrEnum):
    """In which order the articles of an edition stand."""

    GIVEN = "given"
    DATE = "date"
    TITLE = "title"

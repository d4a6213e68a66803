"""What this typesetter says it cannot set."""


class CannotSet(Exception):  # noqa: N818 - not an error: the other typesetter sets it
    """A book, or a part of one, that is left to the other typesetter; says why, in words."""

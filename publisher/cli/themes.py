"""The theme of an edition that was named on the command line."""

from pathlib import Path

from publisher.errors import ChoiceError, Fault, SchemaError
from publisher.model.edition import Edition
from publisher.rendering.chosen_design import theme_of
from publisher.rendering.theme import Theme


def theme_for(edition: Edition, path: str) -> Theme:
    """The theme with the choices that its maker wrote into the edition's file.

    Refuses as load_theme does, and with SchemaError a choice that the design cannot follow, at its
    line.
    """
    try:
        return theme_of(edition)
    except ChoiceError as error:
        line, column = _place(path, error.key)
        fault = Fault(line=line, column=column, message=error.message)
        raise SchemaError(path, (fault,)) from error


def _place(path: str, key: str) -> tuple[int, int]:
    """Where the file gives a choice."""
    from publisher.schema.locate import load_json, load_yaml

    text = Path(path).read_text("utf-8")
    located = load_json(text) if path.lower().endswith(".json") else load_yaml(text)
    return located.place(("design", key))

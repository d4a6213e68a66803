"""The model into plain data: what `show --json`, `import` and records write.

Decode gives the same value back.
"""

import datetime
import enum
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from publisher.schema.locate import Plain


def encode(value: object) -> Plain:
    """Dicts, lists, text, whole numbers and truth values, in the model's order.

    Keys with default values are left out.

    Dates as 2024-05-31, moments as ISO 8601.  The bytes of pictures are never written: `file` says
    where they are.
    """
    if is_dataclass(value) and not isinstance(value, type):
        given = {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if field.name == "kind" or getattr(value, field.name) != _default(field)
        }
        return {name: encode(each) for name, each in given.items() if not isinstance(each, bytes)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime.date) else value


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default

"""The languages that the tool speaks, a file of keys for each."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from publisher.model.article import Change, LeftOutBecause, Relation, Role, Withheld
from publisher.model.rights import Basis, ConditionId
from publisher.phrases.phrases import Phrases
from publisher.rows import rows_of

_FOLDER = Path(__file__).parent / "languages"
# the tables whose words are told by cases of the model; those of `forms` are words themselves
_CASES: Mapping[str, Callable[[str], Any]] = {
    "withheld": Withheld,
    "origins": Relation,
    "changed": Change,
    "bases": Basis,
    "conditions": ConditionId,
    "mining": {"yes": True, "no": False}.__getitem__,
    "kinds": LeftOutBecause,
    "roles": Role,
}


def phrases_for(language: str) -> Phrases:
    """Our words in this language (BCP 47), or in English where we do not speak it.

    A key that a language's file lacks is said in English; tests/test_phrases.py names such gaps.
    """
    return _phrases(language.split("-", maxsplit=1)[0].lower())


@functools.cache
def spoken_languages() -> tuple[str, ...]:
    """The languages with words of their own, English first."""
    others = sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != "en")
    return ("en", *others)


@functools.cache
def _phrases(language: str) -> Phrases:
    known = language if language in spoken_languages() else "en"
    english, written = _written("en"), _written(known)
    return Phrases(**{key: _with_cases(key, words, written) for key, words in english.items()})


@functools.cache
def _written(language: str) -> dict[str, Any]:
    return rows_of(_FOLDER / f"{language}.toml")


def _with_cases(key: str, english: Any, written: Mapping[str, Any]) -> Any:  # noqa: ANN401 - words, a list or a table of them
    """The words of a key; of a table by the cases of the model, with English for those missing."""
    words = written.get(key, english)
    if isinstance(words, list):
        return tuple(words)
    if not isinstance(words, dict):
        return words
    case = _CASES.get(key, str)
    return {case(name): words.get(name, said) for name, said in english.items()}


def missing_keys(language: str) -> tuple[str, ...]:
    """The keys that a language leaves to English, in order; "origins.captured-from" of cases."""
    written, missing = _written(language), list[str]()
    for key, english in _written("en").items():
        said = written.get(key)
        if said is None:
            missing.append(key)
        elif isinstance(english, dict):
            missing += (f"{key}.{case}" for case in english if case not in said)
    return tuple(missing)


def unknown_keys(language: str) -> tuple[str, ...]:
    """The keys of a language's file that nothing asks for."""
    english, known = _written("en"), {field.name for field in fields(Phrases)}
    unknown: list[str] = []
    for key, words in _written(language).items():
        if key not in known:
            unknown.append(key)
        elif isinstance(words, dict):
            unknown += (f"{key}.{case}" for case in words if case not in english[key])
    return tuple(unknown)


ENGLISH = phrases_for("en")

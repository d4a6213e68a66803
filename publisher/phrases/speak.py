"""The languages that the tool speaks: English in the class itself, the others as files of keys."""

import functools
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from publisher.phrases.phrases import Phrases

_FOLDER = Path(__file__).parent / "languages"
ENGLISH = Phrases()


def phrases_for(language: str) -> Phrases:
    """Our words in this language (BCP 47), or in English where we do not speak it.

    A key that a language's file lacks is said in English; tests/test_phrases.py names such gaps.
    """
    return _phrases(language.split("-", maxsplit=1)[0].lower())


@functools.cache
def spoken_languages() -> tuple[str, ...]:
    """The languages with words of their own, English first."""
    return ("en", *sorted(path.stem for path in _FOLDER.glob("*.toml")))


@functools.cache
def _phrases(language: str) -> Phrases:
    if language == "en" or language not in spoken_languages():
        return ENGLISH
    written = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    return Phrases(**{key: _filled(key, words) for key, words in written.items()})


def _filled(key: str, words: Any) -> Any:  # noqa: ANN401 - a sentence, or several by their cases
    """A sentence; or sentences by their cases, with English for the cases that are missing."""
    if not isinstance(words, dict):
        return words
    english = getattr(ENGLISH, key)
    return {case: words.get(_name(case), said) for case, said in english.items()}


def _name(case: object) -> str:
    """How a file of a language calls a case: its value ("captured-from"), "yes" or "no"."""
    return {True: "yes", False: "no"}[case] if isinstance(case, bool) else str(case)


def missing_keys(language: str) -> tuple[str, ...]:
    """The keys that a language leaves to English, in order; "relations.captured-from" of cases."""
    if language == "en":
        return ()
    written = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    missing: list[str] = []
    for each in fields(Phrases):
        said, english = written.get(each.name), getattr(ENGLISH, each.name)
        if said is None:
            missing.append(each.name)
        elif isinstance(english, dict):
            cases = (_name(case) for case in english)
            missing += (f"{each.name}.{case}" for case in cases if case not in said)
    return tuple(missing)

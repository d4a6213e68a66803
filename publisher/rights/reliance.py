"""The maker's own statement of relying on an exception of the law.

Opt-in, worded as reliance, never as a conclusion.

Whether a use is allowed is for courts to say; a file can say what its maker relied on, and for what
(17 U.S.C. § 107 names the purpose among four factors; a notice is none of them).
"""

import re
from dataclasses import replace

from publisher.model.edition import Edition, Reliance
from publisher.model.rights import Basis
from publisher.phrases import filled, phrases_for

# Words by which a statement passes a verdict instead of naming what is relied on.
_VERDICTS = re.compile(
    r"\b(?:is|are|constitutes?|falls? under|qualif(?:y|ies) as|as) (?:a )?fair"
    r" (?:use|dealing)\b|\bno (?:copyright )?infringement\b"
    r"|\b(?:is|are) (?:law\s?ful|legal|permitted by law|allowed by law)\b|\ball credits? (?:to|goes"
    r" to|go to)\b|\bwithout infring",
    re.IGNORECASE,
)


def statement(edition: Edition) -> str:
    """The edition's statement, in its maker's words or in ours; "" where its maker makes none.

    Ours are in the edition's language.  They name the articles whose basis is an exception, or,
    where none is, speak of the edition as a whole.
    """
    if edition.reliance is None:
        return ""
    return edition.reliance.words or _said(edition, edition.reliance, edition.language)


def as_it_was_said(edition: Edition, said: str) -> Edition:
    """An edition out of a file whose statement is in English, as ours was in every language once.

    said   the statement as the file's record gives it.  Another than ours of today or of then
           changes nothing: it does not follow from what the record says of the reliance.
    """
    made = edition.reliance
    if made is None or said == statement(edition) or said != _said(edition, made, "en"):
        return edition
    return replace(edition, reliance=replace(made, words=said))


def _said(edition: Edition, made: Reliance, language: str) -> str:
    phrases = phrases_for(language)
    titles = [
        filled(phrases.quoted, title=article.title)
        for article in edition.articles
        if article.rights.basis is Basis.EXCEPTION
    ]
    named = filled(phrases.relies_for, titles=phrases.list_between.join(titles))
    return filled(
        phrases.relies_on,
        purpose=made.purpose,
        exception=made.exception,
        what=named if titles else phrases.relies_for_all,
    )


def verdict(words: str) -> str:
    """The first words by which a statement passes a verdict on the law; "" where it passes none."""
    found = _VERDICTS.search(words)
    return found[0] if found else ""

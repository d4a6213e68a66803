"""The maker's own statement of relying on an exception of the law.

Opt-in, worded as reliance, never as a conclusion.

Whether a use is allowed is for courts to say; a file can say what its maker relied on, and for what
(17 U.S.C. § 107 names the purpose among four factors; a notice is none of them).
"""

import re

from publisher.model.edition import Edition
from publisher.model.rights import Basis

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

    Names the articles whose basis is an exception, or, where none is, speaks of the edition as a
    whole.
    """
    if edition.reliance is None:
        return ""
    if edition.reliance.words:
        return edition.reliance.words
    titles = [
        article.title for article in edition.articles if article.rights.basis is Basis.EXCEPTION
    ]
    what = (
        f"its use of {', '.join(f'“{title}”' for title in titles)}"
        if titles
        else "its use of material that it does not own"
    )
    return (
        f"This copy was made for {edition.reliance.purpose}. The maker of this edition relies on"
        f" {edition.reliance.exception} for {what}; the rights remain with their holders."
    )


def verdict(words: str) -> str:
    """The first words by which a statement passes a verdict on the law; "" where it passes none."""
    found = _VERDICTS.search(words)
    return found[0] if found else ""

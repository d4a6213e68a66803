"""What an EPUB says of its own accessibility.

Computed from its content, never assumed (EPUB Accessibility 1.1).

A claim of conformance is the edition's own, from its configuration; nothing here makes one.
"""

from collections.abc import Iterator

from publisher.model.article import Asset
from publisher.phrases import Phrases, filled, phrases_for
from publisher.rendering.book import Book
from publisher.rights.pictures import drawn_words
from publisher.writers.epub.entries import Entry, link, meta


def accessibility(book: Book, *, paged: bool) -> Iterator[Entry]:
    """Modes, features, hazards, a sentence, and the claim that the edition makes.

    paged   whether the files carry the marks of the PDF's pages.
    """
    shown = tuple(_shown(book))
    told = all(asset.alt for asset in shown)
    formulas = any(b"<math " in chapter.markup for chapter in book.chapters)
    moving = any(
        _moves(picture.data, picture.media_type)
        for picture in (*book.pictures, *([book.cover] if book.cover else []))
    )
    yield meta("schema:accessMode", "textual")
    if shown:
        yield meta("schema:accessMode", "visual")
    yield meta("schema:accessModeSufficient", "textual" if told else "textual,visual")
    features = {
        # of every file that is written here
        "ARIA": True,
        "tableOfContents": True,
        "readingOrder": True,
        "structuralNavigation": True,
        # words in a drawing do not change with the reader's letters
        "displayTransformability": not any(drawn_words(asset) for asset in shown),
        "alternativeText": bool(shown) and told,
        "MathML": formulas,
        "pageBreakMarkers": paged,
        "pageNavigation": paged,
    }
    for feature in sorted((name for name, there in features.items() if there), key=str.lower):
        yield meta("schema:accessibilityFeature", feature)
    # There is no sound and no script in these files; pictures that move have been judged by nobody.
    yield meta("schema:accessibilityHazard", "unknown" if moving else "none")
    phrases = phrases_for(book.edition.language)
    summary = _summary(shown, phrases, formulas=formulas, paged=paged)
    yield meta("schema:accessibilitySummary", summary, lang=phrases.language)
    yield from _claim(book)


def _shown(book: Book) -> Iterator[Asset]:
    """The pictures that are shown and mean something."""
    if book.cover and book.edition.cover:
        yield book.edition.cover
    there = {(picture.article, picture.asset) for picture in book.pictures}
    for number, article in enumerate(book.edition.articles, 1):
        yield from (
            asset
            for asset in article.assets
            if (f"a{number}", asset.id) in there and not asset.decorative
        )


def _moves(data: bytes, media_type: str) -> bool:
    """Whether a picture has more than one frame.

    GIF89a has a control block before each, PNG says so in a chunk, WebP too.
    """
    match media_type:
        case "image/gif":
            return b"NETSCAPE2.0" in data or data.count(b"\x21\xf9\x04") > 1
        case "image/png":
            return b"acTL" in data[:4096]
        case "image/webp":
            return b"ANIM" in data[:64]
        case _:
            return False


def _summary(shown: tuple[Asset, ...], phrases: Phrases, *, formulas: bool, paged: bool) -> str:
    """One sentence of what is so, in the edition's language."""
    silent = sum(not asset.alt for asset in shown)
    more = [phrases.summary_formulas] if formulas else []
    more += [phrases.summary_pages] if paged else []
    told = phrases.summary_told if shown else ""
    lacking = filled(phrases.summary_silent, silent=str(silent), all=str(len(shown)))
    return filled(
        phrases.summary,
        more=phrases.listed(more) if more else "",
        pictures=lacking if silent else told,
    )


def _claim(book: Book) -> Iterator[Entry]:
    """EPUB Accessibility 1.1, "Conformance reporting".

    What the edition's maker claims, and who evaluated it.
    """
    claim = book.edition.conformance
    if claim is None:
        return
    yield meta("dcterms:conformsTo", claim.conforms_to, id="conformance")
    yield meta("a11y:certifiedBy", claim.certified_by, refines="#conformance", id="certifier")
    if claim.credential:
        yield meta("a11y:certifierCredential", claim.credential, refines="#certifier")
    if claim.report:
        yield link("a11y:certifierReport", claim.report, refines="#certifier")

"""What nobody has said yet about the pictures an edition prints.

Whose they are, on what terms, what they show.

A picture is never taken to be covered by the text's licence (rights of a picture override the
article's: JATS4R, NISO RP-42-2022); only a licence that says so covers both.  A picture that is not
printed asks nothing.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from publisher.model.article import Article, Asset
from publisher.model.body import pictured
from publisher.model.rights import Basis, NoticeKind, Rights, Scope
from publisher.rights.licences import known
from publisher.text import squeeze
from publisher.value import value

_SPEAKS = frozenset(
    {NoticeKind.IMAGE_CREDIT, NoticeKind.IMAGE_LICENCE, NoticeKind.IMAGE_PUBLIC_DOMAIN}
)


@value
class PictureQuestion:
    """One open question about one picture.

    condition   "picture-credit", "picture-licence" or "picture-alt".   words: the source's words
                that may answer it.
    """

    asset: str
    condition: str
    sentence: str
    remedy: str
    words: str = ""


def printed_pictures(article: Article) -> tuple[Asset, ...]:
    """The pictures of an article that an edition prints.

    Named by its text, with bytes, not withheld.
    """
    named = pictured(article.body)
    return tuple(
        asset for asset in article.assets if asset.id in named and asset.data and not asset.withheld
    )


def drawn_words(asset: Asset) -> tuple[str, ...]:
    """The words in a drawing (SVG text).

    A page shows them, though they are not the article's text.
    """
    if b"<text" not in asset.data or b"<svg" not in asset.data[:4096]:
        return asset.drawn
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(asset.data, parser)
    found = () if root is None else root.iter("{http://www.w3.org/2000/svg}text", "text")
    return tuple(
        words for text in found if (words := " ".join("".join(map(str, text.itertext())).split()))
    )


def folded(name: str) -> str:
    """A name as it is compared with others."""
    return squeeze(name).casefold()


def picture_questions(article: Article) -> Iterator[PictureQuestion]:
    """Every open question about the pictures that are printed, in their order."""
    words = " / ".join(
        notice.text for notice in article.rights.notices if _SPEAKS & set(notice.kinds)
    )
    for asset in printed_pictures(article):
        yield from _rights(asset, article.rights, words)
        if not asset.alt and not asset.decorative:
            yield PictureQuestion(
                asset=asset.id,
                condition="picture-alt",
                sentence=(
                    f"nobody has said what the picture '{asset.id}' shows, for those who do not"
                    " see it"
                ),
                remedy="write its alt ({assets}), or decorative: true where it says nothing",
            )


def cover_questions(
    cover: Asset, rights: Rights, makers: frozenset[str]
) -> Iterator[PictureQuestion]:
    """Every open question about the edition's own cover; `rights` are the edition's.

    makers   names of those who make the edition, folded: what is theirs needs no licence.
    """
    if cover.holder and folded(cover.holder) in makers:
        return
    for question in _rights(cover, rights, ""):
        key = question.condition.removeprefix("picture-")
        yield replace(
            question,
            remedy=(
                f"write {key} under {{cover}}, or holder: your name where it is yours, or take the"
                " cover out: then one is drawn from the theme"
            ),
        )


def _rights(asset: Asset, rights: Rights, words: str) -> Iterator[PictureQuestion]:
    """Whose it is, and on what terms: two questions; of one's own work only the first."""
    licence = known(asset.licence) if asset.licence else None
    free = licence is not None and not licence.asks
    if not (asset.credit or asset.holder or free):
        yield PictureQuestion(
            asset=asset.id,
            condition="picture-credit",
            words=words,
            sentence=(
                f"nobody is named for the picture '{asset.id}'; the text's author and licence do"
                " not speak for it"
            ),
            remedy=(
                "write its credit to the letter ({assets}: credit), or leave it out ({pictures}:"
                " credited-only)"
            ),
        )
    if not (asset.licence or _covers_pictures(rights) or rights.basis is Basis.OWN_WORK):
        named = f", credited “{asset.credit}”," if asset.credit else ""
        yield PictureQuestion(
            asset=asset.id,
            condition="picture-licence",
            words=words,
            sentence=(
                f"nothing says on what terms the picture '{asset.id}'{named} may be printed; the"
                " text's licence does not cover it"
            ),
            remedy=(
                "write its own licence ({assets}: licence), ask its holder, or leave it out"
                " ({pictures}: omit, or {assets}: withheld: by-choice)"
            ),
        )


def _covers_pictures(rights: Rights) -> bool:
    licence = rights.licence
    return licence is not None and licence.covers in {Scope.PICTURES, Scope.TEXT_AND_PICTURES}

"""Rights that a picture states inside its own file and the article does not.

Told, never taken over by themselves.
"""

from collections.abc import Iterator

from publisher.model.article import Article, Asset
from publisher.model.body import Figure, plain_inline, walk
from publisher.model.edition import Edition, with_picture_policy
from publisher.rights.licences import address_of, by_address, name_of
from publisher.rights.pictures import printed_pictures
from publisher.rights.policy import Assessment, State
from publisher.text import squeeze


def unstated_rights(edition: Edition) -> tuple[Assessment, ...]:
    """One assessment for each printed picture whose file says more of its rights than the article.

    Pillow is loaded only where there are pictures.
    """
    pictures = [
        (article, asset)
        for article in with_picture_policy(edition).articles
        for asset in printed_pictures(article)
    ]
    found = [
        (article.title, asset, "\n".join(_stated(article, asset))) for article, asset in pictures
    ]
    if edition.cover:
        found.append(
            (
                edition.title,
                edition.cover,
                "\n".join(
                    (*_of_asset(edition.cover), *(notice.text for notice in edition.rights.notices))
                ),
            )
        )
    return tuple(
        one for title, asset, words in found for one in _assessed(title, asset, squeeze(words))
    )


def _assessed(title: str, asset: Asset, stated: str) -> Iterator[Assessment]:
    from publisher.pictures.fit import embedded_in

    missing = [
        (name, text) for name, text in embedded_in(asset).rights if not _is_stated(text, stated)
    ]
    if missing:
        words = "; ".join(dict.fromkeys(f"{name} “{text}”" for name, text in missing))
        yield Assessment(
            article=title,
            condition="picture-metadata",
            state=State.NEEDED,
            words=words,
            sentence=(
                f"the file of the picture '{asset.id}' states rights inside itself that the article"
                " does not state"
            ),
            remedy=(
                "write them in {assets} to the letter (credit, holder, licence), or say there what"
                " is right"
            ),
        )


def _stated(article: Article, asset: Asset) -> Iterator[str]:
    """Every word of the article about this picture.

    Its fields, its captions, and the notices, which may speak of it.
    """
    yield from _of_asset(asset)
    yield from (
        plain_inline(block.caption)
        for block in walk(article.body)
        if isinstance(block, Figure) and block.asset == asset.id
    )
    yield from (notice.text for notice in article.rights.notices)


def _of_asset(asset: Asset) -> Iterator[str]:
    yield from (asset.credit, asset.holder, asset.url, asset.alt)
    if asset.licence:
        yield from (
            asset.licence.id,
            asset.licence.name,
            asset.licence.url,
            address_of(asset.licence),
            name_of(asset.licence),
        )


def _is_stated(text: str, stated: str) -> bool:
    licence = by_address(text)
    return squeeze(text) in stated or (licence is not None and squeeze(licence.url) in stated)

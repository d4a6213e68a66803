"""What the files of an edition's pictures say of their rights, kept beside the article.

IPTC, XMP and Exif: Copyright Notice, Creator, Credit Line, Rights Usage Terms, Web Statement of
Rights, Licensor URL, Data Mining (IPTC Photo Metadata 2023.1; PLUS LDF), to the letter.
"""

from dataclasses import replace

from publisher.model.article import Asset
from publisher.model.edition import Edition
from publisher.model.rights import Signal, SignalScheme
from publisher.pictures.embedded_metadata import SIGNALS


def with_picture_signals(edition: Edition) -> Edition:
    """The edition whose pictures have the signals of their own files.

    Pillow is loaded only where there are pictures.
    """
    parts = tuple(
        replace(
            part,
            articles=tuple(
                replace(article, assets=tuple(map(_with_signals, article.assets)))
                if article.assets
                else article
                for article in part.articles
            ),
        )
        for part in edition.parts
    )
    cover = _with_signals(edition.cover) if edition.cover else None
    return replace(edition, parts=parts, cover=cover)


def _with_signals(asset: Asset) -> Asset:
    from publisher.pictures.fit import embedded_in

    if not asset.data:
        return asset
    signals = tuple(
        Signal(
            scheme=SignalScheme.PICTURE,
            name=name,
            value=words,
            found=f"the file of the picture '{asset.id}'",
        )
        for name, words in embedded_in(asset).facts
        if name in SIGNALS
    )
    return replace(asset, signals=tuple(dict.fromkeys((*asset.signals, *signals))))

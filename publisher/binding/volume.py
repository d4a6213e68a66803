"""A finished EPUB opened.

Each article with its chapter, its pictures, its part of the ledger and of the record.
"""

import contextlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from publisher.errors import ChoiceError, EvidenceError, NoticeLost
from publisher.model.article import Article
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import Edition, Part
from publisher.pictures.picture import PictureFile
from publisher.rendering.article_links import lead_outside
from publisher.rendering.book import Chapter, Stop
from publisher.rendering.chosen_design import with_choices
from publisher.rendering.theme import Theme, load_theme, theme_names
from publisher.rights import record
from publisher.rights.notices import Account
from publisher.rights.record_reader import recall
from publisher.text import slug
from publisher.value import value
from publisher.verify import read_evidence, verify_bytes
from publisher.verify.evidence import container, epub

_XHTML = "{http://www.w3.org/1999/xhtml}"
_NAMING = ("id", "href", "src", "aria-labelledby", "aria-describedby")


@value
class Bound:
    """One article of a finished EPUB.

    name       of its chapter there; ids in `markup` begin with it.
    markup     its <section>, with links inside the chapter as "#id" and pictures as "images/NAME".
    pictures   its pictures as they are in the file, named "a3-press.png".
    """

    article: Article
    account: Account
    name: str
    markup: bytes
    pictures: tuple[PictureFile, ...]

    def renamed(self, name: str, account: str) -> Chapter:
        """The chapter under another name and number; every id, link and picture follows."""
        section = etree.fromstring(self.markup)
        for node in section.iter(etree.Element):
            for key in _NAMING:
                if (given := node.get(key)) is not None:
                    node.set(key, self._follow(given, name, account))
        stops = tuple(_stops(section))
        return Chapter(
            name=name,
            title=self.article.title,
            role="article",
            markup=etree.tostring(section, encoding="utf-8"),
            article=account,
            language=self.article.language,
            direction=self.article.direction,
            stops=stops,
        )

    def pictures_as(self, account: str) -> tuple[PictureFile, ...]:
        """The pictures under another number."""
        return tuple(
            replace(
                picture,
                name=f"{account}-{picture.name.removeprefix(f'{self.account.id}-')}",
                article=account,
            )
            for picture in self.pictures
        )

    def _follow(self, words: str, name: str, account: str) -> str:
        if words.startswith(f"images/{self.account.id}-"):
            return f"images/{account}-{words.removeprefix(f'images/{self.account.id}-')}"
        if re.match(r"#?" + re.escape(self.name), words):
            return words.replace(self.name, name, 1).replace(
                f"-notice-{self.account.id}-", f"-notice-{account}-"
            )
        return words


@value
class Volume:
    """A finished EPUB: its edition by its record, its articles in order, and its theme."""

    edition: Edition
    articles: tuple[Bound, ...]
    theme: Theme

    @classmethod
    def opened(cls, data: bytes, path: str, name: str) -> "Volume":
        """The volume of these bytes.  Refuses as binding.open_volume does."""
        report = verify_bytes(data, path)
        if report.mode == "none":
            raise EvidenceError(
                path,
                "no rights record inside: another tool made it, and it cannot be taken apart"
                " without losing what it owes",
            )
        if not report.ok:
            raise NoticeLost(
                path,
                tuple(str(finding) for finding in report.findings if finding.severity == "error"),
            )
        files = container.members(data, path)
        package_name = container.package_name(files, path)
        package, base = container.parse(files[package_name], path), posixpath.dirname(package_name)
        told = read_evidence(data, path).record or b""
        edition, ledger = recall(told, path, name=name), record.read(told, path)
        pages = [
            (
                page.removeprefix(f"{base}/").removesuffix(".xhtml"),
                container.parse(files[page], path),
            )
            for page, _ in epub.spine(package, base)
        ]
        types = {
            str(item.get("href")): str(item.get("media-type")) for item in package.iter("{*}item")
        }
        articles = tuple(
            _bound(article, account, pages, _pictures(account, article, files, base, types), path)
            for article, account in zip(edition.articles, ledger.accounts, strict=True)
        )
        parts = iter(one.article for one in articles)
        edition = replace(
            edition,
            parts=tuple(
                replace(part, articles=tuple(next(parts) for _ in part.articles))
                for part in edition.parts
            ),
        )
        return cls(edition=edition, articles=articles, theme=_theme(files, base, edition.design))

    def parts(self) -> Iterator[tuple[Part, Sequence[Bound]]]:
        """Each part of the edition with its articles."""
        waiting = iter(self.articles)
        for part in self.edition.parts:
            yield part, [next(waiting) for _ in part.articles]


def _bound(
    article: Article,
    account: Account,
    pages: Sequence[tuple[str, etree._Element]],
    pictures: tuple[PictureFile, ...],
    path: str,
) -> Bound:
    own = [
        (name, section)
        for name, page in pages
        if name.startswith(f"{account.id}-") and (section := _section(page)) is not None
    ]
    if not own:
        raise EvidenceError(path, f"it has no file for “{account.title[:80]}”; build it anew")
    name, whole = own[0]
    for _, further in own[1:]:
        _join(whole, further)
    lead_outside(whole)
    files = {f"{stem}.xhtml" for stem, _ in own}
    for link in whole.iter(f"{_XHTML}a"):
        target, mark, ident = (link.get("href") or "").partition("#")
        if target in files and mark:
            link.set("href", f"#{ident}")
    return Bound(
        article=article,
        account=account,
        name=name,
        markup=etree.tostring(whole, encoding="utf-8", with_tail=False),
        pictures=pictures,
    )


def _section(page: etree._Element) -> etree._Element | None:
    """What a page holds of its article, without a device's own spans.

    The line that credits the file is made anew.
    """
    for span in page.iter(f"{_XHTML}span"):
        if span.get("class") == "koboSpan":
            span.tag = "device"
    etree.strip_tags(page, "device")
    return next(
        (
            node
            for node in page.iter(f"{_XHTML}section")
            if "article" in (node.get("class") or "").split()
        ),
        None,
    )


def _join(whole: etree._Element, further: etree._Element) -> None:
    """A chapter in several files put together again.

    Elements that were cut through are closed up, from the outside in.
    """
    children = list(further)
    if children and len(whole) and _is_cut(whole[-1], children[0]):
        _join(whole[-1], children.pop(0))
    whole.extend(children)


def _is_cut(before: etree._Element, behind: etree._Element) -> bool:
    """Whether what stands behind goes on with what stands before.

    writers.divide says so by a class; the text of an article does so anyway.
    """
    classes = (behind.get("class") or "").split()
    return before.tag == behind.tag and (
        "continued" in classes or classes == ["article-text"] == (before.get("class") or "").split()
    )


def _pictures(
    account: Account,
    article: Article,
    files: Mapping[str, bytes],
    base: str,
    types: Mapping[str, str],
) -> tuple[PictureFile, ...]:
    """The pictures of an article, by the stems that the writer gives them."""
    stems: dict[str, str] = {}
    for asset in article.assets:
        stem, number = slug(asset.id, "picture"), 1
        while (name := stem if number == 1 else f"{stem}-{number}") in stems:
            number += 1
        stems[name] = asset.id
    found = []
    for href, media_type in types.items():
        folder, _, name = unquote(href).rpartition("/")
        full = posixpath.join(base, unquote(href))
        if folder == "images" and name.startswith(f"{account.id}-") and full in files:
            stem = name.rpartition(".")[0].removeprefix(f"{account.id}-")
            if stem in stems:
                found.append(
                    PictureFile(
                        name=name,
                        media_type=media_type,
                        data=files[full],
                        article=account.id,
                        asset=stems[stem],
                    )
                )
    return tuple(found)


def _stops(section: etree._Element) -> Iterator[Stop]:
    """The title and the headings of the text that have ids, as the contents list them."""
    for heading in section.iter(*(f"{_XHTML}h{level}" for level in range(1, 7))):
        if ident := heading.get("id"):
            yield Stop(
                title=" ".join("".join(map(str, heading.itertext())).split()),
                id=ident,
                level=int(etree.QName(heading).localname[1]),
            )


def _theme(files: Mapping[str, bytes], base: str, choices: DesignChoices) -> Theme:
    """The theme whose style sheet the file has; the usual one where that theme is not here."""
    sheet = files.get(posixpath.join(base, "style.css"), b"").decode("utf-8", "replace")
    plain = [load_theme(name) for name in theme_names()]
    themes = [*_chosen(plain, choices), *plain]
    return next((theme for theme in themes if theme.for_readers() == sheet), load_theme())


def _chosen(themes: Iterable[Theme], choices: DesignChoices) -> Iterator[Theme]:
    """The themes that can follow these choices, with them."""
    for theme in themes:
        with contextlib.suppress(ChoiceError):
            yield with_choices(theme, choices)

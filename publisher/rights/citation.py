"""How to cite an article or an edition.

CSL-JSON, BibTeX and RIS, from the facts that are known and no others.

CSL-JSON is the form the others are made from (schema csl-data 1.0.2).  BibTeX for BibLaTeX's
`online`, `misc`, `book` and `incollection` types, in UTF-8; RIS as reference managers read it
(types ELEC, BOOK and CHAP).  Formatting a bibliography in a style is left to those: each has
thousands of styles, a library of ours would have one.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from publisher.model.article import Article, Contributor, Relation, Role
from publisher.model.edition import Edition
from publisher.rights.licences import known
from publisher.text import slug, squeeze

Csl = dict[str, Any]
_BIBTEX_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
# what is said of an article wherever it is printed
_OF_ARTICLES = (
    "title",
    "author",
    "translator",
    "illustrator",
    "contributor",
    "URL",
    "language",
    "abstract",
    "keyword",
    "license",
)
_CSL_ROLES = {
    Role.AUTHOR: "author",
    Role.EDITOR: "editor",
    Role.TRANSLATOR: "translator",
    Role.ILLUSTRATOR: "illustrator",
}


def csl(article: Article, accessed: datetime.date | None = None) -> Csl:
    """One article as a CSL-JSON item.

    accessed    the day somebody looked at the page; None: the day of the capture, where it is
                known. A name is split into family and given only where `sort_as` declares it; else
                it stands whole ("literal").
    """
    captured = next(
        (
            source.captured_at
            for source in article.sources
            if source.relation is Relation.CAPTURED_FROM and source.captured_at
        ),
        None,
    )
    seen = accessed or (captured.date() if captured else None)
    place = next(
        (
            source
            for relation in (Relation.CAPTURED_FROM, Relation.ORIGINALLY_PUBLISHED)
            for source in article.sources
            if source.relation is relation and (source.name or source.site)
        ),
        None,
    )
    licence = article.rights.licence
    read = known(licence) if licence else None
    return _known(
        {
            "id": _key(article.authors, article.published, article.title),
            "type": "article-magazine",
            "title": article.title,
            **_people(article.contributors),
            "container-title": (place.name or place.site) if place else "",
            "issued": _date(article.published),
            "accessed": _date(seen),
            "URL": article.address,
            "language": "" if article.language == "und" else article.language,
            "abstract": article.standfirst,
            "keyword": ", ".join(article.keywords),
            "license": (read.url if read else licence.url or licence.name) if licence else "",
        }
    )


def csl_edition(edition: Edition) -> Csl:
    """An edition as a CSL-JSON item of type book."""
    return _known(
        {
            "id": _key(
                tuple(person.name for person in edition.contributors),
                edition.published,
                edition.title,
            ),
            "type": "book",
            "title": edition.title,
            **_people(edition.contributors),
            "publisher": edition.imprint,
            "issued": _date(edition.published),
            "collection-title": edition.series.title if edition.series else "",
            "collection-number": (
                edition.series.position or edition.series.issue if edition.series else ""
            ),
            "abstract": edition.description,
            "language": "" if edition.language == "und" else edition.language,
        }
    )


def csl_in_book(article: Article, edition: Edition, first_page: str = "") -> Csl:
    """One article as a part of an edition: a CSL-JSON item of type chapter.

    first_page  the page of the edition's PDF on which it begins, as that page is labelled; "" where
                it is not known.
    Where the article stood before is its address and its original date.
    """
    book, alone = csl_edition(edition), csl(article)
    editors = book.get("editor", []) + book.get("author", [])
    return _known(
        {
            **{key: alone[key] for key in _OF_ARTICLES if key in alone},
            "type": "chapter",
            "id": _key(article.authors, edition.published, article.title),
            "editor": editors + alone.get("editor", []),
            "container-title": edition.title,
            "publisher": edition.imprint,
            "issued": _date(edition.published),
            "original-date": _date(article.published),
            "page-first": first_page,
            "collection-title": book.get("collection-title", ""),
            "collection-number": book.get("collection-number", ""),
        }
    )


def citations_in_book(edition: Edition, first_pages: Mapping[str, str]) -> list[Csl]:
    """The edition, and each of its articles as a part of it, with distinct ids.

    first_pages   title of an article -> the label of the page on which it begins.
    """
    parts = (
        csl_in_book(article, edition, first_pages.get(article.title, ""))
        for article in edition.articles
    )
    items = [csl_edition(edition), *parts]
    return [item | {"id": key} for item, key in zip(items, _distinct(items), strict=True)]


def citations(edition: Edition, accessed: datetime.date | None = None) -> list[Csl]:
    """The edition and each of its articles as CSL-JSON items with distinct ids.

    An edition of one article is that article.
    """
    items = [] if edition.single else [csl_edition(edition)]
    items += [csl(article, accessed) for article in edition.articles]
    return [item | {"id": key} for item, key in zip(items, _distinct(items), strict=True)]


def bibtex(items: list[Csl]) -> str:
    """The items as BibLaTeX entries (UTF-8), special characters escaped, keys made distinct."""
    return "\n".join(
        "".join(_bibtex_lines(item, key)) for item, key in zip(items, _distinct(items), strict=True)
    )


def ris(items: list[Csl]) -> str:
    """The items as RIS records: CRLF lines of "TAG  - value", blanks folded, each ended by ER."""
    return "".join(
        f"{tag}  - {squeeze(value)}".rstrip(" ") + "\r\n" if tag != "ER" else "ER  - \r\n"
        for item in items
        for tag, value in _ris_lines(item)
    )


def _bibtex_lines(item: Csl, key: str) -> Iterator[str]:
    fields = {
        "title": item["title"],
        "author": _bibtex_names(item, "author"),
        "editor": _bibtex_names(item, "editor"),
        "translator": _bibtex_names(item, "translator"),
        "organization" if item["type"] != "chapter" else "booktitle": item.get(
            "container-title", ""
        ),
        "publisher": item.get("publisher", ""),
        "date": _iso(item.get("issued")),
        "origdate": _iso(item.get("original-date")),
        "pages": item.get("page-first", ""),
        "urldate": _iso(item.get("accessed")),
        "url": item.get("URL", ""),
        "series": item.get("collection-title", ""),
        "number": item.get("collection-number", ""),
        "langid": item.get("language", ""),
        "keywords": item.get("keyword", ""),
        "note": item.get("license", ""),
    }
    # BibLaTeX: `online` needs an address
    kinds = {"book": "book", "chapter": "incollection"}
    kind = kinds.get(item["type"]) or ("online" if item.get("URL") else "misc")
    yield f"@{kind}{{{key},\n"
    for name, value in fields.items():
        if value:
            yield f"  {name} = {{{_bibtex_value(name, value)}}},\n"
    yield "}\n"


def _bibtex_value(name: str, value: str) -> str:
    """BibLaTeX reads `url` as it stands, names are escaped one by one; every other field is TeX."""
    if name == "url":
        return re.sub(r"[{}]", _percent, value)
    return value if name in {"author", "editor", "translator"} else _tex(value)


def _bibtex_names(item: Csl, role: str) -> str:
    """Names joined by " and "; a whole name stands in braces, so that it is not taken apart."""
    return " and ".join(
        (
            f"{{{_tex(person['literal'])}}}"
            if "literal" in person
            else f"{_tex(person['family'])}, {_tex(person['given'])}"
        )
        for person in item.get(role, ())
    )


def _ris_lines(item: Csl) -> Iterator[tuple[str, str]]:
    yield "TY", {"book": "BOOK", "chapter": "CHAP"}.get(item["type"], "ELEC")
    for role, tag in (("author", "AU"), ("editor", "ED"), ("translator", "A4")):
        for person in item.get(role, ()):
            yield tag, person.get("literal") or f"{person['family']}, {person['given']}"
    dates = {
        "PY": _iso(item.get("issued"))[:4],
        "DA": _iso(item.get("issued")).replace("-", "/"),
        "Y2": _iso(item.get("accessed")).replace("-", "/"),
    }
    fields = {
        "TI": item["title"],
        "T2": item.get("container-title", ""),
        "PB": item.get("publisher", ""),
        "SP": item.get("page-first", ""),
        **dates,
        "UR": item.get("URL", ""),
        "AB": item.get("abstract", ""),
        "LA": item.get("language", ""),
        "T3": item.get("collection-title", ""),
        "N1": item.get("license", ""),
    }
    yield from ((tag, value) for tag, value in fields.items() if value)
    yield from (("KW", word.strip()) for word in item.get("keyword", "").split(",") if word.strip())
    yield "ER", ""


def _people(contributors: tuple[Contributor, ...]) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for person in contributors:
        family, comma, given = person.sort_as.partition(", ")
        name = {"family": family, "given": given} if comma else {"literal": person.name}
        groups.setdefault(_CSL_ROLES.get(person.role, "contributor"), []).append(name)
    return groups


def _date(day: datetime.date | None) -> Csl | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def _iso(date: Csl | None) -> str:
    return "{:04}-{:02}-{:02}".format(*date["date-parts"][0]) if date else ""


def _key(names: tuple[str, ...], day: datetime.date | None, title: str) -> str:
    """A key such as project-2026-notices.

    By the first name's last word, the year, and the title's first long word.
    """
    words = [word for word in slug(title).split("-") if len(word) > 3] or [slug(title)]
    return "-".join(
        part
        for part in (
            slug(names[0]).split("-")[-1] if names else "",
            str(day.year) if day else "",
            words[0],
        )
        if part
    )


def _distinct(items: list[Csl]) -> Iterator[str]:
    taken: set[str] = set()
    for item in items:
        key, number = str(item["id"]), 1
        while key in taken:
            number += 1
            key = f"{item['id']}-{number}"
        taken.add(key)
        yield key


def _tex(value: str) -> str:
    return _one_line(value).translate(_BIBTEX_SPECIAL)


def _one_line(value: str) -> str:
    """The words on one line; nothing else of them is folded."""
    return " ".join(value.split())


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def _known(fields: Csl) -> Csl:
    return {key: value for key, value in fields.items() if value not in ("", None, [])}

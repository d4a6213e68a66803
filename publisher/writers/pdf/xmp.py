"""The RDF of an edition for a PDF's XMP packet, built as a tree.

And the Info dictionary that says the same.

Blocks, properties and containers are those that PDF/A-3 demands (ISO 19005-3, 6.6.2): a wrong
container fails it. A fact that is not known has no property; a fact of an article stands for the
edition only where all articles share it.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from publisher.model.article import Article, Role
from publisher.model.edition import Profile
from publisher.model.rights import Basis
from publisher.phrases import phrases_for
from publisher.rendering.book import Book
from publisher.rights import facts as known
from publisher.rights.fact_map import CONTAINERS, Container
from publisher.rights.record import NAMESPACE, SEAL, seal_of

Facts = Mapping[str, str | tuple[str, ...]]
_MAKERS = {Role.AUTHOR, Role.EDITOR}

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "cc": "http://creativecommons.org/ns#",
    "tdm": "http://www.w3.org/ns/tdmrep/",  # a slash here; the EPUB's prefix ends in "#"
    "dcterms": "http://purl.org/dc/terms/",
    "pub": NAMESPACE,
}
_PDFA_3A = (("pdfaid:part", "3"), ("pdfaid:conformance", "A"))
_CLAIMS: Mapping[Profile, tuple[tuple[str, str], ...]] = {
    Profile.PLAIN: (),
    Profile.A2U: (("pdfaid:part", "2"), ("pdfaid:conformance", "U")),
    Profile.A3A: _PDFA_3A,
    Profile.A3A_UA1: (*_PDFA_3A, ("pdfuaid:part", "1")),
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Schemas that PDF/A does not know by itself: prefix, title, (property, value type, category,
# description).
_EXTENSIONS = (
    ("pdfuaid", "PDF/UA identification", (("part", "Integer", "internal", "Part of ISO 14289"),)),
    (
        "cc",
        "Creative Commons rights expression",
        (
            ("license", "URI", "external", "The licence"),
            ("attributionName", "Text", "external", "Whom to credit"),
            ("attributionURL", "URI", "external", "Address to credit"),
        ),
    ),
    (
        "tdm",
        "Text and data mining reservation",
        (
            ("reservation", "Text", "external", "1 where the rights are reserved"),
            ("policy", "URI", "external", "The policy"),
        ),
    ),
    (
        "dcterms",
        "DCMI metadata terms",
        (
            ("rightsHolder", "Text", "external", "Who holds the rights"),
            ("license", "URI", "external", "The licence"),
            ("accessRights", "Text", "external", "Permission given or exception relied on"),
            ("provenance", "Text", "external", "Where the text was captured"),
        ),
    ),
    (
        "pub",
        "Provenance record",
        (
            ("record", "Text", "external", "The record as JSON-LD"),
            ("recordSha256", "Text", "internal", "SHA-256 of the record"),
        ),
    ),
)
# Each block is one rdf:Description: (property, its fact); containers are those of rights.fact_map.
_BLOCKS: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("dc:format", "format"),
        ("dc:title", "title"),
        ("dc:creator", "creators"),
        ("dc:contributor", "contributors"),
        ("dc:description", "description"),
        ("dc:language", "language"),
        ("dc:publisher", "imprint"),
        ("dc:source", "sources"),
        ("dc:identifier", "identifier"),
        ("dc:rights", "rights"),
        ("dc:date", "published"),
        ("dc:subject", "subjects"),
    ),
    (
        ("xmp:CreatorTool", "tool"),
        ("xmp:CreateDate", "moment"),
        ("xmp:ModifyDate", "moment"),
        ("xmp:MetadataDate", "moment"),
        ("pdf:Producer", "producer"),
        ("pdf:Keywords", "keywords"),
    ),
    (("xmpMM:DocumentID", "document"), ("xmpMM:InstanceID", "instance")),
    (
        ("xmpRights:Marked", "marked"),
        ("xmpRights:WebStatement", "statement"),
        ("xmpRights:UsageTerms", "terms"),
        ("xmpRights:Owner", "holders"),
        ("photoshop:Credit", "credit"),
        ("photoshop:Source", "publications"),
    ),
    (
        ("cc:license", "licence"),
        ("cc:attributionName", "attribution"),
        ("cc:attributionURL", "source"),
        ("tdm:reservation", "tdm_reservation"),
        ("tdm:policy", "tdm_policy"),
        ("dcterms:rightsHolder", "holder"),
        ("dcterms:license", "licence"),
        ("dcterms:accessRights", "terms"),
        ("dcterms:provenance", "provenance"),
    ),
    ((SEAL, "seal"),),
)


def facts_of(book: Book, *, tool: str, producer: str) -> Facts:
    """What is known of the edition, by our own names; unknown facts are absent.

    tool, producer   the programs that composed the edition and wrote the PDF.
    """
    edition, articles = book.edition, book.edition.articles
    phrases = phrases_for(edition.language)
    own = known.edition_facts(edition)
    each = [known.article_facts(article, phrases) for article in articles]
    everyone = [
        *edition.contributors,
        *(person for article in articles for person in article.contributors),
    ]
    sources = [known.source_facts(source) for article in articles for source in article.sources]
    creators = tuple(dict.fromkeys(person.name for person in everyone if person.role in _MAKERS))
    keywords = _all("keyword", *each)
    description = (
        *own.get("description", ()),
        *(each[0].get("standfirst", ()) if edition.single else ()),
    )
    facts: dict[str, str | tuple[str, ...]] = {
        "format": "application/pdf",
        "title": edition.title,
        "creators": creators,
        "contributors": tuple(
            dict.fromkeys(person.name for person in everyone if person.role not in _MAKERS)
        ),
        "description": "\n".join(dict.fromkeys(description)),
        "language": own.get("language", ()),
        "imprint": own.get("imprint", ()),
        "source": _shared("address", each),
        "sources": "; ".join(_all("address", *sources)),
        "identifier": book.ledger.urn,
        "published": own.get("published", ()),
        "publications": "; ".join(
            dict.fromkeys((*_all("name", *sources), *_all("site", *sources)))
        ),
        "subjects": keywords,
        "keywords": ", ".join(keywords),
        "tool": tool,
        "producer": producer,
        "moment": book.moment,
        "document": f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, book.ledger.urn)}",
        "instance": f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{book.ledger.urn} {book.moment}')}",
        "attribution": _of_all(", ".join(article.authors) for article in articles),
        "seal": seal_of(book.record),
        **_rights(articles, own, each),
    }
    return {name: value for name, value in facts.items() if value}


def info_of(facts: Facts, date: str) -> dict[str, str]:
    """The Info dictionary, each entry equal to the packet's.

    `date` is the moment as PDF writes it.
    """
    said = {
        "Title": facts.get("title"),
        "Author": ", ".join(facts.get("creators", ())),
        "Subject": facts.get("description"),
        "Keywords": facts.get("keywords"),
        "Creator": facts.get("tool"),
        "Producer": facts.get("producer"),
        "CreationDate": date,
        "ModDate": date,
    }
    return {name: str(value) for name, value in said.items() if value}


def rdf_of(facts: Facts, *, profile: Profile, record: bytes = b"") -> bytes:
    """One rdf:RDF with these facts, as UTF-8.

    profile   what the file claims to be.   record: the provenance record, where it may not be
              attached; b"" for none.
    """
    root = etree.Element(_name("rdf:RDF"), nsmap=NAMESPACES)
    _extension_schemas(root)
    if _CLAIMS[profile]:
        claims = _description(root)
        for name, value in _CLAIMS[profile]:
            _add(claims, name, value)
    if record:
        _add(_description(root), "pub:record", record.decode())
    language = (*facts.get("language", ()), "")[0]
    for block in _BLOCKS:
        given = [
            (name, CONTAINERS.get(name, ""), facts[fact]) for name, fact in block if fact in facts
        ]
        if given:
            parent = _description(root)
            for name, container, fact in given:
                _property(parent, name, container, fact, language)
    return etree.tostring(root, encoding="utf-8")


def _rights(
    articles: Sequence[Article], own: known.Facts, each: Sequence[known.Facts]
) -> dict[str, str | tuple[str, ...]]:
    """The rights of all articles, as far as one line can say them, and of the edition's words."""
    holders, lines = _all("holder", own, *each), _all("copyright", own, *each)
    licence = _shared("licence", each)
    return {
        "rights": "\n".join(_statements(own, each)),
        "holders": holders,
        "holder": "; ".join(holders),
        "licence": licence,
        "marked": _marked(articles, known_holder=bool(holders or lines)),
        "statement": licence or _shared("terms_page", each) or _shared("permission_page", each),
        "terms": "\n".join(dict.fromkeys((*own.get("statement", ()), *_all("terms", own, *each)))),
        "credit": _shared("credit", each),
        "tdm_reservation": "".join(own.get("mining", ())),
        "tdm_policy": "".join(own.get("mining_policy", ())),
        "provenance": "; ".join(_all("provenance", *each)),
    }


def _statements(own: known.Facts, each: Iterable[known.Facts]) -> list[str]:
    """What is said of rights: of the edition, then what its articles say besides."""
    found: list[str] = []
    for said in (own, *each):
        for words in (*said.get("copyright", ()), *said.get("rights", ())):
            if not any(words in other for other in found):
                found.append(words)
    return found


def _all(fact: str, *things: known.Facts) -> tuple[str, ...]:
    """The values of a fact of all things, each once."""
    return tuple(dict.fromkeys(words for thing in things for words in thing.get(fact, ())))


def _shared(fact: str, each: Iterable[known.Facts]) -> str:
    """The value of a fact that all have; "" where they differ or one has none."""
    return _of_all("; ".join(thing.get(fact, ())) for thing in each)


def _of_all(values: Iterable[str]) -> str:
    different = set(values)
    return different.pop() if len(different) == 1 else ""


def _marked(articles: Iterable[Article], *, known_holder: bool) -> str:
    """Gives "True" where somebody's rights are named, "False" where all is in the public domain.

    Nothing where neither is declared.
    """
    if known_holder:
        return "True"
    return (
        "False" if all(article.rights.basis is Basis.PUBLIC_DOMAIN for article in articles) else ""
    )


def _name(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, _name(name))
    child.text = text or None
    return child


def _description(root: etree._Element) -> etree._Element:
    made = _add(root, "rdf:Description")
    made.set(_name("rdf:about"), "")
    return made


def _extension_schemas(root: etree._Element) -> None:
    bag = _add(_add(_description(root), "pdfaExtension:schemas"), "rdf:Bag")
    for prefix, title, properties in _EXTENSIONS:
        schema = _resource(bag)
        for name, text in (
            ("schema", title),
            ("namespaceURI", NAMESPACES[prefix]),
            ("prefix", prefix),
        ):
            _add(schema, f"pdfaSchema:{name}", text)
        sequence = _add(_add(schema, "pdfaSchema:property"), "rdf:Seq")
        for values in properties:
            entry = _resource(sequence)
            for name, text in zip(
                ("name", "valueType", "category", "description"), values, strict=True
            ):
                _add(entry, f"pdfaProperty:{name}", text)


def _resource(parent: etree._Element) -> etree._Element:
    made = _add(parent, "rdf:li")
    made.set(_name("rdf:parseType"), "Resource")
    return made


def _property(
    parent: etree._Element,
    name: str,
    container: Container,
    value: str | tuple[str, ...],
    language: str,
) -> None:
    if not container:
        _add(parent, name, str(value))
        return
    box = _add(_add(parent, name), f"rdf:{container}")
    # x-default first, then the language it is written in (ISO 16684-1, 8.2.2.4)
    if container == "Alt":
        for code in dict.fromkeys(("x-default", language or "x-default")):
            _add(box, "rdf:li", str(value)).set(_XML_LANG, code)
        return
    for item in value:
        _add(box, "rdf:li", item)

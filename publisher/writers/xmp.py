"""The RDF of an edition for a PDF's XMP packet, built as a tree; and the Info dictionary that says the same.

Blocks, properties and containers are those that PDF/A-3 demands (ISO 19005-3, 6.6.2): a wrong container fails it.
A fact that is not known has no property; a fact of an article stands for the edition only where all articles share it.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from lxml import etree

from publisher.model.article import Article, Relation, Role, Source
from publisher.model.edition import Profile
from publisher.model.rights import Basis, Rights
from publisher.rendering.book import Book
from publisher.rights.licences import known

Facts = Mapping[str, str | tuple[str, ...]]
Container = Literal["", "Alt", "Bag", "Seq"]

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
    "pub": "urn:x-publisher:record:",
}
_PDFA_3A = (("pdfaid:part", "3"), ("pdfaid:conformance", "A"))
_CLAIMS: Mapping[Profile, tuple[tuple[str, str], ...]] = {
    Profile.PLAIN: (), Profile.A2U: (("pdfaid:part", "2"), ("pdfaid:conformance", "U")), Profile.A3A: _PDFA_3A,
    Profile.A3A_UA1: (*_PDFA_3A, ("pdfuaid:part", "1"))}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Schemas that PDF/A does not know by itself: prefix, title, (property, value type, category, description).
_EXTENSIONS = (
    ("pdfuaid", "PDF/UA identification", (("part", "Integer", "internal", "Part of ISO 14289"),)),
    ("cc", "Creative Commons rights expression", (
        ("license", "URI", "external", "The licence"), ("attributionName", "Text", "external", "Whom to credit"),
        ("attributionURL", "URI", "external", "Address to credit"))),
    ("tdm", "Text and data mining reservation", (
        ("reservation", "Text", "external", "1 where the rights are reserved"), ("policy", "URI", "external", "The policy"))),
    ("dcterms", "DCMI metadata terms", (
        ("rightsHolder", "Text", "external", "Who holds the rights"), ("license", "URI", "external", "The licence"),
        ("accessRights", "Text", "external", "Permission given or exception relied on"),
        ("provenance", "Text", "external", "Where the text was captured"))),
    ("pub", "Provenance record", (("record", "Text", "external", "The record as JSON-LD"),)),
)
# Each block is one rdf:Description: (property, its fact, container).
_BLOCKS: tuple[tuple[tuple[str, str, Container], ...], ...] = (
    (("dc:format", "format", ""), ("dc:title", "title", "Alt"), ("dc:creator", "creators", "Seq"),
     ("dc:contributor", "contributors", "Bag"), ("dc:description", "description", "Alt"), ("dc:language", "language", "Bag"),
     ("dc:publisher", "imprint", "Bag"), ("dc:source", "sources", ""), ("dc:identifier", "identifier", ""),
     ("dc:rights", "rights", "Alt"), ("dc:date", "published", "Seq"), ("dc:subject", "subjects", "Bag")),
    (("xmp:CreatorTool", "tool", ""), ("xmp:CreateDate", "moment", ""), ("xmp:ModifyDate", "moment", ""),
     ("xmp:MetadataDate", "moment", ""), ("pdf:Producer", "producer", ""), ("pdf:Keywords", "keywords", "")),
    (("xmpMM:DocumentID", "document", ""), ("xmpMM:InstanceID", "instance", "")),
    (("xmpRights:Marked", "marked", ""), ("xmpRights:WebStatement", "statement", ""), ("xmpRights:UsageTerms", "terms", "Alt"),
     ("xmpRights:Owner", "holders", "Bag"), ("photoshop:Credit", "credit", ""), ("photoshop:Source", "captured_from", "")),
    (("cc:license", "licence", ""), ("cc:attributionName", "attribution", ""), ("cc:attributionURL", "source", ""),
     ("tdm:reservation", "tdm_reservation", ""), ("tdm:policy", "tdm_policy", ""), ("dcterms:rightsHolder", "holder", ""),
     ("dcterms:license", "licence", ""), ("dcterms:accessRights", "terms", ""), ("dcterms:provenance", "provenance", "")),
)


def facts_of(book: Book, *, tool: str, producer: str) -> Facts:
    """What is known of the edition, by our own names; unknown facts are absent.

    tool, producer   the programs that composed the edition and wrote the PDF.
    """
    edition, articles = book.edition, book.edition.articles
    everyone = [*edition.contributors, *(person for article in articles for person in article.contributors)]
    makers = {person.name: person.role in {Role.AUTHOR, Role.EDITOR} for person in reversed(everyone)}
    names = tuple(dict.fromkeys(person.name for person in everyone))
    keywords = tuple(dict.fromkeys(word for article in articles for word in article.keywords))
    facts: dict[str, str | tuple[str, ...]] = {
        "format": "application/pdf", "title": edition.title, "creators": tuple(name for name in names if makers[name]),
        "contributors": tuple(name for name in names if not makers[name]),
        "description": edition.description or (articles[0].standfirst if edition.single else ""),
        "language": () if edition.language == "und" else (edition.language,),
        "imprint": (edition.imprint,) if edition.imprint else (),
        "source": _shared(article.address for article in articles),
        "sources": "; ".join(dict.fromkeys(source.url for article in articles for source in article.sources if source.url)), "identifier": book.ledger.urn,
        "published": (edition.published.isoformat(),) if edition.published else (),
        "subjects": keywords, "keywords": ", ".join(keywords), "tool": tool, "producer": producer, "moment": book.moment,
        "document": f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, book.ledger.urn)}",
        "instance": f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{book.ledger.urn} {book.moment}')}",
        **_rights(articles, edition.rights)}
    return {name: value for name, value in facts.items() if value}


def info_of(facts: Facts, date: str) -> dict[str, str]:
    """The Info dictionary, each entry equal to the packet's; `date` is the moment as PDF writes it."""
    said = {"Title": facts.get("title"), "Author": ", ".join(facts.get("creators", ())), "Subject": facts.get("description"),
            "Keywords": facts.get("keywords"), "Creator": facts.get("tool"), "Producer": facts.get("producer"),
            "CreationDate": date, "ModDate": date}
    return {name: str(value) for name, value in said.items() if value}


def rdf_of(facts: Facts, *, profile: Profile, record: bytes = b"") -> bytes:
    """One rdf:RDF with these facts, as UTF-8.

    profile   what the file claims to be.   record: the provenance record, where it may not be attached; b"" for none.
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
        given = [(name, container, facts[fact]) for name, fact, container in block if fact in facts]
        if given:
            parent = _description(root)
            for name, container, fact in given:
                _property(parent, name, container, fact, language)
    return etree.tostring(root, encoding="utf-8")


def _rights(articles: Sequence[Article], own: Rights) -> dict[str, str | tuple[str, ...]]:
    """The rights of all articles as far as they can be said in one breath, and those of the edition's own words."""
    all_rights = [article.rights for article in articles]
    holders = tuple(dict.fromkeys(rights.holder for rights in (own, *all_rights) if rights.holder))
    lines = dict.fromkeys(rights.copyright_line for rights in (own, *all_rights) if rights.copyright_line)
    licence = _shared(_licence_address(rights) for rights in all_rights)
    terms = dict.fromkeys(words for rights in all_rights
                          for words in (*(permission.text for permission in rights.permissions), rights.exception) if words)
    reserved = {rights.tdm_reservation for rights in all_rights}
    captures = [source for article in articles for source in article.sources if source.relation is Relation.CAPTURED_FROM]
    provenance = dict.fromkeys(_capture(source) for source in captures)
    return {
        "rights": "\n".join(lines), "holders": holders, "holder": "; ".join(holders), "licence": licence,
        "marked": _marked(all_rights, known_holder=bool(holders or lines)),
        "statement": licence or _shared(rights.terms_url or rights.permission_url for rights in all_rights),
        "terms": "\n".join(terms), "credit": _shared(rights.credit for rights in all_rights),
        "captured_from": "; ".join(dict.fromkeys(name for source in captures if (name := source.name or source.site))),
        "attribution": _shared(", ".join(article.authors) for article in articles),
        "tdm_reservation": "1" if True in reserved else "0" if reserved == {False} else "",
        "tdm_policy": _shared(rights.tdm_policy for rights in all_rights),
        "provenance": "; ".join(line for line in provenance if line)}


def _capture(source: Source) -> str:
    moment = source.captured_at.isoformat() if source.captured_at else ""
    return " ".join(part for part in (source.name or source.site, source.url, moment) if part)


def _marked(all_rights: Iterable[Rights], *, known_holder: bool) -> str:
    """"True" where somebody's rights are named, "False" where all is declared public domain, else not said."""
    if known_holder:
        return "True"
    return "False" if all(rights.basis is Basis.PUBLIC_DOMAIN for rights in all_rights) else ""


def _licence_address(rights: Rights) -> str:
    if rights.licence is None:
        return ""
    read = known(rights.licence)
    return read.url if read else rights.licence.url


def _shared(values: Iterable[str]) -> str:
    """The value that all have; "" where they differ or one has none."""
    different = set(values)
    return different.pop() if len(different) == 1 else ""


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
        for name, text in (("schema", title), ("namespaceURI", NAMESPACES[prefix]), ("prefix", prefix)):
            _add(schema, f"pdfaSchema:{name}", text)
        sequence = _add(_add(schema, "pdfaSchema:property"), "rdf:Seq")
        for values in properties:
            entry = _resource(sequence)
            for name, text in zip(("name", "valueType", "category", "description"), values, strict=True):
                _add(entry, f"pdfaProperty:{name}", text)


def _resource(parent: etree._Element) -> etree._Element:
    made = _add(parent, "rdf:li")
    made.set(_name("rdf:parseType"), "Resource")
    return made


def _property(parent: etree._Element, name: str, container: Container, value: str | tuple[str, ...], language: str) -> None:
    if not container:
        _add(parent, name, str(value))
        return
    box = _add(_add(parent, name), f"rdf:{container}")
    if container == "Alt":  # x-default first, then the language it is written in (ISO 16684-1, 8.2.2.4)
        for code in dict.fromkeys(("x-default", language or "x-default")):
            _add(box, "rdf:li", str(value)).set(_XML_LANG, code)
        return
    for item in value:
        _add(box, "rdf:li", item)

"""The packet says what is known of an edition, and nothing else."""

from dataclasses import replace

from lxml import etree

from publisher.model.article import Article, Contributor, Relation, Role, Source
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part, Profile, alone
from publisher.model.rights import Basis, Licence, Rights
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.writers.pdf import xmp

BARE = Article(title="T & <t>", body=(Paragraph(children=(Text(text="Words."),)),))
KNOWN = replace(
    BARE,
    language="en",
    contributors=(Contributor(name="A"), Contributor(name="B", role=Role.TRANSLATOR)),
    keywords=("k",),
    sources=(Source(relation=Relation.CAPTURED_FROM, name="Site", url="https://example.org/a"),),
    rights=Rights(
        holder="H",
        copyright_line="© H",
        licence=Licence(id="CC-BY-4.0"),
        tdm_reservation=True,
        basis=Basis.LICENCE,
    ),
)


def facts(*articles: Article) -> xmp.Facts:
    edition = (
        alone(articles[0], name="e")
        if len(articles) == 1
        else Edition(name="e", title="E", language="en", parts=(Part(articles=articles),))
    )
    return xmp.facts_of(book_of(edition, load_theme("plain")), tool="publisher", producer="press")


def test_what_is_not_known_has_no_property() -> None:
    said = facts(BARE)
    assert not {
        "creators",
        "language",
        "rights",
        "holder",
        "marked",
        "licence",
        "source",
        "published",
        "terms",
    } & set(said)
    packet = xmp.rdf_of(said, profile=Profile.A3A_UA1)
    assert b"xmpRights:Marked" not in packet
    assert b"dc:rights" not in packet


def test_what_is_known_stands_in_its_container() -> None:
    root = etree.fromstring(xmp.rdf_of(facts(KNOWN), profile=Profile.A3A_UA1))
    names = {**xmp.NAMESPACES}
    assert root.xpath(
        "//dc:rights/rdf:Alt/rdf:li[@xml:lang='x-default']/text()", namespaces=names
    ) == ["© H"]
    assert root.xpath("//dc:creator/rdf:Seq/rdf:li/text()", namespaces=names) == ["A"]
    assert root.xpath("//dc:contributor/rdf:Bag/rdf:li/text()", namespaces=names) == ["B"]
    assert root.xpath("//cc:license/text()", namespaces=names) == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    assert root.xpath("//dc:source/text()", namespaces=names) == ["https://example.org/a"]
    assert root.xpath("//xmpRights:Marked/text()", namespaces=names) == ["True"]
    assert root.xpath("//tdm:reservation/text()", namespaces=names) == ["1"]
    assert root.xpath("//dc:title/rdf:Alt/rdf:li/text()", namespaces=names) == [
        "T & <t>",
        "T & <t>",
    ]


def test_a_fact_of_one_article_is_not_said_of_a_collection_whose_articles_differ() -> None:
    other = replace(KNOWN, title="Other", rights=Rights(licence=Licence(id="CC-BY-ND-4.0")))
    said = facts(KNOWN, other)
    assert "licence" not in said
    assert "statement" not in said
    assert said["source"] == "https://example.org/a"


def test_only_a_file_that_claims_says_so() -> None:
    assert b"pdfuaid:part>1<" in xmp.rdf_of(facts(KNOWN), profile=Profile.A3A_UA1)
    assert b"pdfaid:part" not in xmp.rdf_of(facts(KNOWN), profile=Profile.PLAIN)


def test_packet_and_info_say_the_same() -> None:
    said = facts(KNOWN)
    info = xmp.info_of(said, "D:20261123000000Z")
    assert info["Title"] == said["title"]
    assert info["Author"] == "A"
    assert info["Keywords"] == said["keywords"] == "k"
    assert "Subject" not in info

"""Where each fact stands in a finished file.

The table that writers follow and the judge holds files against.

One row for each fact that rights.facts knows, in four places: visible page, EPUB package, PDF
packet (XMP) with its Info dictionary, and the record (JSON-LD).  It holds names that the formats
give and nothing that was computed: EPUB 3.3 "Metadata", DCMI Metadata Terms, XMP 1.0 (ISO 16684-1),
Creative Commons ccREL, schema.org, TDMRep.

A value stands in a place when its squeezed words are found in the text of the property there, since
a property may hold several values in one text (XMP gives dc:source no container).
"""

import enum
from dataclasses import replace
from typing import Literal

from publisher.model.rights import Basis
from publisher.value import value


class Where(enum.StrEnum):
    """A part of the visible pages."""

    TITLE_PAGE = "title page"
    TEXT = "text"  # head and text of the article
    CREDIT = "credit block"  # at the end of the article
    SOURCES = "sources page"
    CAPTION = "caption"  # beside the picture
    COLOPHON = "colophon"


Subject = Literal["edition", "article", "person", "source", "picture", "cover", "permission"]
Container = Literal["", "Alt", "Bag", "Seq"]


@value
class Place:
    """One fact of one kind of thing, and where it stands.

    fact      its name in rights.facts.
    record    the key in the record's node of the thing; "a/b" is key b of the node under a.
    package   the property in the EPUB package: "dc:rights", "dcterms:rightsHolder" (a meta), "link
              cc:license" (a
              link with this among its relations).  `part`: the same where the thing is one of
              several in the edition and the property refines its manifest item; for a person or a
              source it refines their own element.
    head      the name of the <meta> in the head of each file of an article, where other formats
              read it (HTML).
    xmp       the property in the PDF's packet; info: the key of the Info dictionary.
    page      the parts of the visible pages that show it; "" in all: nothing but the file itself
              tells it.
    shared    a packet has one subject, the edition: the property is there only where all articles
              have the same value.
    alone     the package or packet has it only in an edition of one article on its own.
    alternative   the alternative text of a picture on the pages gives it.
    phrase    the table of the edition's own phrases (publisher.phrases) that gives the words by
              which pages show the value; "": they show the value itself.
    day       whether it is a day, which pages write as people do in the edition's language.
    unsaid    the value that is said nowhere; "" where there is none.
    """

    fact: str
    record: str
    package: str = ""
    part: str = ""
    head: str = ""
    xmp: str = ""
    info: str = ""
    page: tuple[Where, ...] = ()
    shared: bool = False
    alone: bool = False
    alternative: bool = False
    phrase: str = ""
    day: bool = False
    unsaid: str = ""


CREDIT, SOURCES = Where.CREDIT, Where.SOURCES
_LICENCE = "link dcterms:license cc:license"

TITLE_PAGE, COLOPHON = Where.TITLE_PAGE, Where.COLOPHON

# An edition of one article has no title page: its colophon says what stands there.
EDITION = (
    Place(
        fact="identifier",
        record="@id",
        package="dc:identifier",
        xmp="dc:identifier",
        page=(COLOPHON,),
    ),
    Place(
        fact="title",
        record="name",
        package="dc:title",
        xmp="dc:title",
        info="Title",
        page=(TITLE_PAGE,),
    ),
    Place(fact="subtitle", record="alternativeHeadline", package="dc:title", page=(TITLE_PAGE,)),
    Place(
        fact="description",
        record="description",
        package="dc:description",
        xmp="dc:description",
        info="Subject",
        page=(TITLE_PAGE,),
    ),
    Place(
        fact="language",
        record="inLanguage",
        package="dc:language",
        xmp="dc:language",
        unsaid="und",  # BCP 47: not determined
    ),
    Place(
        fact="imprint",
        record="publisher/name",
        package="dc:publisher",
        xmp="dc:publisher",
        page=(TITLE_PAGE,),
    ),
    Place(
        fact="published",
        record="datePublished",
        package="dc:date",
        xmp="dc:date",
        page=(COLOPHON,),
        day=True,
    ),
    Place(
        fact="series", record="isPartOf/name", package="belongs-to-collection", page=(TITLE_PAGE,)
    ),
    Place(
        fact="series_position",
        record="isPartOf/position",
        package="group-position",
        page=(TITLE_PAGE,),
    ),
    # A position that is no number: a reader cannot sort by it, so it is not in the package (EPUB
    # 3.3, group-position).
    Place(fact="series_place", record="isPartOf/pub:position", page=(TITLE_PAGE,)),
    Place(
        fact="series_identifier",
        record="isPartOf/identifier",
        package="dcterms:identifier",
        page=(COLOPHON,),
    ),
    Place(fact="volume", record="volumeNumber", package="schema:volumeNumber", page=(TITLE_PAGE,)),
    Place(fact="issue", record="issueNumber", package="schema:issueNumber", page=(TITLE_PAGE,)),
    Place(
        fact="copyright",
        record="copyrightNotice",
        package="dc:rights",
        xmp="dc:rights",
        page=(COLOPHON,),
    ),
    # An edition that says nothing of its own rights says no basis either.
    Place(fact="basis", record="pub:basis", page=(COLOPHON,), phrase="bases"),
    # What else is said of rights (facts): its words stand on the pages as notices and permissions.
    Place(fact="rights", record="pub:rights", package="dc:rights", xmp="dc:rights"),
    Place(
        fact="holder",
        record="copyrightHolder/name",
        package="dcterms:rightsHolder",
        xmp="xmpRights:Owner",
        page=(COLOPHON,),
    ),
    # cc:license of a packet would license the articles too (XMP has no parts), so the edition's own
    # licence is not there.
    Place(fact="licence", record="license", package=_LICENCE, page=(COLOPHON,)),
    Place(fact="licence_name", record="pub:licenceName", page=(COLOPHON,)),
    Place(fact="credit", record="creditText", package="schema:creditText", page=(COLOPHON,)),
    Place(
        fact="terms",
        record="conditionsOfAccess",
        package="dcterms:accessRights",
        xmp="xmpRights:UsageTerms",
        page=(COLOPHON,),
    ),
    Place(fact="terms_page", record="usageInfo", package="schema:usageInfo", page=(COLOPHON,)),
    Place(
        fact="permission_page",
        record="acquireLicensePage",
        package="link cc:morePermissions",
        page=(COLOPHON,),
    ),
    Place(fact="status", record="pub:statusUrl", package="link dcterms:rights", page=(COLOPHON,)),
    # A machine reads one reservation for the whole file: facts.whole_reservation says which.
    Place(
        fact="mining",
        record="pub:mining/pub:tdmReservation",
        package="tdm:reservation",
        xmp="tdm:reservation",
    ),
    Place(
        fact="mining_policy",
        record="pub:mining/pub:tdmPolicy",
        package="tdm:policy",
        xmp="tdm:policy",
    ),
    Place(fact="tdm_reservation", record="pub:tdmReservation"),
    Place(fact="tdm_policy", record="pub:tdmPolicy", page=(COLOPHON,)),
    # A node of its own: schema.org's usageInfo holds the address of the terms.
    Place(
        fact="statement",
        record="pub:statement",
        package="dcterms:accessRights",
        xmp="xmpRights:UsageTerms",
        page=(COLOPHON,),
    ),
)

ARTICLE = (
    Place(fact="title", record="headline", part="dcterms:title", page=(Where.TEXT, SOURCES)),
    Place(fact="kicker", record="pub:kicker", page=(Where.TEXT,)),
    Place(
        fact="subtitle",
        record="alternativeHeadline",
        package="dc:title",
        part="dcterms:alternative",
        page=(Where.TEXT,),
    ),
    Place(
        fact="standfirst",
        record="abstract",
        package="dc:description",
        part="dcterms:abstract",
        xmp="dc:description",
        info="Subject",
        page=(Where.TEXT,),
        alone=True,
    ),
    Place(fact="language", record="inLanguage", part="dcterms:language", unsaid="und"),
    Place(
        fact="keyword",
        record="keywords",
        package="dc:subject",
        part="dcterms:subject",
        xmp="dc:subject",
        info="Keywords",
    ),
    Place(
        fact="published",
        record="datePublished",
        part="dcterms:date",
        page=(CREDIT,),
        day=True,
    ),
    Place(
        fact="updated",
        record="dateModified",
        package="schema:dateModified",
        part="schema:dateModified",
        page=(CREDIT,),
        day=True,
    ),
    Place(
        fact="address",
        record="url",
        package="dc:source",
        part="dcterms:source",
        xmp="cc:attributionURL",
        page=(CREDIT,),
        shared=True,
    ),
    Place(
        fact="copyright",
        record="copyrightNotice",
        package="dc:rights",
        part="dcterms:rights",
        xmp="dc:rights",
        page=(CREDIT,),
    ),
    Place(
        fact="basis", record="pub:basis", page=(CREDIT,), phrase="bases", unsaid=Basis.UNKNOWN.value
    ),
    Place(
        fact="rights",
        record="pub:rights",
        package="dc:rights",
        part="dcterms:rights",
        xmp="dc:rights",
    ),
    Place(
        fact="holder",
        record="copyrightHolder/name",
        package="dcterms:rightsHolder",
        part="dcterms:rightsHolder",
        xmp="xmpRights:Owner",
        page=(CREDIT,),
    ),
    Place(
        fact="licence",
        record="license",
        package=_LICENCE,
        part=_LICENCE,
        xmp="cc:license",
        page=(CREDIT,),
        shared=True,
    ),
    Place(fact="licence_name", record="pub:licenceName", page=(CREDIT,)),
    Place(
        fact="credit",
        record="creditText",
        package="schema:creditText",
        part="schema:creditText",
        xmp="photoshop:Credit",
        page=(CREDIT,),
        shared=True,
    ),
    # On the page notices stand to the letter, as the ledger demands, and permissions on their own
    # (PERMISSION): not once more as terms.
    Place(
        fact="terms",
        record="conditionsOfAccess",
        package="dcterms:accessRights",
        part="dcterms:accessRights",
        xmp="xmpRights:UsageTerms",
    ),
    Place(
        fact="terms_page",
        record="usageInfo",
        package="schema:usageInfo",
        part="schema:usageInfo",
        page=(CREDIT,),
    ),
    Place(
        fact="permission_page",
        record="acquireLicensePage",
        package="link cc:morePermissions",
        part="link cc:morePermissions",
        page=(CREDIT,),
    ),
    Place(
        fact="status",
        record="pub:statusUrl",
        package="link dcterms:rights",
        part="link dcterms:rights",
        page=(CREDIT,),
    ),
    Place(
        fact="tdm_reservation",
        record="pub:tdmReservation",
        part="tdm:reservation",
        head="tdm-reservation",
    ),
    Place(
        fact="tdm_policy",
        record="pub:tdmPolicy",
        part="tdm:policy",
        head="tdm-policy",
        page=(CREDIT,),
    ),
    # CC BY 4.0, 3(a)(1)(B) and its like: that the material was modified is said where a reader sees
    # it.
    Place(fact="change", record="pub:changes", page=(CREDIT,)),
    Place(
        fact="provenance",
        record="pub:provenance",
        package="dcterms:provenance",
        part="dcterms:provenance",
        xmp="dcterms:provenance",
    ),
)

# The part of a person or a source refines their own element, in an edition of one article too.
# "role" gives the code of RELATORS; it may refine dc: elements alone (EPUBCheck), so that a person
# of one article of many has the address of the code (ROLE_NAMES) in schema:roleName: a word would
# be of one language.
PERSON = (
    Place(
        fact="name",
        record="name",
        package="dc:creator",
        part="dcterms:creator",
        xmp="dc:creator",
        info="Author",
        page=(CREDIT,),
    ),
    Place(
        fact="role",
        record="pub:role",
        package="role",
        part="schema:roleName",
        page=(CREDIT,),
        phrase="roles",
    ),
    Place(fact="sort_as", record="pub:sortAs", package="file-as", part="file-as"),
    Place(
        fact="page",
        record="url",
        package="link schema:sameAs",
        part="link schema:sameAs",
        page=(CREDIT,),
    ),
    Place(
        fact="institution",
        record="affiliation/name",
        package="schema:affiliation",
        part="schema:affiliation",
        page=(CREDIT,),
    ),
    Place(fact="bio", record="description", page=(CREDIT,)),
)

# A source without an address is called by the first of NAMED_BY in its element.
SOURCE = (
    Place(fact="relation", record="pub:relation", page=(CREDIT,), phrase="origins"),
    Place(
        fact="address",
        record="url",
        package="dc:source",
        part="dcterms:source",
        xmp="dc:source",
        page=(CREDIT,),
    ),
    Place(
        fact="name",
        record="isPartOf/name",
        package="dcterms:publisher",
        part="dcterms:publisher",
        xmp="photoshop:Source",
        page=(CREDIT,),
    ),
    Place(fact="site", record="isPartOf/pub:site", xmp="photoshop:Source", page=(CREDIT,)),
    Place(
        fact="title", record="name", package="dcterms:title", part="dcterms:title", page=(CREDIT,)
    ),
    Place(
        fact="date",
        record="datePublished",
        package="dcterms:issued",
        part="dcterms:issued",
        page=(CREDIT,),
        day=True,
    ),
    Place(
        fact="captured",
        record="prov:generatedAtTime",
        package="dcterms:date",
        part="dcterms:date",
        page=(CREDIT,),
        day=True,
    ),
    Place(
        fact="archive",
        record="archivedAt",
        package="link schema:archivedAt",
        part="link schema:archivedAt",
        page=(CREDIT,),
    ),
)

# The file of a picture that is not printed is not in the package either: page and record alone
# speak of it.
PICTURE = (
    Place(fact="description", record="caption", alternative=True),
    Place(
        fact="credit",
        record="creditText",
        package="dcterms:rights",
        part="dcterms:rights",
        page=(Where.CAPTION,),
    ),
    Place(
        fact="holder",
        record="copyrightHolder/name",
        package="dcterms:rightsHolder",
        part="dcterms:rightsHolder",
        page=(CREDIT,),
    ),
    Place(fact="licence", record="license", package=_LICENCE, part=_LICENCE, page=(CREDIT,)),
    Place(
        fact="address",
        record="url",
        package="dcterms:source",
        part="dcterms:source",
        page=(CREDIT,),
    ),
)

# The maker's own cover refines the item of its file; what it shows is its alternative text there.
COVER = tuple(
    replace(place, part="", page=() if place.alternative else (COLOPHON,)) for place in PICTURE
)

PERMISSION = (
    Place(fact="grantor", record="pub:grantedBy", page=(CREDIT,)),
    Place(
        fact="words",
        record="text",
        package="dcterms:accessRights",
        part="dcterms:accessRights",
        xmp="xmpRights:UsageTerms",
        page=(CREDIT,),
    ),
    Place(fact="condition", record="pub:conditions/@id", page=(CREDIT,), phrase="conditions"),
    Place(fact="asked_forms", record="pub:conditions/pub:forms", page=(CREDIT,), phrase="forms"),
    Place(fact="granted", record="validFrom", page=(CREDIT,), day=True),
    Place(fact="expires", record="validThrough", page=(CREDIT,), day=True),
)

PLACES: dict[Subject, tuple[Place, ...]] = {
    "edition": EDITION,
    "article": ARTICLE,
    "person": PERSON,
    "source": SOURCE,
    "picture": PICTURE,
    "cover": COVER,
    "permission": PERMISSION,
}

# ISO 16684-1, 8.2.2 and PDF/A (ISO 19005-3, 6.6.2): a wrong container fails; properties that are
# not here are plain text.
CONTAINERS: dict[str, Container] = {
    "dc:title": "Alt",
    "dc:description": "Alt",
    "dc:rights": "Alt",
    "xmpRights:UsageTerms": "Alt",
    "dc:creator": "Seq",
    "dc:date": "Seq",
    "dc:contributor": "Bag",
    "dc:language": "Bag",
    "dc:publisher": "Bag",
    "dc:subject": "Bag",
    "xmpRights:Owner": "Bag",
}
NAMED_BY = ("name", "site", "title", "archive", "captured", "date")
# MARC code list for relators, by the names of model.article.Role.
RELATORS = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "photographer": "pht",
    "illustrator": "ill",
    "proofreader": "pfr",
    "collector": "col",
    "contributor": "ctb",
}
# schema.org, roleName: a text or an address.
ROLE_NAMES = {
    role: f"http://id.loc.gov/vocabulary/relators/{code}" for role, code in RELATORS.items()
}
# People who are no authors or editors are contributors: instead of PERSON's name properties.
CONTRIBUTOR = Place(
    fact="name",
    record="name",
    package="dc:contributor",
    part="dcterms:contributor",
    xmp="dc:contributor",
    page=(CREDIT,),
)

"""Places of rights.places that no writer fills yet: (subject, fact, property, or form and part of its pages).

The judge does not ask for them; tests/test_verify/test_mutants.py fails as soon as one of them is filled, so that it is
taken out here.
"""

WAITING: frozenset[tuple[str, str, str]] = frozenset({
    ("article", "keyword", "dcterms:subject"), ("article", "language", "dcterms:language"),
    ("article", "standfirst", "dcterms:abstract"), ("article", "status", "epub edition"),
    ("article", "status", "pdf edition"), ("article", "subtitle", "dcterms:alternative"), ("article", "tdm_policy", "epub edition"),
    ("article", "tdm_policy", "pdf edition"), ("article", "tdm_policy", "tdm:policy"), ("article", "tdm_reservation", "tdm:reservation"),
    ("article", "terms", "epub article"), ("article", "terms", "pdf article"),
    ("article", "updated", "schema:dateModified"), ("edition", "published", "epub edition"), ("edition", "published", "pdf edition"),
    ("person", "institution", "epub article"), ("person", "institution", "epub edition"),
    ("person", "institution", "pdf article"), ("person", "institution", "pdf edition"), ("person", "institution", "schema:affiliation"),
    ("person", "page", "epub edition"), ("person", "page", "link schema:sameAs"), ("person", "page", "pdf edition"),
    ("picture", "address", "dcterms:source"), ("picture", "address", "epub edition"), ("picture", "address", "pdf edition"),
    ("picture", "holder", "dcterms:rightsHolder"), ("source", "archive", "link schema:archivedAt"), ("source", "captured", "dcterms:date"),
    ("source", "captured", "epub edition"), ("source", "captured", "pdf edition"), ("source", "date", "dcterms:issued"),
    ("source", "name", "dcterms:publisher"), ("source", "name", "photoshop:Source"), ("source", "site", "photoshop:Source"),
    ("source", "title", "dcterms:title"),
})
# Properties in which writers set other values than the table says, with the form.
UNSETTLED: frozenset[str] = frozenset({"epub dcterms:date", "epub dcterms:source", "epub dc:source"})

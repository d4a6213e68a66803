"""The tool's own sentences, all in one place: few, plain, and never a judgement on the law.

What stands here is English; languages/ holds a file for each other language.
"""

from dataclasses import field

from publisher.model.article import LeftOutBecause, Relation, Role, Withheld
from publisher.model.rights import Basis
from publisher.value import value


@value
class Phrases:
    """Our words in one language; braces are filled in by rendering."""

    language: str = "en"
    contents: str = "Contents"
    landmarks: str = "Landmarks"
    cover: str = "Cover"
    pages: str = "Pages"
    by: str = "By"
    edited_by: str = "Edited by"
    missing_picture: str = "The picture is not in the capture."
    withheld: dict[Withheld, str] = field(
        default_factory=lambda: {
            Withheld.BY_CHOICE: "A picture is left out here by the choice of this edition’s maker.",
            Withheld.NO_CREDIT: "A picture is left out here because nobody is named for it.",
        }
    )
    picture_left_out: str = "left out of this edition"
    notes: str = "Notes"
    note: str = "Note {number}"
    back: str = "Back to mark {number}"
    credit: str = "Credit"
    about: str = "About the author"
    source_notices: str = "The source’s notices, word for word"
    own_notices: str = "Notices, word for word"
    sources: str = "Sources and permissions"
    sources_note: str = (
        "Each article stands here with what its source says of it. Words of a source are quoted as"
        " they were printed; everything else on this page is the edition’s."
    )
    title: str = "Title"
    people: str = "People"
    published: str = "Published"
    updated: str = "Updated"
    address: str = "Address"
    no_address: str = "address not in the capture"
    captured: str = "captured {moment}"
    holder: str = "Rights holder named by the source"
    own_holder: str = "Rights holder"
    copyright: str = "Copyright line"
    licence: str = "Licence"
    basis: str = "Basis of this edition"
    permission: str = "Permission, in the source’s words"
    permission_by: str = "Permission given by {name}"
    conditions: str = "What it asks for"
    changes: str = "Changes since its first publication, as declared"
    exception: str = "Exception relied on by the maker of this edition"
    terms: str = "Terms of the source"
    more: str = "Where the source gives more permissions"
    own_terms: str = "Terms"
    own_more: str = "Where more permissions are given"
    status: str = "Status of the rights"
    mining: str = "Text and data mining"
    reserved: dict[bool, str] = field(
        default_factory=lambda: {True: "rights reserved", False: "not reserved"}
    )
    tdm: str = "Policy on text and data mining"
    reliance: str = "Statement by the maker of this edition"
    description: str = "Description"
    series: str = "Series"
    imprint: str = "Imprint"
    credit_line: str = "Credit line asked for"
    notices: str = "Notices"
    notices_at: str = "{count} printed word for word at the end of the article"
    notice_at: str = "1 printed word for word at the end of the article"
    pictures: str = "Pictures"
    left_out: str = "What was left out of the capture"
    left_out_note: str = "These words stood in the capture and are not part of the article."
    left_out_more: str = (
        "{reason} (words: {words}; lines: {lines}), listed in the record inside this file"
    )
    left_out_long: str = "… ({words} words in all)"
    colophon: str = "Colophon"
    made: str = "Made with publisher {version} in the theme “{theme}”."
    set_in: str = "As a PDF it is set in {fonts}, used under the SIL Open Font License 1.1."
    text_unchanged: str = (
        "The text of the articles is carried word for word; only its form was changed."
    )
    personal: str = "Made for personal reading; not assessed for publication."
    left_out_count: str = (
        "Left out: {counts}; each with its reason on the page “{page}” or in the record."
    )
    identifier: str = "Identifier"
    moment: str = "As of {moment}"
    record: str = "A machine-readable record of rights and provenance is inside this file ({name})."
    edition_rights: str = "Rights in the edition itself"
    fold: str = "; "
    relations: dict[Relation, str] = field(
        default_factory=lambda: {
            Relation.CAPTURED_FROM: "Captured from",
            Relation.ORIGINALLY_PUBLISHED: "Originally published by",
            Relation.REPUBLISHED_FROM: "Republished from",
            Relation.TRANSLATED_FROM: "Translated from",
            Relation.VERSION_OF: "A version of",
        }
    )
    roles: dict[Role, str] = field(
        default_factory=lambda: {
            Role.AUTHOR: "author",
            Role.EDITOR: "editor",
            Role.TRANSLATOR: "translator",
            Role.PHOTOGRAPHER: "photographer",
            Role.ILLUSTRATOR: "illustrator",
            Role.PROOFREADER: "proofreader",
            Role.COLLECTOR: "collector",
            Role.CONTRIBUTOR: "contributor",
        }
    )
    bases: dict[Basis, str] = field(
        default_factory=lambda: {
            Basis.LICENCE: "the licence named here",
            Basis.PERMISSION: "the permission named here",
            Basis.PUBLIC_DOMAIN: "public domain, as declared by the maker",
            Basis.EXCEPTION: "an exception named by the maker",
            Basis.OWN_WORK: "the maker’s own work",
            Basis.UNKNOWN: "not declared",
        }
    )
    reasons: dict[LeftOutBecause, str] = field(
        default_factory=lambda: {
            LeftOutBecause.REPETITION: "repetition",
            LeftOutBecause.BOILERPLATE: "the site speaking for itself",
            LeftOutBecause.FURNITURE: "page furniture",
            LeftOutBecause.COUNTER: "counter picture",
            LeftOutBecause.PLACEHOLDER: "unfilled template",
            LeftOutBecause.PRIVATE: "a comment that the source does not show",
            LeftOutBecause.METADATA: "read into the record",
            LeftOutBecause.UNREADABLE: "unreadable characters",
            LeftOutBecause.ABRIDGED: "left out by the maker of this edition",
        }
    )

"""What a page says to machines of its use is found where it stands, and nowhere in its prose."""

import html
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.captures import Capture, header_signals, robots_signals
from publisher.model.rights import Rights, Signal, SignalScheme
from publisher.readers.any_file import read
from publisher.readers.use_signals import with_signals
from publisher.rights.signal_conflicts import conflicts_in

TITLE = "The ferry that ran at night"
PROSE = (
    "The ferry left the quay at nine each evening, and whoever missed it slept in the shed.",
    "Nobody remembers now who had the keys, or why the lamp was never lit on a Sunday.",
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PAGES = "https://quay.example"


def page(head: str = "", body: str = "", *, after: str = "") -> str:
    """A page of our own words, with this in its head, in its article and behind it."""
    prose = "".join(f"<p>{words}</p>\n" for words in PROSE)
    return (
        f"<!doctype html>\n<html lang=en>\n<head><title>{TITLE}</title>\n{head}\n</head>\n<body>"
        f"<article><h1>{TITLE}</h1>\n{prose}{body}</article>\n{after}</body></html>\n"
    )


def rights(text: str) -> Rights:
    """The rights of the article of a page."""
    return read("page.html", text.encode()).article.rights


def said(of: Rights) -> set[tuple[str, str, str]]:
    """(scheme, name in small letters, value) of each signal."""
    return {(one.scheme.value, one.name.lower(), one.value) for one in of.signals}


def record(**facts: object) -> str:
    """JSON-LD of the article with these facts."""
    told = {"@context": "https://schema.org", "@type": "Article", "headline": TITLE, **facts}
    return f'<script type="application/ld+json">\n{json.dumps(told, indent=1)}\n</script>'


RSL = '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"/></rsl>'
FORMS = (
    ('<meta name="robots" content="noai, noimageai">', "robots", "robots", "noai, noimageai"),
    ('<META CONTENT="max-snippet:20" NAME=ROBOTS>', "robots", "robots", "max-snippet:20"),
    ('<meta name="GPTBot" content="noindex">', "robots", "gptbot", "noindex"),
    ('<meta name="robots" content="whatever-next">', "robots", "robots", "whatever-next"),
    ('<meta name="tdm-reservation" content="1">', "tdmrep", "tdm-reservation", "1"),
    ('<meta name="tdm-reservation" content="maybe">', "tdmrep", "tdm-reservation", "maybe"),
    ('<meta name="tdm-policy" content="/tdm.json">', "tdmrep", "tdm-policy", "/tdm.json"),
    (
        '<meta http-equiv="Content-Usage" content="train-ai=n;exceptions=cc-cr">',
        "aipref",
        "content-usage",
        "train-ai=n;exceptions=cc-cr",
    ),
    (
        '<link rel="license" type="application/rsl+xml" href="/l.xml">',
        "rsl",
        "rel=license",
        "/l.xml",
    ),
    (f'<script type="application/rsl+xml">{RSL}</script>', "rsl", "application/rsl+xml", RSL),
    (f'<link href="{LICENCE}" rel="license">', "licence-link", "rel=license", LICENCE),
    (record(usageInfo=f"{PAGES}/terms"), "schema.org", "usageinfo", f"{PAGES}/terms"),
    (record(license={"@type": "CreativeWork", "url": LICENCE}), "schema.org", "license", LICENCE),
    (
        record(copyrightHolder=[{"name": "Quay Press"}]),
        "schema.org",
        "copyrightholder",
        "Quay Press",
    ),
    (record(isAccessibleForFree=False), "schema.org", "isaccessibleforfree", "false"),
    (
        record(conditionsOfAccess="Ask  at the quay."),
        "schema.org",
        "conditionsofaccess",
        "Ask  at the quay.",
    ),
)


@pytest.mark.parametrize(("mark", "scheme", "name", "value"), FORMS)
def test_each_form_is_found_to_the_letter_with_its_line(
    mark: str, scheme: str, name: str, value: str
) -> None:
    found = rights(page(mark))
    assert (scheme, name, value) in said(found)
    assert all(one.found.startswith("line ") for one in found.signals)
    line = page(mark).split("\n").index(mark.split("\n", maxsplit=1)[0]) + 1
    lines = [int(one.found.split(",")[0].removeprefix("line ")) for one in found.signals]
    assert all(line <= one <= line + mark.count("\n") for one in lines)


@pytest.mark.parametrize(("mark", "scheme", "name", "value"), FORMS)
def test_a_page_that_writes_about_a_signal_has_none(
    mark: str, scheme: str, name: str, value: str
) -> None:
    shown = html.escape(mark)
    told = (
        f"<p>They wrote {name}: {html.escape(value)}, which {scheme} knows.</p>"
        f"<pre><code>{shown}</code></pre><textarea>{shown}</textarea><!-- {mark} -->"
        f"<template>{mark}</template>"
    )
    assert rights(page(body=told)).signals == ()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=4, unique_by=lambda one: one[:3]),
    st.booleans(),
)
def test_signals_together_are_all_found_and_no_other(
    marks: list[tuple[str, str, str, str]], is_written_about: bool
) -> None:
    about = "".join(f"<p>{html.escape(mark)}</p>" for mark, *_ in FORMS) if is_written_about else ""
    head = "\n".join(mark for mark, *_ in marks)
    assert said(rights(page(head, about))) == {(scheme, name, v) for _, scheme, name, v in marks}


def test_the_fields_that_a_vocabulary_has_take_its_words() -> None:
    found = rights(
        page(
            '<meta name="tdm-reservation" content="1"><meta name="tdm-policy"'
            f' content="{PAGES}/tdm">'
            + record(
                usageInfo=f"{PAGES}/terms",
                acquireLicensePage=f"{PAGES}/ask",
                copyrightHolder={"@type": "Organization", "name": "Quay Press"},
                creditText="By Quay Press",
                copyrightNotice="© 2024 Quay Press",
            )
        )
    )
    assert (found.tdm_reservation, found.tdm_policy) == (True, f"{PAGES}/tdm")
    assert (found.terms_url, found.permission_url) == (f"{PAGES}/terms", f"{PAGES}/ask")
    assert (found.holder, found.credit) == ("Quay Press", "By Quay Press")
    assert found.copyright_line == "© 2024 Quay Press"


def test_a_licence_for_machines_is_no_licence_of_the_text() -> None:
    assert rights(page(FORMS[8][0])).licence is None
    assert rights(page(FORMS[8][0] + FORMS[10][0])).licence is not None


def test_properties_in_microdata_are_those_of_the_article_alone() -> None:
    own = '<p itemprop="creditText">By hand</p>'
    card = '<div itemscope itemtype="https://schema.org/Article"><b itemprop="creditText">Other</b></div>'
    picture = (
        '<figure itemscope itemtype="https://schema.org/ImageObject"><img src="a.png" alt="">'
        '<meta itemprop="creditText" content="Photo"></figure>'
    )
    text = page(body=own + picture, after=card).replace(
        "<article>", '<article itemscope itemtype="https://schema.org/NewsArticle">'
    )
    assert said(rights(text)) == {("schema.org", "credittext", "By hand")}
    assert said(rights(page(body=card))) == set()
    around = page(body=own).replace("<article>", "<article><div itemscope itemtype=Article>")
    whole = around.replace("</article>", "</div></article>").replace(
        "itemtype=Article", 'itemtype="https://schema.org/Article"'
    )
    assert said(rights(whole)) == {("schema.org", "credittext", "By hand")}


HEADERS = (
    ("x-robots-tag", "googlebot: noarchive", "robots", "X-Robots-Tag"),
    ("TDM-Reservation", "1", "tdmrep", "TDM-Reservation"),
    ("content-usage", "train-ai=n, search=y", "aipref", "Content-Usage"),
    ("Content-Signal", "ai-train=no", "content-signal", "Content-Signal"),
)


@pytest.mark.parametrize(("name", "value", "scheme", "known"), HEADERS)
def test_headers_are_kept_under_their_names(name: str, value: str, scheme: str, known: str) -> None:
    (found,) = header_signals([("content-type", "text/html"), (name, value)])
    assert (found.scheme, found.name, found.value) == (scheme, known, value)
    assert found.found == f"header {known}"


def test_a_link_header_names_a_licence_for_people_or_for_machines() -> None:
    links = (
        f'</style.css>; rel=preload, <{LICENCE}>; rel="license", <{PAGES}/l.xml>; rel="license";'
        ' type="application/rsl+xml"'
    )
    found = list(header_signals([("Link", links)]))
    assert [(one.scheme, one.value) for one in found] == [
        ("licence-link", LICENCE),
        ("rsl", f"{PAGES}/l.xml"),
    ]
    article = read("page.html", page().encode()).article
    known = with_signals(article, Capture(headers=(("link", links),))).rights.licence
    assert known
    assert known.id == "CC-BY-4.0"


ROBOTS = f"""\
# Content-Usage: nothing
License: {PAGES}/l.xml
User-agent: *
Allow: /
Content-Usage: search=y
Content-Usage: /news/ train-ai=n   # for the news
User-agent: OneBot
User-agent: OtherBot
Content-Signal: ai-train=no
"""


@pytest.mark.parametrize(
    ("address", "usage"),
    [
        (f"{PAGES}/news/a", ["/news/ train-ai=n"]),
        (f"{PAGES}/about", ["search=y"]),
        ("", ["search=y"]),
        ("http://[", ["search=y"]),
    ],
)
def test_the_rules_of_a_site_speak_by_path_and_agent(address: str, usage: list[str]) -> None:
    found = list(robots_signals(ROBOTS, address))
    assert [one.value for one in found if one.scheme == "aipref"] == usage
    assert [one.found for one in found if one.scheme == "rsl"] == ["robots.txt line 2"]
    assert [one.agent for one in found if one.name == "Content-Signal"] == ["OneBot, OtherBot"]


def test_the_page_goes_before_its_headers_and_both_are_kept_as_doubtful() -> None:
    article = read("page.html", page(FORMS[4][0]).encode()).article
    headers = (("tdm-reservation", "0"),)
    found = with_signals(article, Capture(headers=headers)).rights
    assert found.tdm_reservation is True
    (conflict,) = conflicts_in(found)
    assert conflict.about == "tdm-reservation"
    assert [place for _, place in conflict.said] == ["line 4, meta[name]", "header TDM-Reservation"]
    same = with_signals(article, Capture(headers=(("tdm-reservation", "1"),)))
    assert conflicts_in(same.rights) == ()


def _signals(*pairs: tuple[str, str, str]) -> Rights:
    made = (
        Signal(scheme=SignalScheme(scheme), name=name, value=value, found=f"place {number}")
        for number, (scheme, name, value) in enumerate(pairs)
    )
    return replace(Rights(), signals=tuple(made))


@pytest.mark.parametrize(
    ("one", "other", "about"),
    [
        (("aipref", "Content-Usage", "train-ai=n"), "search=y, train-ai=y", "train-ai"),
        (("aipref", "Content-Usage", "/a/ train-ai=n"), "train-ai=n;exceptions=cc-cr", ""),
        (("robots", "robots", "noarchive"), "archive", "archive"),
        (("robots", "robots", "none"), "index", "index"),
        (("robots", "robots", "max-snippet:20"), "max-snippet:-1", "max-snippet"),
        (("robots", "X-Robots-Tag", "onebot: noarchive"), "archive", ""),
        (("robots", "robots", "noai"), "noimageai, noindex", ""),
        (("licence-link", "rel=license", LICENCE), LICENCE.replace("/by/", "/by-nc/"), "licence"),
        (
            ("licence-link", "rel=license", LICENCE),
            "http://creativecommons.org/licenses/by/4.0",
            "",
        ),
    ],
)
def test_what_one_vocabulary_says_twice_is_a_conflict_only_where_it_differs(
    one: tuple[str, str, str], other: str, about: str
) -> None:
    found = conflicts_in(_signals(one, (one[0], one[1], other)))
    assert [each.about for each in found] == ([about] if about else [])


def test_a_licence_beside_all_rights_reserved_is_doubtful_and_stops_nothing() -> None:
    line = "<footer><p>© 2024 Quay Press. All rights reserved.</p></footer>"
    found = rights(page(FORMS[10][0], after=line))
    assert [one.about for one in conflicts_in(found)] == ["whether all rights are reserved"]
    assert conflicts_in(rights(page(FORMS[10][0]))) == ()


@pytest.mark.parametrize(
    ("author", "sort_as"),
    [
        (
            {"name": "Ada Maria Example", "givenName": "Ada Maria", "familyName": "Example"},
            "Example, Ada Maria",
        ),
        (
            {"name": "Ada van Example", "givenName": "Ada", "familyName": "van Example"},
            "van Example, Ada",
        ),
        ({"name": "Ada Example", "familyName": "Other", "givenName": "Ada"}, ""),
        ({"name": "Ada Example", "familyName": "Example"}, ""),
        ({"name": "Ada Example"}, ""),
    ],
)
def test_a_sort_name_is_taken_where_the_page_states_the_family(
    author: dict[str, str], sort_as: str
) -> None:
    found = read("page.html", page(record(author=author)).encode()).article
    assert [(one.name, one.sort_as) for one in found.contributors] == [(author["name"], sort_as)]
    fields = [one.field for one in found.evidence]
    assert ("contributors[0].sort_as" in fields) is bool(sort_as)

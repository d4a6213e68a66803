"""Drawings: a new tree of what may stand in an edition; what was left out is told."""

import pytest
from lxml import etree

from publisher.errors import SourceError
from publisher.model.article import Asset
from publisher.pictures.fit import embedded_in, fit_picture

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0'
    ' 0 9 9"'
)


def drawing(inside: str, more: str = "") -> Asset:
    return Asset(
        id="d", file="images/d.svg", alt="A drawing", data=f"{HEAD}{more}>{inside}</svg>".encode()
    )


def made(inside: str, more: str = "") -> tuple[str, str]:
    picture = fit_picture(drawing(inside, more), "a1-p", "a1")
    assert picture.media_type == "image/svg+xml"
    return picture.data.decode(), picture.remark


HOSTILE: list[tuple[str, str]] = [
    ("<script>alert(1)</script>", "<script>"),
    (
        "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'>x</div></foreignObject>",
        "<foreignObject>",
    ),
    ("<rect onclick='x()' width='1'/>", "onclick"),
    ("<image href='https://example.org/x.png'/>", "outside"),
    ("<image xlink:href='file:///etc/passwd'/>", "outside"),
    ("<image href='data:image/svg+xml;base64,AAAA'/>", "outside"),
    ("<use href='other.svg#x'/>", "outside"),
    ("<rect fill='url(https://example.org/x.svg#y)'/>", "outside"),
    ("<rect style='background:url(//example.org/x)'/>", "outside"),
    ("<style>@import 'https://example.org/x.css';</style>", "style sheet"),
    ("<rect><animate attributeName='href' to='javascript:x'/></rect>", "<animate>"),
    ("<a href='javascript:alert(1)'><text>Words</text></a>", "<a>"),
    ("<iframe xmlns='http://www.w3.org/1999/xhtml' src='x'/>", "<iframe>"),
]


@pytest.mark.parametrize(
    ("inside", "told"), HOSTILE, ids=[told + str(n) for n, (_, told) in enumerate(HOSTILE)]
)
def test_what_runs_or_reaches_outside_does_not_come_along_and_is_told(
    inside: str, told: str
) -> None:
    text, remark = made(inside)
    assert told in remark
    for word in (
        "script",
        "onclick",
        "example.org",
        "passwd",
        "@import",
        "foreignObject",
        "animate",
        "iframe",
        "javascript",
        "svg+xml",
    ):
        assert word not in text.replace("image/svg+xml", "") or word == "svg+xml"


def test_what_is_drawn_comes_along_whole() -> None:
    inside = (
        "<title>T</title><defs><linearGradient id='g'><stop offset='0'"
        " stop-color='red'/></linearGradient></defs><g transform='scale(2)'><path d='M0 0L9 9'"
        " fill='url(#g)' stroke-width='2'/>a<text x='1' font-size='3'>Words"
        " <tspan>here</tspan></text></g><image href='data:image/png;base64,iVBORw0KGgo='/><use"
        " xlink:href='#g'/>"
    )
    text, remark = made(inside, ' role="img" xml:lang="en"')
    assert remark == ""

    def shape(node: etree._Element) -> list[object]:
        return [
            node.tag,
            sorted(node.items()),
            node.text or "",
            node.tail or "",
            [shape(child) for child in node],
        ]

    assert shape(etree.fromstring(text.encode())) == shape(
        etree.fromstring(drawing(inside, ' role="img" xml:lang="en"').data)
    )


def test_the_words_of_a_link_stay_without_their_address() -> None:
    text, _ = made("<a href='https://example.org/'><text>Words</text></a>")
    assert "Words" in text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            (
                '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b'
                f' "&a;&a;&a;">]>{HEAD}><text>&b;</text></svg>'
            ),
            "entities",
        ),
        (
            (
                "<!DOCTYPE svg [<!ENTITY a SYSTEM"
                f' "file:///etc/passwd">]>{HEAD}><text>&a;</text></svg>'
            ),
            "entities",
        ),
        (f"{HEAD}><g id='a'><use href='#a'/></g></svg>", "inside itself"),
        (
            f"{HEAD}>"
            + "".join(
                f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 10 + "</g>" for n in range(1, 12)
            )
            + "<g id='g0'><path/></g></svg>",
            "shapes",
        ),
        (
            f"{HEAD}>"
            + "".join(f"<g id='g{n}'><use href='#g{n + 1}'/></g>" for n in range(3000))
            + "<g id='g3000'/></svg>",
            "from part to part",
        ),
        (f"{HEAD}><g>", "not well-formed"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'><svg /></html>", "outermost"),
    ],
)
def test_a_bomb_is_refused_in_one_line(data: str, told: str) -> None:
    with pytest.raises(SourceError, match=told) as refused:
        fit_picture(Asset(id="d", file="d.svg", data=data.encode()), "a1-p", "a1")
    assert "\n" not in str(refused.value)


def test_an_old_document_type_is_left_out_and_the_licence_inside_stays() -> None:
    rdf = (
        "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns:cc='http://creativecommons.org/ns#' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><cc:Work"
        " rdf:about=''><dc:creator><cc:Agent><dc:title>A. Drawer</dc:title></cc:Agent></dc:creator>"
        "<cc:license"
        " rdf:resource='https://creativecommons.org/licenses/by/4.0/'/></cc:Work></rdf:RDF></metadata>"
    )
    data = (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + drawing(rdf).data
    )
    picture = fit_picture(Asset(id="d", file="d.svg", data=data), "a1-p", "a1")
    assert b"DOCTYPE" not in picture.data
    facts = embedded_in(Asset(id="d", file="d.svg", data=picture.data)).facts
    assert set(facts) == {
        ("dc:creator", "A. Drawer"),
        ("cc:license", "https://creativecommons.org/licenses/by/4.0/"),
    }

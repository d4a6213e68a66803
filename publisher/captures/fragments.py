"""HTML that is no whole page: the text of a feed's entry, of an export, of a mail."""

import html

from lxml import etree
from lxml import html as lxml_html

from publisher.errors import SourceError

Element = etree._Element  # noqa: SLF001 - the class has no other name

_LEADING = 1000  # characters in which a page of its own shows that it is one


def as_page(
    fragment: str,
    *,
    language: str = "",
    title: str = "",
    base: str = "",
) -> bytes:
    """A page of a fragment alone, as UTF-8.

    base    what its relative addresses are whole against.
    title   printed above the text, where the fragment does not hold it.
    """
    head = fragment[:_LEADING].lstrip().lower()
    if head.startswith(("<!doctype html", "<html")):
        return fragment.encode()
    spoken = f' lang="{html.escape(language)}"' if language else ""
    heading = f"<h1>{html.escape(title)}</h1>\n" if title else ""
    against = f'<base href="{html.escape(base)}">' if base else ""
    return (
        f'<!DOCTYPE html><html{spoken}><head><meta charset="utf-8">{against}</head>'
        f"<body><article>\n{heading}{fragment}\n</article></body></html>"
    ).encode()


def parse_page(name: str, text: str) -> Element:
    """The tree of a page.  Refuses with SourceError what holds no element."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise SourceError(name, 0, 0, "there is no page of HTML in it") from error
    return root


def write_page(root: Element) -> bytes:
    """A tree as a page in UTF-8."""
    written = lxml_html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    assert isinstance(written, bytes)  # noqa: S101 - an encoding was asked for
    return written


def write_fragment(element: Element) -> str:
    """What is in an element, as HTML."""
    inner = "".join(
        lxml_html.tostring(child, encoding="unicode", with_tail=True) for child in element
    )
    return f"{html.escape(element.text or '')}{inner}"


def plain_words(fragment: str) -> str:
    """The words of a fragment of HTML on one line, its references read."""
    if "<" not in fragment and "&" not in fragment:
        return " ".join(fragment.split())
    try:
        tree = lxml_html.fragment_fromstring(fragment, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return " ".join(fragment.split())
    return words_in(tree)


def words_in(element: Element) -> str:
    """The words of an element on one line."""
    return " ".join("".join(map(str, element.itertext())).split())

"""The elements of a page that say by their markup that they hold the author's name.

In: a Page.  Out: for each mark, surest first, the elements that bear it.  Written as CSS selects
them, so that the evidence of a name can be read.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from publisher.readers.html.records import Page
from publisher.readers.html.tree import Element, found_at

# every element that any mark can be on, by one walk of the page
_ANY = (
    "//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'writer')"
    " or contains(@class, 'username') or contains(@class, 'fn') or contains(@rel, 'author')"
    " or contains(@href, '/author') or @itemprop='author' or @itemprop='name']"
)
_WHOLES = frozenset({"meta", "link", "body", "html", "article", "main", "img"})  # no single name's


class Mark(NamedTuple):
    """A mark of the author's name.

    selector    as CSS has it.
    is_on       whether an element bears it.
    certain     whether it says who the author is, so that no form of a name is needed.
    sure        whether a name under it beside the headline leaves no doubt.
    """

    selector: str
    is_on: Callable[[Element], bool]
    certain: bool = False
    sure: bool = False


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _of_class(name: str) -> Callable[[Element], bool]:
    return lambda element: name in _classes(element)


def _in_class(*parts: str) -> Callable[[Element], bool]:
    return lambda element: all(part in element.get("class", "") for part in parts)


def _is_name_of_author(element: Element) -> bool:
    above = (one.get("itemprop") for one in element.iterancestors())
    return element.get("itemprop") == "name" and "author" in above


def _is_name_of_card(element: Element) -> bool:
    return "fn" in _classes(element) and any(
        "vcard" in _classes(one) for one in element.iterancestors()
    )


def _is_link(element: Element) -> bool:
    address = element.get("href", "")
    return element.tag == "a" and ("/author/" in address or "/authors/" in address)


def _is_related(element: Element) -> bool:
    return element.tag == "a" and "author" in element.get("rel", "").split()


MARKS = (
    Mark("[itemprop=author] [itemprop=name]", _is_name_of_author, certain=True, sure=True),
    Mark("[itemprop=author]", lambda one: one.get("itemprop") == "author", certain=True, sure=True),
    Mark("a[rel=author]", _is_related, certain=True, sure=True),
    Mark(".vcard .fn", _is_name_of_card, certain=True, sure=True),
    Mark(".p-author", _of_class("p-author"), certain=True, sure=True),
    Mark(".author-name", _of_class("author-name"), certain=True, sure=True),
    Mark(".byline-name", _of_class("byline-name"), sure=True),
    Mark("a[href*=/author/]", _is_link, sure=True),
    Mark(".author", _of_class("author")),
    Mark(".username", _of_class("username")),
    Mark(".byline", _of_class("byline")),
    Mark("[class*=author][class*=name]", _in_class("author", "name")),
    Mark("[class*=byline]", _in_class("byline")),
    Mark("[class*=writer]", _in_class("writer")),
    Mark("[class*=author]", _in_class("author")),
)


def marked(page: Page) -> Iterator[tuple[Mark, list[Element]]]:
    """Each mark with the elements that bear it, in the order of the page."""
    some = [one for one in page.elements(_ANY) if one.tag not in _WHOLES]
    return ((mark, [one for one in some if mark.is_on(one)]) for mark in MARKS)


def attributed(page: Page) -> list[Element]:
    """Whom the words of a licence ask to be named (ccREL: attributionName, attributionURL)."""
    path = "//*[contains(@rel, 'attributionURL') or contains(@property, 'attributionName')]"
    return found_at(page.root, path)

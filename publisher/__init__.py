"""Captured articles become EPUB and PDF editions that keep attribution, rights and notices.

And prove it.

The names below are the promised ones.  Each is fetched from its module when first used (PEP 562),
so that `import publisher` costs nothing and a program that only reads articles never loads a
typesetter.
"""

TYPE_CHECKING = False  # what typing calls by this name, without the price of importing it
if TYPE_CHECKING:
    from publisher.batch import build_all as build_all
    from publisher.build import build_edition as build_edition
    from publisher.errors import PublisherError as PublisherError
    from publisher.model.article import Article as Article
    from publisher.model.edition import Edition as Edition
    from publisher.readers import read_article as read_article
    from publisher.readers import read_edition as read_edition
    from publisher.verify import inspect_file as inspect_file
    from publisher.verify import verify_file as verify_file
    from publisher.writers import write_epub as write_epub
    from publisher.writers import write_pdf as write_pdf

__version__ = "0.1.0"

_HOMES = {
    "Article": "publisher.model.article",
    "Edition": "publisher.model.edition",
    "PublisherError": "publisher.errors",
    "build_all": "publisher.batch",
    "build_edition": "publisher.build",
    "inspect_file": "publisher.verify",
    "read_article": "publisher.readers",
    "read_edition": "publisher.readers",
    "verify_file": "publisher.verify",
    "write_epub": "publisher.writers",
    "write_pdf": "publisher.writers",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """The public name, from the module that defines it."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found  # the next use is an ordinary attribute
    return found


def __dir__() -> list[str]:
    """The public names and the module's own."""
    return sorted({*globals(), *_HOMES})

"""A shelf of finished files: what each says of itself, as feeds (OPDS) and pages for browsers.

book holds the values; reading takes a file's facts, by inspect alone; catalogue puts them into
lists; opds1, opds2 and web write them; site says which files that makes.
"""

from publisher.shelf.book import Facts, facts_of
from publisher.shelf.catalogue import catalogue_of, matching
from publisher.shelf.reading import read_book
from publisher.shelf.site import Site

__all__ = ["Facts", "Site", "catalogue_of", "facts_of", "matching", "read_book"]

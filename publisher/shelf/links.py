"""Where the files of a shelf stand, as seen from one of them."""

from urllib.parse import quote

from publisher.shelf.book import CoverFile, Facts
from publisher.value import value

COVERS = "covers"
ACQUIRE = "http://opds-spec.org/acquisition/open-access"


@value
class Links:
    """Addresses from a file of a shelf.

    up       to the shelf's own folder: "" or "../".
    books    the folder of finished files, as seen from the shelf's own: "books/".
    """

    up: str
    books: str

    def to(self, stem: str, ending: str) -> str:
        """The address of a list."""
        return f"{self.up}{quote(stem)}{ending}"

    def file(self, file: Facts) -> str:
        """The address of a finished file."""
        whole = quote(self.books + file.path, errors="surrogateescape")
        return f"{self.up}{whole}"

    def cover(self, cover: CoverFile) -> str:
        """The address of a cover."""
        return f"{self.up}{COVERS}/{cover.name}"


def up_from(stem: str) -> str:
    """The way from a file of this stem to the shelf's own folder."""
    return "../" * stem.count("/")


def form_of(file: Facts) -> str:
    """What a person calls the form of a file: "EPUB", "PDF", "EPUB (kindle)"."""
    parts = file.path.rsplit("/", 1)[-1].split(".")
    name = "EPUB" if file.media_type == "application/epub+zip" else "PDF"
    return f"{name} ({parts[-2]})" if len(parts) > 2 and parts[-2].isalnum() else name

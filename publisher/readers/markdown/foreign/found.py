"""What is met in a foreign Markdown text besides its blocks.

Pictures, what is no word of the text, private comments, and marks that nobody understands.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publisher.model.article import Asset
from publisher.model.body import Abbreviation, Inline, Picture, Text
from publisher.readers.markdown.foreign.markup import WHOLE
from publisher.readers.markdown.marks.shortcodes import without_calls
from publisher.readers.source import Piece

_COUNTER = re.compile(r"(?:^|[/._-])(?:count(?:er)?|pixel|beacon)(?:[/._?-]|$)", re.IGNORECASE)
# characters of an address that leads nowhere: a picture written into it has thousands
_ADDRESS_AT_MOST = 200
_SIZE = re.compile(r"\\?\|\s*\d+(?:x\d+)?\s*$")  # Obsidian: ![words|300](picture.png)
_PLACE = re.compile(r"^\{(?:static|attach|filename|photo|images?)\}|^\|(?:static|filename)\|")
# a call: its name, with the file that it includes; what it is given; its end
_CALL = re.compile(
    r"^(\{[{%][<%]?-?\s*(?:include\w*\s+\S+|[\w./-]+))(\s+(?![>%}])\S.*?)?\s*(-?[>%]?[%}]\})$",
    re.DOTALL,
)
_DEFINED = re.compile(r"\*\[([^\[\]]+)\]:[ \t]*(\S.*)")
_CITED = re.compile(
    r"(?<=\[)-?@[\w:.#+/-]*\w"
    r"|(?<=[\s(])@(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|def|exm|exr)-[\w-]*\w"
)
# names of small pictures (:ship:), which few fonts hold; roles of reST have code behind them
_EMOJI = re.compile(r"(?<![\w:/.]):[a-z+-][a-z0-9_+-]{1,30}:(?![\w:`])")
_COMPUTED = re.compile(r"(?:r|\{(?:r|python|julia)\}|\$?=)[ \t]+\S")
_KEYS_AT_MOST = 5  # keys in a remark
_SHOWN_AT_MOST = 60  # characters of a mark in a remark
_LINES_AT_MOST = 8  # line numbers in a remark


@dataclass(slots=True)
class Found:
    """Collects what is met.

    assets    the pictures, without their bytes, by address; alts: what each shows, by its id.
    beside    pieces met inside a block, given behind it.
    strange   marks that nobody understands, each with its lines.
    places    what links call a heading of the text → its name; reached: those met so far.
    meanings  what abbreviations stand for, as the text defines them.
    citations   keys of a bibliography that is not at hand, and code whose value is not, with
                their lines.   named: names of small pictures, likewise.
    absent    pictures that the head names by their place on a site, with its line.
    """

    assets: dict[str, Asset] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    beside: list[Piece] = field(default_factory=list)
    strange: dict[str, list[int]] = field(default_factory=dict)
    citations: dict[str, list[int]] = field(default_factory=dict)
    named: dict[str, list[int]] = field(default_factory=dict)
    absent: list[tuple[str, int]] = field(default_factory=list)
    notes: int = 0
    places: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    meanings: dict[str, str] = field(default_factory=dict)

    def metadata(self, words: str, line: int) -> None:
        """Put words of the source's own software aside."""
        if words.strip():
            addresses = tuple(re.findall(r"https?://[^\s\"'<>)]+", words))
            self.beside.append(
                Piece(text=words.strip(), line=line, region="metadata", addresses=addresses)
            )

    def private(self, words: str, line: int) -> None:
        """Put a comment aside: it is never printed."""
        if words.strip():
            self.beside.append(Piece(text=" ".join(words.split()), line=line, region="private"))

    def unknown(self, mark: str, line: int) -> None:
        """Put a mark aside that is not understood, and remember to tell it."""
        self.metadata(mark, line)
        self.tell(mark, line)

    def tell(self, mark: str, line: int) -> None:
        """Remember to tell a mark that is not understood; calls of one name are told as one."""
        called = _CALL.match(mark)
        shown = " ".join((called.expand(r"\1 … \3") if called and called[2] else mark).split())
        if len(shown) > _SHOWN_AT_MOST:
            shown = f"{shown[:_SHOWN_AT_MOST].rstrip()} …"
        self.strange.setdefault(shown, []).append(line)

    def define(self, written: Iterable[str]) -> None:
        """Take the definitions of abbreviations (`*[HTML]: words`) among these lists."""
        for found in filter(None, map(_DEFINED.fullmatch, written)):
            self.meanings.setdefault(found[1], found[2])

    def abbreviated(self, words: str) -> Iterator[Text | Abbreviation]:
        """Words, each abbreviation among them with what it stands for."""
        if not self.meanings:
            yield Text(text=words)
            return
        terms = "|".join(map(re.escape, sorted(self.meanings, key=len, reverse=True)))
        for number, part in enumerate(re.split(rf"(?<!\w)({terms})(?!\w)", words)):
            if number % 2:
                yield Abbreviation(meaning=self.meanings[part], children=(Text(text=part),))
            elif part:
                yield Text(text=part)

    def cited(self, words: str, line: int) -> None:
        """Remember the keys of citations and of numbered things (Pandoc, Quarto): they stay."""
        for found in _CITED.finditer(words):
            self.citations.setdefault(found[0], []).append(line)
        for found in _EMOJI.finditer(words):
            self.named.setdefault(found[0], []).append(line)

    def computed(self, code: str, line: int) -> None:
        """Remember code in a line that a program would have put a value for (knitr, Quarto)."""
        if _COMPUTED.match(code):
            self.citations.setdefault(f"`{code}`", []).append(line)

    def remarks(self) -> tuple[str, ...]:
        """What a person should know: each mark that is not understood, how often, and where."""
        return (
            *(
                f"not understood, and left out: {mark} ({_lines(lines)})"
                for mark, lines in self.strange.items()
            ),
            *(
                f"printed as written, since what it refers to is not at hand: {', '.join(keys)}"
                f" ({_lines([line for lines in self.citations.values() for line in lines])})"
                for keys in [list(self.citations)[:_KEYS_AT_MOST]]
                if keys
            ),
            *(
                f"printed as written, names of small pictures: {', '.join(names)}"
                f" ({_lines([line for lines in self.named.values() for line in lines])})"
                for names in [list(self.named)[:_KEYS_AT_MOST]]
                if names
            ),
            *(
                f"line {line} names a picture by its place on a site, which is not at hand:"
                f" {address}"
                for address, line in self.absent
            ),
        )

    def picture(self, source: str, alt: str, line: int) -> Inline | None:
        """The picture at an address; None for one that only counts readers."""
        alt = _SIZE.sub("", alt)
        if _COUNTER.search(re.split(r"[?#]", source)[0]):
            self.beside.append(Piece(text="", line=line, region="metadata", addresses=(source,)))
            self.metadata(alt, line)
            return None
        known = self.assets.get(source)
        if known and alt not in {"", known.alt}:  # the same picture with other words
            shown = (known.file, known.url, alt)
            others = self.assets.values()
            known = next((one for one in others if (one.file, one.url, one.alt) == shown), None)
        return Picture(asset=(known or self._added(source, alt, line)).id)

    def _added(self, source: str, alt: str, line: int) -> Asset:
        path = _PLACE.sub("", without_calls(source)).strip()
        whole = WHOLE.fullmatch(path)
        file = "" if whole else _beside(path)
        if not whole and file != source:
            self.metadata(source[:_ADDRESS_AT_MOST], line)
        ident = f"picture-{len(self.assets) + 1}"
        asset = Asset(id=ident, file=file, alt=alt, decorative=not alt, url=path if whole else "")
        self.assets[ident if source in self.assets else source] = asset
        self.alts[ident] = alt
        return asset


def _beside(path: str) -> str:
    """The path of a file beside the text; "" for what can be none.

    A path from the root of a site ("/images/a.png") is looked for below the text's own folder.
    """
    file = re.split(r"[?#]", path)[0].lstrip("/").removeprefix("./")
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", file, re.IGNORECASE)
    if scheme or ".." in file or path.startswith("//") or not re.match(r"[\w.-]", file):
        return ""
    return file


def _lines(lines: list[int]) -> str:
    told = ", ".join(map(str, dict.fromkeys(lines[:_LINES_AT_MOST])))
    more = " …" if len(lines) > _LINES_AT_MOST else ""
    times = f"{len(lines)} times, " if len(lines) > 1 else ""
    return f"{times}line {told}{more}"

"""WordPress's export (WXR): an RSS of posts, pages and files, with fields of its own.

Matched by local names: the namespace of `wp:` has a version in it.  A post's author is a login,
whose name to show stands among the authors; pictures are other items, by their numbers.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping

from publisher.captures.fragments import plain_words
from publisher.captures.holding import Holding
from publisher.captures.items import Item, Picture, day_in, holding_of, plain_title
from publisher.captures.safe_xml import Element, local_name, parse_xml, text_of
from publisher.model.article import is_address
from publisher.value import value

_TAKEN = {"publish", "private"}
_KINDS = {"post", "page"}
# each ends at the next of its kind at the latest: what is never closed costs no time
_COMMENT = re.compile(r"<!--\s{0,9}/?wp:(?:(?!<!--).)*?-->", re.DOTALL)
_CAPTION = re.compile(
    r"\[caption\b([^\]\[]{0,500})\]((?:(?!\[caption\b).)*?)\[/caption\]", re.DOTALL
)
_CAPTIONED = re.compile(r"^((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)$", re.DOTALL)
_GALLERY = re.compile(r"\[gallery\b([^\]\[]{0,2000})\]")
_EMBED = re.compile(
    r"\[(?:embed|youtube|vimeo|video|audio)\b[^\]\[]{0,500}\]\s{0,20}(https?://[^\s\[]{1,2000})"
    r"\s{0,20}\[/\w{1,20}\]"
)
_IDS = re.compile(r"""\bids\s*=\s*["']?([\d,\s]+)""")
_NUMBERED = re.compile(r"\bwp-image-(\d+)\b")
_BLOCK = (
    "address|article|aside|blockquote|dd|details|div|dl|dt|figure|figcaption|footer|form|h[1-6]|"
    "header|hr|iframe|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|video|style"
)
_STARTS_BLOCK = re.compile(rf"^\s*</?(?:{_BLOCK})\b", re.IGNORECASE)
_KEPT = re.compile(
    r"<(pre|script|style|textarea)\b(?:(?!<\1\b).)*?</\1>", re.DOTALL | re.IGNORECASE
)


@value
class _File:
    """A picture of the site: where it lies, what is said of it."""

    address: str
    alt: str = ""
    caption: str = ""


def open_wordpress(name: str, data: bytes) -> Holding:
    """The posts and pages of an export, in its order; drafts are listed and passed over.

    Refuses with SourceError what is no sound XML.
    """
    root = parse_xml(name, data, recover=True)
    channel = next((one for one in root if local_name(one) == "channel"), root)
    said = _fields(channel)
    people = dict(_people(channel))
    items = [one for one in channel if local_name(one) == "item"]
    files = dict(_files(items))
    posts = [
        _item(fields, one, people, files, said)
        for one in items
        if (fields := _fields(one)).get("post_type", "post") in _KINDS
    ]
    title = plain_title(said.get("title", ""))
    return holding_of(
        name, "WordPress export", posts, title=title, language=said.get("language", "")
    )


def _fields(element: Element) -> dict[str, str]:
    """The text of each child by its name; the first where there are several.

    `content:encoded` and `excerpt:encoded` are told apart by their prefix.
    """
    found: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name == "encoded":
            name = f"{child.prefix or 'content'}:encoded"
        found.setdefault(name, text_of(child))
    return found


def _people(channel: Element) -> Iterator[tuple[str, str]]:
    for one in channel:
        if local_name(one) == "author":
            said = _fields(one)
            whole = f"{said.get('author_first_name', '')} {said.get('author_last_name', '')}"
            login = said.get("author_login", "")
            yield login, said.get("author_display_name", "") or whole.strip() or login


def _files(items: list[Element]) -> Iterator[tuple[str, _File]]:
    """The pictures of the site by their numbers."""
    for one in items:
        said = _fields(one)
        address = said.get("attachment_url", "") or said.get("guid", "")
        if said.get("post_type") == "attachment" and is_address(address):
            alt = _meta(one).get("_wp_attachment_image_alt", "")
            caption = plain_words(said.get("excerpt:encoded", ""))
            yield said.get("post_id", ""), _File(address=address, alt=alt, caption=caption)


def _meta(item: Element) -> dict[str, str]:
    """The fields of one's own that a post has."""
    found: dict[str, str] = {}
    for one in item:
        if local_name(one) == "postmeta":
            said = _fields(one)
            found.setdefault(said.get("meta_key", ""), said.get("meta_value", ""))
    return found


def _item(
    said: Mapping[str, str],
    element: Element,
    people: Mapping[str, str],
    files: Mapping[str, _File],
    channel: Mapping[str, str],
) -> Item:
    status = said.get("status", "publish")
    author = said.get("creator", "")
    day = _day(said.get("post_date", "")) or day_in(said.get("pubDate", ""))
    changed = _day(said.get("post_modified", ""))
    lead = files.get(_meta(element).get("_thumbnail_id", ""))
    link = said.get("link", "")
    passed_over = "" if status in _TAKEN else status
    found = {
        "title": "title",
        "authors": "wp:author_display_name",
        "published": "wp:post_date",
        "updated": "wp:post_modified",
        "publication": "title of the site",
        "language": "language of the site",
        "standfirst": "excerpt:encoded",
        "address": "link",
    }
    return Item(
        key=said.get("post_id", "") or said.get("guid", ""),
        title=plain_title(said.get("title", "")),
        text=_text(said.get("content:encoded", ""), files),
        address=link if is_address(link) else "",
        day=day,
        published=day,
        updated=changed if changed and day and changed > day else None,
        authors=(people.get(author, author),) if author else (),
        language=channel.get("language", ""),
        publication=plain_title(channel.get("title", "")),
        standfirst=plain_words(said.get("excerpt:encoded", "")),
        keywords=tuple(_keywords(element)),
        pictures=(_picture(lead),) if lead else (),
        passed_over="needs a password" if said.get("post_password") else passed_over,
        found=tuple(found.items()),
    )


def _day(written: str) -> datetime.date | None:
    """The day of a date of WordPress; None for "0000-00-00", which a draft has."""
    try:
        return datetime.date.fromisoformat(written[:10])
    except ValueError:
        return None


def _picture(file: _File) -> Picture:
    return Picture(address=file.address, alt=file.alt, caption=file.caption)


def _keywords(element: Element) -> Iterator[str]:
    for one in element:
        if local_name(one) == "category" and one.get("domain") in {"post_tag", "category", None}:
            words = text_of(one)
            if words and words.lower() != "uncategorized":
                yield words


def _text(written: str, files: Mapping[str, _File]) -> str:
    """The text of a post as HTML: its shortcodes read, its plain lines paragraphs."""
    text = _COMMENT.sub("\n", written)
    text = _CAPTION.sub(lambda found: _captioned(found[2], found[1]), text)
    text = _GALLERY.sub(lambda found: _gallery(found[1], files), text)
    text = _EMBED.sub(r'<p><a href="\1">\1</a></p>', text)
    text = re.sub(r"<img\b[^>]{0,4000}>", lambda found: _whole_picture(found[0], files), text)
    return _paragraphs(text)


def _captioned(inner: str, attributes: str) -> str:
    """`[caption]` as a figure; its words stand behind the picture, or in an attribute."""
    found = _CAPTIONED.match(inner.strip())
    stated = re.search(r'\bcaption\s*=\s*"([^"]*)"', attributes)
    picture, words = (found[1], found[2].strip()) if found else (inner.strip(), "")
    words = words or (stated[1] if stated else "")
    return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(attributes: str, files: Mapping[str, _File]) -> str:
    ids = _IDS.search(attributes)
    known = [files[one.strip()] for one in ids[1].split(",") if one.strip() in files] if ids else []
    made = "".join(
        f'<figure><img src="{one.address}" alt="{one.alt}">'
        f"<figcaption>{one.caption}</figcaption></figure>"
        for one in known
    )
    return f"\n\n{made}\n\n"


def _whole_picture(tag: str, files: Mapping[str, _File]) -> str:
    """A picture with the address of its file, where the text shows a smaller form of it."""
    numbered = _NUMBERED.search(tag)
    file = files.get(numbered[1]) if numbered else None
    if file is None:
        return tag
    return re.sub(r"""\bsrc\s*=\s*("[^"]*"|'[^']*')""", f'src="{file.address}"', tag, count=1)


def _paragraphs(text: str) -> str:
    """Text with blank lines between its paragraphs as HTML, as WordPress shows it (wpautop)."""
    kept: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n\x00{len(kept) - 1}\x00\n\n"

    text = _KEPT.sub(put_aside, text.replace("\r\n", "\n"))
    made: list[str] = []
    for block in re.split(r"\n[ \t]*\n+", text):
        words = block.strip()
        if not words:
            continue
        is_block = words.startswith("\x00") or _STARTS_BLOCK.match(words)
        made.append(words if is_block else f"<p>{_broken(words)}</p>")
    whole = "\n".join(made)
    put_back: Callable[[re.Match[str]], str] = lambda found: kept[int(found[1])]  # noqa: E731
    return re.sub(r"\x00(\d+)\x00", put_back, whole)


def _broken(words: str) -> str:
    """A paragraph whose ends of lines are seen."""
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", words)

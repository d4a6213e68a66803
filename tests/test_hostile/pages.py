"""Pages and articles that ask for what lies outside, or want to run.

{file} and {server} stand for where that is.
"""

PROSE = (
    "<p>The bridge was closed on Monday, and nobody in the valley could say when it would open"
    " again.</p>\n" * 4
)

ASKING = {
    "img": '<img src="{file}" alt="a"><img src="{server}/i.png" alt="b">',
    "lazy": (
        '<img data-src="{server}/lazy.png" src="data:," alt="c"><img src="x.png"'
        ' srcset="{server}/s.png 2x, {file} 3x" alt="d">'
    ),
    "picture": (
        '<picture><source srcset="{server}/p.webp"><img src="{server}/p.png" alt="e"></picture>'
    ),
    "link": (
        '<link rel="stylesheet" href="{server}/s.css"><link rel="icon" href="{file}"><link'
        ' rel="prefetch" href="{server}/f">'
    ),
    "style": (
        "<style>@import '{server}/i.css'; @font-face {{font-family: x; src: url({server}/f.woff)}}"
        " body {{background: url({file})}}</style>"
    ),
    "inline style": (
        '<p style="background-image: url({server}/b.png); content: url({file})">The painted words'
        " of a paragraph.</p>"
    ),
    "iframe": '<iframe src="{file}"></iframe><iframe srcdoc="<img src=\'{server}/d\'>"></iframe>',
    "object": '<object data="{server}/o.svg"><embed src="{file}"></object>',
    "media": (
        '<video src="{server}/v.mp4" poster="{server}/p.jpg"><source src="{file}"><track'
        ' src="{server}/t"></video><audio src="{server}/a.mp3"></audio>'
    ),
    "base": (
        '<base href="{server}/base/"><img src="relative.png" alt="f"><a href="relative.html">a'
        " relative link</a>"
    ),
    "refresh": (
        '<meta http-equiv="refresh" content="0; url={server}/gone"><meta property="og:image"'
        ' content="{server}/og.png">'
    ),
    "script": (
        '<script src="{server}/s.js"></script><script>fetch("{server}/x")</script><noscript><img'
        ' src="{server}/n.png"></noscript>'
    ),
    "svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' width="9" height="9"><image xlink:href="{file}" width="9" height="9"/><use'
        ' href="{server}/u.svg#a"/><foreignObject><iframe'
        ' src="{server}/fo"/></foreignObject><script href="{server}/ss.js"/></svg>'
    ),
    "math": (
        '<math><mi href="{server}/m">x</mi><annotation-xml encoding="text/html"><img'
        ' src="{server}/ann"></annotation-xml></math>'
    ),
    "table": (
        '<table background="{server}/t.png"><tr><td background="{file}">cell</td></tr></table>'
    ),
    "form": (
        '<form action="{server}/form"><input type="image" src="{server}/in.png"><button'
        ' formaction="{server}/b">Send</button></form>'
    ),
    "template": (
        '<template><img src="{server}/t"></template><portal src="{server}/portal"></portal><frame'
        ' src="{file}">'
    ),
    "entity": '<!DOCTYPE html [<!ENTITY e SYSTEM "{file}">]><p>&e;</p>',
    "include": (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}"'
        ' parse="text"/><?xml-stylesheet href="{server}/x.xsl"?>'
    ),
}

LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java&#115;cript:alert(1)",
    "&#106;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "VBScript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:text/html,<b>x",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "view-source:file:///etc/passwd",
    "javascript:%0aalert(1)",
    "feed:javascript:alert(1)",
    "//javascript:alert(1)",
    "http:javascript:alert(1)",
    "blob:https://example.org/x",
    'https://exa mple.org/a b"onmouseover=x',
    "about:blank",
    "intent://x#Intent;end",
    "mhtml:file:///a",
    "jar:file:///a!/b",
    "ftp://example.org/a",
)


def page(inside: str) -> str:
    """A page as a browser saves it."""
    return (
        "<!doctype html><html lang='en'><head><title>The bridge is"
        " closed</title></head><body><article><h1>The bridge is"
        f" closed</h1>\n{PROSE}\n{inside}\n{PROSE}</article></body></html>"
    )


def foreign(inside: str) -> str:
    """Markdown as another site's tool writes it."""
    return (
        f"# The bridge is closed\n\n{PROSE.replace('<p>', '').replace('</p>', chr(10))}\n{inside}\n"
    )


def in_markdown(address: str) -> str:
    """The address as it can stand between < and >."""
    return address.replace("<", "").replace("\n", "")


def linked(form: str) -> str:
    """Every link that must not be one, as a page or as Markdown."""
    if form == "html":
        return page(
            "".join(
                f'<p>The word that is <a href="{address}">number {number}</a> here.</p>'
                for number, address in enumerate(LINKS)
            )
        )
    return foreign(
        "\n\n".join(
            f"The word that is [number {number}](<{in_markdown(address)}>) here."
            for number, address in enumerate(LINKS)
        )
    )


ARTICLE = """---
title: The bridge is closed
rights:
  basis: own-work
  holder: The publisher project
{assets}---

The bridge was closed on Monday, and nobody in the valley could say when it would open again.

{body}
"""


def article(body: str, *files: str) -> str:
    """A structured article with these pictures."""
    rows = "".join(
        f"  - id: p{number}\n    file: {file}\n    alt: A picture\n"
        for number, file in enumerate(files)
    )
    return ARTICLE.format(assets=f"assets:\n{rows}" if files else "", body=body)

"""An edition of our own in which every field of the model is filled, so that nothing can be lost unseen."""

import datetime
import io
from dataclasses import replace

from PIL import Image

from publisher.model.article import (
    Article,
    Asset,
    Change,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Modification,
    Relation,
    Role,
    Source,
)
from publisher.model.body import Figure, Paragraph, Text
from publisher.model.edition import Edition, Part, Reliance, Series, Use
from publisher.model.rights import (
    Basis,
    Condition,
    ConditionId,
    Licence,
    Notice,
    NoticeKind,
    NoticePart,
    Permission,
    Rights,
    Scope,
    Whose,
)

DAY, LATER = datetime.date(2021, 3, 4), datetime.date(2099, 5, 6)
MOMENT = datetime.datetime(2022, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)


def _png(shade: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 90, 120)).save(made, "PNG")
    return made.getvalue()


PICTURES = tuple(
    Asset(
        id=f"p{number}",
        file=f"images/p{number}.png",
        alt=f"Plate {number} of a press",
        credit=f"Drawing {number}: C. Drawer",
        holder=f"Drawer {number} Ltd",
        licence=Licence(id=licence),
        url=f"https://example.org/plates/{number}",
        media_type="image/png",
        data=_png(40 * number),
    )
    for number, licence in ((1, "CC-BY-SA-4.0"), (2, "CC-BY-3.0"))
)

ARTICLE = Article(
    title="How a press is oiled",
    kicker="Workshop",
    subtitle="A drop at each joint",
    standfirst="Oil first, print later.",
    language="en",
    direction="ltr",
    contributors=(
        Contributor(
            name="A. Writer",
            bio="A. Writer oils presses.",
            institution="Institute of Oil",
            url="https://example.org/writer",
            sort_as="Writer, A.",
        ),
        Contributor(
            name="B. Turner",
            role=Role.TRANSLATOR,
            institution="House of Words",
            url="https://example.org/turner",
            sort_as="Turner, B.",
        ),
        Contributor(name="C. Drawer", role=Role.ILLUSTRATOR, sort_as="Drawer, C."),
    ),
    published=DAY,
    updated=LATER.replace(year=2023),
    keywords=("oil", "presses"),
    sources=(
        Source(
            relation=Relation.ORIGINALLY_PUBLISHED,
            name="The Oil Paper",
            site="oil.example.org",
            url="https://oil.example.org/first",
            title="Oiling",
            date=DAY,
        ),
        Source(
            relation=Relation.TRANSLATED_FROM,
            name="Das Ölblatt",
            url="https://oel.example.org/eins",
            title="Das Ölen",
            date=DAY.replace(year=2020),
        ),
        Source(
            relation=Relation.REPUBLISHED_FROM,
            name="Second Hand",
            url="https://second.example.org/oil",
            date=DAY.replace(day=9),
        ),
        Source(relation=Relation.VERSION_OF, title="An older draft", date=DAY.replace(year=2019)),
        Source(
            relation=Relation.CAPTURED_FROM,
            name="Third Hand",
            site="third.example.org",
            url="https://third.example.org/oil",
            captured_at=MOMENT,
            sha256="ab" * 32,
            text_sha256="cd" * 32,
            archive_url="https://archive.example.org/third/oil",
        ),
    ),
    rights=Rights(
        basis=Basis.EXCEPTION,
        holder="Oil Holdings",
        copyright_line="© 2021 Oil Holdings",
        licence=Licence(id="CC-BY-4.0", name="a free licence", covers=Scope.TEXT),
        permissions=(
            Permission(
                granted_by="Oil Holdings",
                granted_to="The publisher project",
                text="You may oil with our words.",
                audience=("teachers",),
                forms=("epub", "pdf"),
                waives=(ConditionId.SHOW_CHANGES,),
                conditions=(
                    Condition(id=ConditionId.CREDIT_SOURCE, words="name us", forms=("epub", "pdf")),
                ),
                contact="rights@example.org",
                granted_on=DAY,
                expires_on=LATER,
                reference="drawer 3",
            ),
        ),
        notices=(
            Notice(
                kinds=(NoticeKind.DISCLAIMER,),
                text="Nobody answers for spilled oil.",
                language="en",
                found="line 9",
                names=("Third Hand",),
                addresses=("https://third.example.org/terms",),
                parts=(NoticePart(kind=NoticeKind.DISCLAIMER, text="Nobody answers"),),
                whose=Whose.REPUBLISHER,
                covers=Scope.TEXT,
            ),
            Notice(
                kinds=(NoticeKind.FAIR_USE,), text="Shown here as what the site calls fair use."
            ),
        ),
        credit="From The Oil Paper",
        exception="17 U.S.C. § 107",
        terms_url="https://oil.example.org/terms",
        permission_url="https://oil.example.org/ask",
        status_url="http://rightsstatements.org/vocab/InC/1.0/",
        tdm_reservation=True,
        tdm_policy="https://oil.example.org/mining",
    ),
    assets=PICTURES,
    body=(
        Paragraph(children=(Text(text="Take the can and begin at the joint nearest to you."),)),
        *(Figure(asset=asset.id, caption=(Text(text=f"Plate {asset.id}."),)) for asset in PICTURES),
    ),
    left_out=(
        LeftOut(text="Share this page", because=LeftOutBecause.BOILERPLATE, of="", found="line 12"),
    ),
    modifications=(
        Modification(change=Change.TITLE_CHANGED, by="Second Hand", note="the place was added"),
        Modification(change=Change.FORM_ONLY),
    ),
    evidence=(
        Evidence(field="title", kind=EvidenceKind.STATED, found="line 1", rule="first-line"),
    ),
)

OTHER = replace(
    ARTICLE,
    title="How a press is cleaned",
    kicker="",
    subtitle="",
    direction="",
    contributors=(Contributor(name="The Workshop"),),
    assets=(),
    modifications=(),
    sources=(Source(relation=Relation.CAPTURED_FROM, name="A clean site"),),
    rights=Rights(basis=Basis.OWN_WORK),
    keywords=("soap",),
    evidence=(),
    left_out=(),
    body=(Paragraph(children=(Text(text="Soap and water, and a dry cloth."),)),),
)

EDITION = Edition(
    name="rich",
    title="The press book",
    subtitle="Oil and soap",
    description="Two texts for a workshop.",
    language="en",
    direction="ltr",
    contributors=(
        Contributor(
            name="E. Binder",
            role=Role.EDITOR,
            institution="Bindery",
            url="https://example.org/binder",
            sort_as="Binder, E.",
            bio="E. Binder binds.",
        ),
        Contributor(name="F. Reader", role=Role.PROOFREADER),
    ),
    imprint="Workshop Press",
    identifier="urn:uuid:7a0f2a5e-2d6b-4d7b-9a53-0d8f0a1b2c3d",
    published=LATER.replace(year=2024),
    modified=MOMENT.replace(year=2024),
    series=Series(
        title="Presses",
        position="7",
        identifier="2049-3630",
        volume="Volume 3",
        issue="Autumn 2026",
    ),
    cover=Asset(
        id="cover",
        file="cover.png",
        alt="A can of oil",
        credit="Cover: D. Painter",
        holder="Painters Ltd",
        url="https://example.org/can",
        licence=Licence(id="CC-BY-SA-3.0"),
        media_type="image/png",
        data=_png(200),
    ),
    theme="plain",
    use=Use(
        commercial=False,
        price="0",
        audience="teachers",
        purpose="a lesson",
        forms=("epub", "pdf"),
        declares=(ConditionId.NOTIFY,),
    ),
    rights=Rights(
        basis=Basis.OWN_WORK,
        holder="Workshop Press",
        copyright_line="© 2024 Workshop Press",
        licence=Licence(id="CC-BY-4.0"),
        credit="Workshop Press, The press book",
        notices=(
            Notice(
                kinds=(NoticeKind.DISCLAIMER,),
                text="The editor tried every joint.",
                whose=Whose.EDITION,
            ),
            Notice(
                kinds=(NoticeKind.PERMISSION,),
                text="A class may copy a page of this book.",
                whose=Whose.EDITION,
            ),
        ),
        terms_url="https://example.org/own-terms",
        permission_url="https://example.org/own-ask",
        status_url="http://rightsstatements.org/vocab/InC-EDU/1.0/",
        tdm_reservation=True,
        tdm_policy="https://example.org/own-mining",
    ),
    reliance=Reliance(exception="17 U.S.C. § 107", purpose="a lesson on presses"),
    parts=(Part(title="Oil", articles=(ARTICLE,)), Part(title="Soap", articles=(OTHER,))),
)

# What is said in place of a number in a series, and of two policies on mining.
UNNUMBERED = replace(
    EDITION,
    series=Series(title="Presses", position="Special number"),
    rights=replace(EDITION.rights, tdm_reservation=None, tdm_policy=""),
)

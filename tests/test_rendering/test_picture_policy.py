"""Which pictures an edition prints.

One that it leaves out keeps its place, its words and its credit.
"""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publisher.build import Order, build_edition
from publisher.errors import RightsError
from publisher.model.article import Article, Asset, Contributor, Withheld
from publisher.model.body import Figure, Paragraph, Picture, Text
from publisher.model.edition import Edition, Part, PicturePolicy, Use, clock, with_picture_policy
from publisher.model.rights import Basis, Condition, ConditionId, Licence, Permission, Rights, Scope
from publisher.readers import read_edition
from publisher.rendering.theme import load_theme
from publisher.rights.policy import State, assess
from publisher.verify import examine, read_evidence

DAY = clock(Edition(name="e", title="E")).date()
ALT, CREDIT, CAPTION = (
    "A press with two workers",
    "Photo: A. Photographer",
    "The press in its first year",
)


def bitmap() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def article(
    *, basis: Basis = Basis.LICENCE, covers: Scope = Scope.UNSTATED, **given: Any
) -> Article:
    fields: dict[str, Any] = {
        "id": "press",
        "file": "press.png",
        "alt": ALT,
        "credit": CREDIT,
        "data": bitmap(),
    } | given
    return Article(
        title="A page about presses",
        contributors=(Contributor(name="A. Writer"),),
        language="en",
        rights=Rights(basis=basis, licence=Licence(id="CC-BY-4.0", covers=covers)),
        assets=(Asset(**fields),),
        body=(
            Figure(asset="press", caption=(Text(text=CAPTION),)),
            Paragraph(
                children=(
                    Text(text="Words before "),
                    Picture(asset="press"),
                    Text(text=" and behind."),
                )
            ),
        ),
    )


def edition(policy: PicturePolicy, *articles: Article) -> Edition:
    return Edition(
        name="e",
        title="An edition",
        language="en",
        pictures=policy,
        parts=(Part(articles=articles),),
    )


def asked(policy: PicturePolicy, one: Article) -> set[str]:
    return {
        found.condition
        for found in assess(edition(policy, one), DAY)
        if found.state is State.NEEDED and found.condition.startswith("picture")
    }


def test_a_picture_is_never_covered_by_the_licence_of_the_text() -> None:
    assert asked(PicturePolicy.KEEP, article(credit="")) == {"picture-credit", "picture-licence"}
    assert asked(PicturePolicy.KEEP, article()) == {"picture-licence"}
    assert asked(PicturePolicy.KEEP, article(licence=Licence(id="CC-BY-SA-2.0"))) == set()
    assert asked(PicturePolicy.KEEP, article(covers=Scope.TEXT_AND_PICTURES)) == set()
    assert asked(PicturePolicy.KEEP, article(credit="", licence=Licence(id="CC0-1.0"))) == set()
    assert asked(PicturePolicy.KEEP, article(basis=Basis.OWN_WORK)) == set()
    assert asked(PicturePolicy.KEEP, article(basis=Basis.OWN_WORK, credit="")) == {"picture-credit"}
    assert asked(PicturePolicy.KEEP, article(basis=Basis.OWN_WORK, alt="")) == {"picture-alt"}
    assert asked(PicturePolicy.OMIT, article(credit="", alt="")) == set()


def test_a_policy_withholds_and_says_why() -> None:
    def withheld(policy: PicturePolicy, **given: Any) -> Withheld | None:
        return with_picture_policy(edition(policy, article(**given))).articles[0].assets[0].withheld

    assert withheld(PicturePolicy.KEEP) is None
    assert withheld(PicturePolicy.OMIT) is Withheld.BY_CHOICE
    assert withheld(PicturePolicy.CREDITED_ONLY) is None
    assert withheld(PicturePolicy.CREDITED_ONLY, credit="") is Withheld.NO_CREDIT
    assert withheld(PicturePolicy.CREDITED_ONLY, credit="", holder="An agency") is None


def test_an_excluded_picture_stops_the_build_until_it_is_left_out() -> None:
    excluded = Permission(
        granted_by="The holder",
        text="Pictures are not included.",
        conditions=(Condition(id=ConditionId.IMAGES_EXCLUDED),),
    )
    one = article()
    one = Article(
        title=one.title,
        contributors=one.contributors,
        language="en",
        assets=one.assets,
        body=one.body,
        rights=Rights(basis=Basis.PERMISSION, permissions=(excluded,)),
    )
    kept = replace(edition(PicturePolicy.KEEP, one), use=Use())
    omitted = replace(kept, pictures=PicturePolicy.OMIT)
    order = Order(theme=load_theme(), moment=clock(kept), on=DAY, formats=("epub",))
    with pytest.raises(RightsError, match="not allowed \\(images-excluded\\)"):
        build_edition(kept, order)
    assert build_edition(omitted, order).files


@pytest.mark.slow
@pytest.mark.parametrize("form", ["epub", "pdf"])
@pytest.mark.parametrize(
    ("policy", "given", "why"),
    [
        (PicturePolicy.OMIT, {}, "by the choice of"),
        (PicturePolicy.CREDITED_ONLY, {"credit": ""}, "nobody is named for it"),
        (PicturePolicy.KEEP, {"withheld": Withheld.BY_CHOICE}, "by the choice of"),
    ],
)
def test_a_picture_left_out_keeps_its_place_its_words_and_its_credit(
    form: str, policy: PicturePolicy, given: dict[str, Any], why: str
) -> None:
    one = edition(policy, article(**given))
    built = build_edition(
        one, Order(theme=load_theme(), moment=clock(one), on=DAY, formats=(form,))
    )
    assert built.files[0].report.ok
    seen = " ".join(
        " ".join(segment.text.split())
        for segment in read_evidence(built.files[0].data, "e").segments
    )
    for words in (why, ALT, CAPTION, *([CREDIT] if given.get("credit", CREDIT) else [])):
        assert words in seen
    assert bitmap() not in built.files[0].data
    assert b'"pub:withheld": "' in built.record


def test_an_edition_is_the_same_where_a_build_was_asked_for_fewer_pictures() -> None:
    orders = {policy: edition(policy, article()) for policy in PicturePolicy}
    keep, omit = orders[PicturePolicy.KEEP], orders[PicturePolicy.OMIT]
    order = Order(theme=load_theme(), moment=clock(keep), on=DAY, formats=("epub",))
    without = build_edition(omit, order).files[0].data
    report = examine(without, "e.epub", keep)
    assert [str(found) for found in report.findings if found.severity == "error"] == []
    assert any("fewer pictures" in line and "omit" in line for line in report.checked)
    whole = examine(build_edition(keep, order).files[0].data, "e.epub", omit)
    assert "record-changed" in {found.code for found in whole.findings}, "more than it allows"


def test_the_policy_is_a_key_of_the_edition_and_a_wrong_one_is_refused_at_its_place(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("A title\n\nWords of a text.\n")
    (tmp_path / "edition.yaml").write_text(
        "title: T\npictures: credited-only\narticles:\n  - a.txt\n"
    )
    assert read_edition(tmp_path / "edition.yaml").pictures is PicturePolicy.CREDITED_ONLY
    (tmp_path / "edition.yaml").write_text("title: T\npictures: some\narticles:\n  - a.txt\n")
    with pytest.raises(Exception, match=r"edition.yaml:2:1: .*keep"):
        read_edition(tmp_path / "edition.yaml")

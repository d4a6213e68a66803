"""A picture of few colours: patches, and shapes whose edges lead over to what lies below."""

import io

from PIL import Image

from publisher.pictures.few_colours import Patch, Shape, png_of

WHITE, RED, BLACK = "#ffffff", "#ff0000", "#000000"


def painted(*shapes):
    patch = Patch(left=2, top=0, right=4, bottom=2, colour=RED)
    picture = Image.open(io.BytesIO(png_of((4, 2), WHITE, [patch], shapes)))
    return picture, picture.convert("RGB")


def shape(coverage, left=0, top=0, width=4):
    return Shape(
        left=left,
        top=top,
        width=width,
        height=len(coverage) // 4,
        stride=4,
        coverage=bytes(coverage),
        colour=BLACK,
    )


def test_a_shape_covers_each_ground_and_leaves_what_it_does_not_touch():
    _, picture = painted(shape([255, 0, 255, 0]))
    row = [picture.getpixel((x, 0)) for x in range(4)]
    assert row == [(0, 0, 0), (255, 255, 255), (0, 0, 0), (255, 0, 0)]
    assert picture.getpixel((0, 1)) == (255, 255, 255)


def test_a_soft_edge_lies_between_the_shape_and_its_own_ground():
    _, picture = painted(shape([128, 0, 128, 0]))
    grey, _, dark_red, _ = (picture.getpixel((x, 0)) for x in range(4))
    assert 0 < grey[0] == grey[1] == grey[2] < 255
    assert 0 < dark_red[0] < 255
    assert dark_red[1:] == (0, 0)


def test_the_lowest_row_comes_first_and_rows_may_be_padded():
    _, picture = painted(shape([255, 0, 9, 9, 0, 0, 9, 9], width=2))
    assert picture.getpixel((0, 1)) == (0, 0, 0)
    assert picture.getpixel((0, 0)) == (255, 255, 255)


def test_what_reaches_beyond_the_picture_is_cut():
    _, picture = painted(shape([255] * 8, left=-2, top=1))
    assert picture.getpixel((1, 1)) == (0, 0, 0)
    assert picture.getpixel((2, 1)) == (255, 0, 0)


def test_a_shape_of_nothing_draws_nothing():
    assert painted(shape([], width=0))[0].tobytes() == painted()[0].tobytes()


def test_few_colours_take_half_a_byte_a_dot():
    picture, _ = painted(shape([128, 0, 255, 0]))
    assert len(picture.getpalette()) // 3 <= 16


def test_many_colours_take_a_byte_a_dot_and_stay_what_they_are():
    colours = [f"#{each:02x}0000" for each in range(20)]
    patches = [
        Patch(left=at, top=0, right=at + 1, bottom=1, colour=colour)
        for at, colour in enumerate(colours)
    ]
    picture = Image.open(io.BytesIO(png_of((20, 2), WHITE, patches, []))).convert("RGB")
    assert [picture.getpixel((at, 0)) for at in range(20)] == [(each, 0, 0) for each in range(20)]
    assert picture.getpixel((19, 1)) == (255, 255, 255)


def test_a_shape_is_laid_over_another_without_wiping_it_out():
    _, picture = painted(shape([255, 0, 0, 0]), shape([0, 255, 0, 0]))
    assert [picture.getpixel((at, 0)) for at in (0, 1)] == [(0, 0, 0), (0, 0, 0)]

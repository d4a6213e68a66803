"""Licences are found by whatever name or address a page uses, and never by a name that does not say which."""

import pytest

from publisher.model.rights import ConditionId, Licence
from publisher.rights.licences import by_address, by_id, known, normalise


@pytest.mark.parametrize(
    "address",
    [
        "https://creativecommons.org/licenses/by-nd/4.0/",
        "http://creativecommons.org/licenses/by-nd/4.0",
        "https://creativecommons.org/licenses/by-nd/4.0/deed.de",
        "https://www.creativecommons.org/licenses/by-nd/4.0/legalcode",
        "//creativecommons.org/licenses/by-nd/4.0/legalcode.fr",
        " https://CreativeCommons.org/licenses/BY-ND/4.0/ ",
    ],
)
def test_a_licence_is_found_by_every_spelling_of_its_address(address: str) -> None:
    found = by_address(address)
    assert found is not None
    assert (found.id, found.url) == (
        "CC-BY-ND-4.0",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    )
    assert ConditionId.UNMODIFIED_TEXT in found.asks
    assert normalise(address) == found.url


@pytest.mark.parametrize(
    ("address", "identifier", "name"),
    [
        (
            "http://creativecommons.org/licenses/by/3.0/de/",
            "CC-BY-3.0-DE",
            "Creative Commons Attribution 3.0 DE",
        ),
        (
            "http://creativecommons.org/licenses/by-nc-sa/3.0/",
            "CC-BY-NC-SA-3.0",
            "Creative Commons Attribution-NonCommercial-ShareAlike 3.0 Unported",
        ),
        (
            "https://creativecommons.org/licenses/by-nc/2.0/fr/deed.fr",
            "",
            "Creative Commons Attribution-NonCommercial 2.0 FR",
        ),
    ],
)
def test_ports_and_older_versions_keep_their_own_name(
    address: str, identifier: str, name: str
) -> None:
    found = by_address(address)
    assert found is not None
    assert (found.id, found.name) == (identifier, name)


@pytest.mark.parametrize(
    "licence",
    [
        Licence(name="Creative Commons"),
        Licence(id="CC-BY"),
        Licence(id="CC-BY-9.0"),
        Licence(url="https://example.org/licence"),
        Licence(url="https://example.org/?see=https://creativecommons.org/licenses/by/4.0/"),
    ],
)
def test_a_name_that_does_not_say_which_licence_is_not_guessed(licence: Licence) -> None:
    assert known(licence) is None


def test_an_identifier_gives_the_address_and_the_zero_dedication_asks_nothing() -> None:
    by_nc_sa = by_id("cc-by-nc-sa-4.0")
    assert by_nc_sa is not None
    assert by_nc_sa.url == "https://creativecommons.org/licenses/by-nc-sa/4.0/"
    assert {ConditionId.NON_COMMERCIAL, ConditionId.SHARE_ALIKE} <= set(by_nc_sa.asks)
    zero = by_address("http://creativecommons.org/publicdomain/zero/1.0/deed.en")
    assert zero is not None
    assert (zero.id, zero.asks) == ("CC0-1.0", ())


def test_addresses_of_other_hosts_are_left_as_they_stand() -> None:
    assert normalise("http://example.org/deed") == "http://example.org/deed"


def test_the_first_version_names_its_elements_the_other_way_round() -> None:
    found = by_address("http://creativecommons.org/licenses/by-nd-nc/1.0/")
    assert found is not None
    assert (found.id, found.url) == (
        "CC-BY-NC-ND-1.0",
        "https://creativecommons.org/licenses/by-nd-nc/1.0/",
    )
    assert by_id("CC-BY-NC-ND-1.0") == found


@pytest.mark.parametrize(
    ("identifier", "asks"),
    [
        ("LicenseRef-all-rights-reserved", {ConditionId.ASK_FIRST}),
        ("LicenseRef-public-domain", set()),
        ("LicenseRef-verbatim-copying", {ConditionId.UNMODIFIED_TEXT, ConditionId.KEEP_NOTICE}),
    ],
)
def test_terms_without_an_identifier_of_spdx_have_one_that_it_allows(
    identifier: str, asks: set[ConditionId]
) -> None:
    found = by_id(identifier)
    assert found is not None
    assert set(found.asks) == asks

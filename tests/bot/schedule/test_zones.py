"""Time zones by what people type: IANA names, cities, countries."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.schedule.zones import zone_named, zone_names, zones_like, zones_meant
from generator.errors import BadRequest


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        (" europe/dublin ", "Europe/Dublin"),
        ("Dublin", "Europe/Dublin"),
        ("Ireland", "Europe/Dublin"),
        ("dublin, ireland", "Europe/Dublin"),
        ("Dublin,IE", "Europe/Dublin"),
        ("new york", "America/New_York"),
        ("NEW_YORK, usa", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("St. John's", "America/St_Johns"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),  # which has two names
        ("Calcutta, India", "Asia/Calcutta"),  # another name of a zone
        ("oslo", "Europe/Oslo"),  # tells the same time as Berlin
        ("United Kingdom", "Europe/London"),
        ("Germany", "Europe/Berlin"),  # has two zones that tell the same time
        ("South Korea", "Asia/Seoul"),
        ("Bosnia and Herzegovina", "Europe/Sarajevo"),
        ("Eire", "Eire"),
        ("utc", "UTC"),
    ],
)
def test_a_place_is_known_by_its_names(typed: str, zone: str) -> None:
    assert zone_named(typed).key == zone


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("New Zealand", "Pacific/Auckland, Pacific/Chatham"),
        ("spain", "Europe/Madrid, Atlantic/Canary"),
        ("brazil", "America/Noronha, America/Sao_Paulo, America/Manaus, America/Rio_Branco"),
        ("Korea", "Asia/Pyongyang, Asia/Seoul"),  # two countries, though they tell the same time
        ("samoa", "Pacific/Pago_Pago, Pacific/Apia"),
        ("central", "Canada/Central, US/Central"),
    ],
)
def test_where_a_name_is_not_unique_the_choices_are_named(typed: str, choices: str) -> None:
    with pytest.raises(BadRequest, match=f"it must be one of {choices}\\.$"):
        zone_named(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "../../etc/passwd",
        "/etc/localtime",
        "",
        "  ",
        ",",
        "Dublin, Ohio",
        "Ireland, Dublin",
        "Factory",
        "Atlantis",
    ],
)
def test_what_is_no_place_is_refused(typed: str) -> None:
    with pytest.raises(BadRequest, match="it must be a time zone such as Europe/Dublin or UTC, or a city or"):
        zone_named(typed)


def test_every_zone_is_known_by_its_own_name_and_by_its_city_and_can_be_loaded() -> None:
    assert len(zone_names()) > 500
    for name in zone_names():
        assert zone_named(name) == ZoneInfo(name)
        assert zones_meant(name.rsplit("/", 1)[-1])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dublin, ireland", ["Europe/Dublin"]),
        ("irel", ["Europe/Dublin"]),
        ("new yo", ["America/New_York"]),
        ("germany", ["Europe/Berlin", "Europe/Busingen"]),
        ("eur", ["Europe/Amsterdam", "Europe/Andorra"]),
        ("", ["Africa/Abidjan", "Africa/Accra"]),
    ],
)
def test_places_are_offered_while_they_are_typed(typed: str, first: list[str]) -> None:
    assert zones_like(typed)[: len(first)] == first

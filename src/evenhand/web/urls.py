"""Every address of the doors. A city's pages stand under its slug."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from evenhand.web.cityhall import opening
from evenhand.web.kit import mishaps
from evenhand.web.public import entry, pages
from evenhand.web.public.style import style


class CityConverter(StringConverter):
    """A city's slug."""

    regex = "[a-z][a-z0-9-]{1,39}"


register_converter(CityConverter, "city")

CITY = [
    path("", include("evenhand.web.public.urls")),
    path("", include("evenhand.web.resident.urls")),
    path("hotline/", include("evenhand.web.hotline.urls")),
    path("merchant/", include("evenhand.web.merchant.urls")),
    path("rider/", include("evenhand.web.rider.urls")),
    path("dispatch/", include("evenhand.web.dispatcher.urls")),
    path("hall/", include("evenhand.web.cityhall.urls")),
    path("api/", include("evenhand.web.api.urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.cities, name="cities"),
    path("healthz", entry.alive, name="alive"),
    path("style", style, name="style"),
    path("open-city/<str:token>", opening.open_city, name="open_city"),
    path("demo/enter/<str:token>", entry.enter, name="enter"),
    path("<city:city>/", include(CITY)),
]
handler400 = mishaps.bad_request
handler403 = mishaps.forbidden
handler404 = mishaps.not_found
handler500 = mishaps.failed

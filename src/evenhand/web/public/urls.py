"""Addresses of the public's door."""

from django.urls import path

from evenhand.web.public import ballot_api, callbacks, draws, entry, figures, opendata, pages, signing

app_name = "public"
urlpatterns = [
    path("", pages.city, name="city"),
    path("poster", pages.poster, name="poster"),
    path("figures", figures.figures, name="figures"),
    path("draws", draws.draws, name="draws"),
    path("draws/<str:code>", draws.draw, name="draw"),
    path("draws/<str:code>/bundle.zip", draws.bundle, name="bundle"),
    path("draws/<str:code>/paper.json", draws.paper, name="draw-paper"),
    path("draws/<str:code>/<str:name>.json", draws.file, name="draw-file"),
    path("open/stock.geojson", opendata.stock_geojson, name="stock-geojson"),
    path("open/stock.csv", opendata.stock_csv, name="stock-csv"),
    path("open/stock.json", opendata.stock_json, name="stock-json"),
    path("open/line/<uuid:release>.json", opendata.line, name="line"),
    path("staff", signing.sign_in, name="staff"),
    path("staff/enroll/<str:token>", signing.enroll, name="enroll"),
    path("leave", entry.leave, name="leave"),
    path("partner/<str:code>/winners", ballot_api.take, name="winners"),
    path("partner/<str:code>/lapsed", ballot_api.lapsed, name="lapsed"),
    path("payments/paid", callbacks.paid, name="paid"),
]

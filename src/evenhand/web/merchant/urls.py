"""Addresses of the merchant's door."""

from django.urls import path

from evenhand.web.merchant import counting, declining, orders, papers, pickup, statements, stock, uploads

app_name = "merchant"
urlpatterns = [
    path("", orders.accept, name="accept"),
    path("pack", orders.pack, name="pack"),
    path("lots", stock.lots, name="lots"),
    path("lots/file", uploads.lots, name="lots_file"),
    path("lots/<uuid:lot>/disinfect", stock.disinfect, name="disinfect"),
    path("pickup", pickup.pickup, name="pickup"),
    path("back", stock.back, name="back"),
    path("labels", papers.labels, name="labels"),
    path("picklist", papers.pick_list, name="picklist"),
    path("decline", declining.decline, name="decline"),
    path("count", counting.count, name="count"),
    path("day", papers.day_sheet, name="day"),
    path("statements", statements.statements, name="statements"),
    path("statements/<uuid:period>", statements.statement, name="statement"),
]

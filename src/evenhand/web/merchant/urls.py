"""Addresses of the merchant's door."""

from django.urls import path

from evenhand.web.merchant import orders, statements, stock

app_name = "merchant"
urlpatterns = [
    path("", orders.accept, name="accept"),
    path("pack", orders.pack, name="pack"),
    path("lots", stock.lots, name="lots"),
    path("lots/<uuid:lot>/disinfect", stock.disinfect, name="disinfect"),
    path("back", stock.back, name="back"),
    path("statements", statements.statements, name="statements"),
    path("statements/<uuid:period>", statements.statement, name="statement"),
]

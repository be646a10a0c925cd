"""Addresses of the public's door."""

from django.urls import path

from evenhand.web.public import callbacks, entry, figures, pages

app_name = "public"
urlpatterns = [
    path("", pages.city, name="city"),
    path("figures", figures.figures, name="figures"),
    path("leave", entry.leave, name="leave"),
    path("payments/paid", callbacks.paid, name="paid"),
]

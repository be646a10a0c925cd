"""Addresses of the hotline's door."""

from django.urls import path

from evenhand.web.hotline import building, desk, helping, menu

app_name = "hotline"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("callbacks", desk.callbacks, name="callbacks"),
    path("callbacks/<uuid:case>/called", desk.called, name="called"),
    path("building", building.building, name="building"),
    path("building/book", building.book, name="book"),
    path("menu", menu.menu, name="menu"),
    path("new", helping.newcomer, name="newcomer"),
    path("person/<uuid:person>", helping.person, name="person"),
    path("person/<uuid:person>/answer/<uuid:key>", helping.answer, name="answer"),
]

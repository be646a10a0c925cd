"""Addresses of city hall's door."""

from django.urls import path

from evenhand.web.cityhall import audit, books, live, schedule

app_name = "cityhall"
urlpatterns = [
    path("", live.live, name="live"),
    path("releases", schedule.schedule, name="schedule"),
    path("books", books.books, name="books"),
    path("audit", audit.audit, name="audit"),
]

"""Addresses of city hall's door."""

from django.urls import path

from evenhand.web.cityhall import audit, books, corrections, four_eyes, live, policies, schedule, statements, winners

app_name = "cityhall"
urlpatterns = [
    path("", live.live, name="live"),
    path("releases", schedule.schedule, name="schedule"),
    path("winners", winners.lists, name="winners"),
    path("winners/<uuid:campaign>/<str:list_id>/lapsed.<str:kind>", winners.lapsed, name="lapsed"),
    path("books", books.books, name="books"),
    path("statements", statements.statements, name="statements"),
    path("statements/<uuid:period>", statements.statement, name="statement"),
    path("corrections", corrections.corrections, name="corrections"),
    path("approvals", four_eyes.approvals, name="approvals"),
    path("approvals/<uuid:approval>", four_eyes.decide, name="decide"),
    path("policy", policies.policy, name="policy"),
    path("audit", audit.audit, name="audit"),
]

"""Addresses of city hall's door."""

from django.urls import path

from evenhand.web.cityhall import (
    audit,
    books,
    cases,
    corrections,
    facts,
    filling,
    four_eyes,
    freezing,
    live,
    panels,
    policies,
    rosters,
    schedule,
    statements,
    stream,
    team,
    uploads,
    winners,
)

app_name = "cityhall"
urlpatterns = [
    path("", live.live, name="live"),
    path("releases", schedule.schedule, name="schedule"),
    path("freeze", freezing.freeze, name="freeze"),
    path("winners", winners.lists, name="winners"),
    path("winners/<uuid:campaign>/<str:list_id>/lapsed.<str:kind>", winners.lapsed, name="lapsed"),
    path("books", books.books, name="books"),
    path("statements", statements.statements, name="statements"),
    path("statements/<uuid:period>", statements.statement, name="statement"),
    path("corrections", corrections.corrections, name="corrections"),
    path("approvals", four_eyes.approvals, name="approvals"),
    path("approvals/<uuid:approval>", four_eyes.decide, name="decide"),
    path("policy", policies.policy, name="policy"),
    path("policy/form", filling.form, name="policy_form"),
    path("figures", panels.dashboards, name="panels"),
    path("figures/news", stream.stream, name="stream"),
    path("cases", cases.queue, name="cases"),
    path("cases/<uuid:case>", cases.answer, name="answer"),
    path("facts", facts.facts, name="facts"),
    path("staff", team.team, name="team"),
    path("staff/file", uploads.staff, name="staff_file"),
    path("outlets/file", uploads.outlets, name="outlets_file"),
    path("residents", rosters.residents, name="residents"),
    path("residents/export/<uuid:approval>", rosters.export, name="residents_export"),
    path("residents/take", rosters.take, name="residents_take"),
    path("staff/<uuid:member>/retire", team.retire, name="retire"),
    path("audit", audit.audit, name="audit"),
]

"""Addresses of the resident's door."""

from django.urls import path

from evenhand.web.resident import claim, me, pay, progress, redeem, result, verify

app_name = "resident"
urlpatterns = [
    path("verify", verify.phone, name="verify"),
    path("verify/code", verify.code, name="code_said"),
    path("verify/who", verify.who, name="who"),
    path("verify/ready", verify.ready, name="ready"),
    path("claim/<uuid:release>", claim.claim, name="claim"),
    path("claim/<uuid:release>/send", claim.relay, name="relay"),
    path("redeem/<uuid:release>", redeem.redeem, name="redeem"),
    path("result/<uuid:key>", result.result, name="result"),
    path("progress/<uuid:order>", progress.progress, name="progress"),
    path("progress/<uuid:order>/calendar", progress.calendar, name="calendar"),
    path("code/<uuid:order>", progress.code, name="code"),
    path("pay/<uuid:order>", pay.pay, name="pay"),
    path("pay/<uuid:order>/paid", pay.paid, name="paid"),
    path("pay/<uuid:order>/rehearse", pay.rehearse, name="rehearse"),
    path("me", me.me, name="me"),
]

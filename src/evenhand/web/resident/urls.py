"""Addresses of the resident's door."""

from django.urls import path

from evenhand.web.resident import (
    asking,
    claim,
    entered,
    me,
    offline,
    pay,
    progress,
    receipt,
    redeem,
    result,
    uses,
    verify,
)

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
    path("result/<uuid:key>/receipt", entered.receipt, name="entry-receipt"),
    path("progress/<uuid:order>", progress.progress, name="progress"),
    path("progress/<uuid:order>/calendar", progress.calendar, name="calendar"),
    path("code/worker.js", offline.worker, name="code_worker"),
    path("code/<uuid:order>", progress.code, name="code"),
    path("pay/<uuid:order>", pay.pay, name="pay"),
    path("pay/<uuid:order>/paid", pay.paid, name="paid"),
    path("pay/<uuid:order>/rehearse", pay.rehearse, name="rehearse"),
    path("receipt/<uuid:order>", receipt.receipt, name="receipt"),
    path("receipt/<uuid:order>/paper", receipt.paper, name="paper"),
    path("wrong/<uuid:order>", asking.wrong, name="wrong"),
    path("appeal", asking.appeal, name="appeal"),
    path("me", me.me, name="me"),
    path("me/choose", me.choose, name="choose"),
    path("me/erase", me.erase, name="erase"),
    path("me/uses", uses.uses, name="uses"),
    path("me/uses/<uuid:claim>/not-me", uses.not_me, name="not_me"),
]

"""The real adapters of message services, with their unmodified SDKs, against fakes that check every signature."""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from evenhand.adapters.sms.aliyun import AliyunSms
from evenhand.adapters.sms.fakes.aliyun import FakeAliyun
from evenhand.adapters.sms.fakes.http import FakeHttp
from evenhand.adapters.sms.fakes.smpp import FakeSmpp
from evenhand.adapters.sms.fakes.tencent import FakeTencent
from evenhand.adapters.sms.http import HttpSms
from evenhand.adapters.sms.smpp import SmppSms
from evenhand.adapters.sms.tencent import TencentSms
from evenhand.adapters.voice.http import HttpVoice
from evenhand.apps.notices.ports import Answer, Message, SmsGateway
from evenhand.core.errors import Reason, Refused

KINDS: dict[str, tuple[Callable[[], Any], Callable[[Mapping[str, Any]], SmsGateway], Mapping[str, str]]] = {
    "http": (FakeHttp, HttpSms, {"secret": "whsec_b3RoZXI="}),
    "voice": (FakeHttp, HttpVoice, {"secret": "whsec_b3RoZXI="}),
    "aliyun": (FakeAliyun, AliyunSms, {"access_key_secret": "other"}),
    "tencent": (FakeTencent, TencentSms, {"secret_key": "other"}),
    "smpp": (FakeSmpp, SmppSms, {"password": "other"}),
}
FORGETFUL = {"smpp"}
"""Whose protocol knows no id of ours."""
LONG = "【广安】" + "您的口罩已送达，请当面查收。" * 12


class Service:
    """A fake service and our adapter to it."""

    def __init__(self, kind: str, fake: Any) -> None:
        self.kind, self.fake, self.account = kind, fake, fake.account
        self.gateway = KINDS[kind][1](fake.account)


def message(phone: str = "+8617400000001", text: str = "【广安】商家已接单") -> Message:
    return Message(uuid4(), phone, text, "order_accepted", "zh", {"units": "5", "hour": "18:00"}, "广安")


@pytest.fixture(params=list(KINDS))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with KINDS[request.param][0]() as fake:
        yield Service(request.param, fake)


def _sent(service: Service, *messages: Message) -> list[Answer | None]:
    return list(service.gateway.send(messages))


def test_messages_are_carried_in_order_under_our_ids(service: Service) -> None:
    one, two = message(), message("+8617400000002")
    answers = _sent(service, one, two)
    assert all(answer and answer.taken and answer.reference for answer in answers)
    taken = service.fake.carried.taken
    assert [phone.removeprefix("+86").removeprefix("86") for phone, _, _ in taken] == ["17400000001", "17400000002"]
    if service.kind not in FORGETFUL:
        assert [UUID(id) for _, id, _ in taken] == [one.id, two.id]
    assert service.fake.carried.strangers == 0


def test_what_arrives_is_what_was_to_be_said(service: Service) -> None:
    _sent(service, message(text=LONG))
    [(_, _, text)] = service.fake.carried.taken
    said = {"aliyun": 'SMS_1002 {"units": "5", "hour": "18:00"}', "tencent": '1002 ["5", "18:00"]'}
    assert text == said.get(service.kind, LONG)


def test_a_number_that_is_refused_for_good_holds_up_nobody_else(service: Service) -> None:
    service.fake.carried.illegal = {"+8617400000009", "17400000009"}
    answers = _sent(service, message("+8617400000009"), message())
    assert [answer and answer.taken for answer in answers] == [False, True]
    assert answers[0]
    assert answers[0].why


def test_an_answer_that_got_lost_is_found_by_asking_again(service: Service) -> None:
    lost = message()
    service.fake.carried.mute = 1
    assert _sent(service, lost) == [None]
    known = service.gateway.receipts([lost, message()])
    if service.kind in FORGETFUL:
        assert known == {}
        return
    assert list(known) == [lost.id]
    assert known[lost.id].taken
    assert len(service.fake.carried.taken) == 1


def test_the_service_refuses_whoever_does_not_know_the_secret(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """The fake is none that believes anybody."""
    _, adapter, wrong = KINDS[service.kind]
    impostor = adapter({**service.account, **wrong})
    with caplog.at_level(logging.WARNING, "evenhand.sms"):
        try:
            answers: object = impostor.send([message()])
        except Refused as refused:
            answers = refused.reason
    assert answers in ([None], Reason.UNAVAILABLE)
    assert (service.fake.carried.strangers, service.fake.carried.taken) == (1, [])


def test_a_service_that_is_away_is_asked_again_later(service: Service) -> None:
    service.fake.__exit__(None, None, None)
    try:
        assert _sent(service, message()) == [None]
    except Refused as refused:
        assert refused.reason is Reason.UNAVAILABLE


def test_each_says_that_it_reaches_people(service: Service) -> None:
    """An imagined city refuses to be built over them."""
    assert service.gateway.reaches_people


def test_nothing_personal_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    secret = message(text="【广安】验证码 480213")
    with caplog.at_level(logging.INFO):
        service.fake.carried.illegal = {secret.phone, secret.phone.removeprefix("+86")}
        _sent(service, secret)
    assert "17400000001" not in caplog.text
    assert "480213" not in caplog.text


def test_a_notice_without_an_approved_text_is_named() -> None:
    with FakeAliyun() as fake, pytest.raises(ImproperlyConfigured, match="id_used"):
        AliyunSms(fake.account).send([Message(uuid4(), "+8617400000001", "text", "id_used")])


def test_a_language_has_its_own_approved_text() -> None:
    with FakeTencent() as fake:
        TencentSms(fake.account).send([Message(uuid4(), "+8617400000001", "text", "order_accepted", "en")])
        assert fake.carried.taken[0][2] == "1003 []"

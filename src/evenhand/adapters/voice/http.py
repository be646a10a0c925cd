"""Calls that another program makes: a telephone system of the city's, told over HTTP what to read to whom."""

from evenhand.adapters.sms.http import HttpSms


class HttpVoice(HttpSms):
    """See `notices.ports.SmsGateway`. Its account is the table `[voice_http]`."""

    account = "voice_http"

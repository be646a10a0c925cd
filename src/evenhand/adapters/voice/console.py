"""Calls that go to the log: for a first look at a new installation."""

from evenhand.adapters.sms.console import ConsoleSms


class ConsoleVoice(ConsoleSms):
    """See `notices.ports.SmsGateway`."""

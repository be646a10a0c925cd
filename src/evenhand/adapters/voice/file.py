"""Calls that go to a file: what would have been read aloud, for rehearsals and tests to read."""

from evenhand.adapters.sms.file import FileSms


class FileVoice(FileSms):
    """See `notices.ports.SmsGateway`. Its file is one of its own beside that of the messages."""

    file = "voice.jsonl"

from __future__ import annotations

import pytest

from pytest_fnf.clock.instants import to_datetime
from pytest_fnf.services.mailbox import Mailbox


def test_text_is_sent_as_it_is_and_other_values_as_json():
    mailbox = Mailbox()
    receipt = mailbox.publish("topic", {"MessageBody": "hello", "MessageTag": "t"}, 1_000)
    mailbox.publish("topic", {"MessageBody": {"a": 1}}, 2_000)

    text, value = mailbox.messages("topic")
    assert (text.body, text.attributes, text.at) == ("hello", {"MessageTag": "t"}, to_datetime(1_000))
    assert (value.body, value.json()) == ('{"a":1}', {"a": 1})
    # The MD5 of "hello", in upper case as the service prints it.
    assert receipt == {
        "MessageId": "message-1",
        "RequestId": "message-request-1",
        "MessageBodyMD5": "5D41402ABC4B2A76B9719D911017C592",
    }
    with pytest.raises(ValueError, match="Expecting value"):
        text.json()


def test_what_nobody_published_to_is_empty():
    assert Mailbox().messages("nowhere") == []

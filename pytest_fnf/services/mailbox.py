"""Message topics and queues, in memory.

In: what tasks publish. Out: the service's reply, and the messages for the test to read. It leaves delivery to nobody:
a consumer is the test itself. Source: fdl-classic 8.5.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import md5
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_datetime
from pytest_fnf.values import Json, JsonObject, compact, private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A published message.

    Attributes:
        body: its text.
        attributes: the other parameters it was sent with, such as `MessageTag`.
        at: virtual time of the publication, UTC.
    """

    body: str
    attributes: dict[str, Any] = field(hash=False)
    at: datetime

    def json(self) -> Json:
        """The body, decoded.

        Raises:
            ValueError: the body is no JSON text.
        """
        return json.loads(self.body)


class Mailbox:
    """What was published to each topic and queue, in order."""

    def __init__(self) -> None:
        self._messages: dict[str, list[Message]] = {}
        self._count = 0

    def publish(self, name: str, params: Mapping[str, Json], now: int) -> JsonObject:
        """Keep a message and answer as the service does.

        Args:
            name: the topic's or queue's name.
            params: `MessageBody` (text, or a value that is sent as JSON text) and the other parameters.
            now: the instant.
        """
        body = params["MessageBody"]
        text = body if isinstance(body, str) else compact(body)
        attributes = {key: private(value) for key, value in params.items() if key != "MessageBody"}
        self._messages.setdefault(name, []).append(Message(text, attributes, to_datetime(now)))
        self._count += 1
        digest = md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
        return {
            "MessageId": f"message-{self._count}",
            "RequestId": f"message-request-{self._count}",
            "MessageBodyMD5": digest,
        }

    def messages(self, name: str) -> list[Message]:
        """What was published under this name so far."""
        return [Message(m.body, private(m.attributes), m.at) for m in self._messages.get(name, [])]

    @property
    def names(self) -> list[str]:
        """Topics and queues that have had messages."""
        return list(self._messages)

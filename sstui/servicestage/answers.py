"""The answers about instances: one whose body is the last one, byte for byte, is not read again."""

from __future__ import annotations

from dataclasses import replace

from sstui.servicestage.bodies import decode
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.rejections import malformed
from sstui.servicestage.reply import Reply
from sstui.servicestage.source import Answer

_MOST = 1000  # answers; who watches holds the same bodies anyway


class AnswerReader:
    """Reads what one account says of its instances."""

    def __init__(self) -> None:
        self._last: dict[InstanceRef, Answer] = {}

    def read(self, ref: InstanceRef, reply: Reply) -> Answer:
        """Raises `Malformed`."""
        last = self._last.get(ref)
        if last is not None and last.body == reply.body and not reply.cut:
            return replace(last, date=reply.date, request_id=reply.request_id)
        try:
            instance = parse_instance(decode(reply.body, cut=reply.cut))
        except ValueError as error:  # UnusableBody, or whatever else the model cannot read
            raise malformed(reply, str(error)) from error
        answer = Answer(instance, reply.body, reply.date, reply.request_id)
        if last is None and len(self._last) >= _MOST:
            del self._last[next(iter(self._last))]
        self._last[ref] = answer
        return answer

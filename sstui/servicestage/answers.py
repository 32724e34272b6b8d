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
    """Reads what one account says of its instances; remembers ``most`` answers."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._last: dict[InstanceRef, Answer] = {}  # what was asked for last comes last

    def read(self, ref: InstanceRef, reply: Reply) -> Answer:
        """Raises `Malformed`."""
        last = self._last.get(ref)
        if last is not None and last.body == reply.body and not reply.cut:
            return self._kept(ref, replace(last, date=reply.date, request_id=reply.request_id))
        try:
            instance = parse_instance(decode(reply.body, cut=reply.cut))
        except ValueError as error:  # UnusableBody, or whatever else the model cannot read
            raise malformed(reply, str(error)) from error
        return self._kept(ref, Answer(instance, reply.body, reply.date, reply.request_id))

    def _kept(self, ref: InstanceRef, answer: Answer) -> Answer:
        self._last.pop(ref, None)
        self._last[ref] = answer
        if len(self._last) > self._most:
            del self._last[next(iter(self._last))]
        return answer

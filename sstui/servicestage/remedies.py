"""What an operator does about each code and status: a table, no logic.

Sources: the gateway's *Error Codes* (API signing guide), *ServiceStage Error Codes*
(api-servicestage), *Status Codes* of IAM.
"""

from __future__ import annotations

from typing import NamedTuple

from sstui.servicestage.errors import Missing


class Advice(NamedTuple):
    """``cause`` for the status bar, ``remedy`` as one sentence."""

    cause: str
    remedy: str


_ENDPOINT = Advice(
    "no such API here: wrong endpoint?",
    "Check region and endpoint of the profile: the gateway there does not know this API.",
)
BAD = Advice(
    "the gateway refused the request",
    "Check endpoint and proxy of the profile; if both are right, report it with the request id.",
)
NO_RIGHT = Advice(
    "no permission",
    "Ask the account's administrator for read access to ServiceStage in this project.",
)
_APP = Advice(
    "the gateway wants other credentials",
    "Check that the endpoint is ServiceStage's own and not an API of your company's gateway.",
)
_ADDRESS = Advice(
    "this address may not call the API",
    "Ask the administrator to allow the IP address of this machine, or go through the proxy.",
)
_INSIDE = Advice("error in the gateway", "Nothing to do here: the fault is the cloud's.")
_BACKEND = Advice(
    "ServiceStage is down behind its gateway",
    "Nothing to do here: the fault is the cloud's; look at its status page if it lasts.",
)
_THROTTLED = Advice(
    "throttled",
    "Nothing to do now: sstui waits; raise poll.interval or lower poll.budget if it repeats.",
)
REFUSED = Advice(
    "credentials refused",
    "Check the access key and secret key, or user and password, of the profile: they are wrong, "
    "disabled, or of another account.",
)
EXPIRED = Advice(
    "credentials expired",
    "Fetch new temporary keys or a new token; sstui takes them up by itself.",
)
CLOCK = Advice(
    "signature too old: wrong clock?",
    "Set the clock of this machine: beyond 15 min every signature is refused.",
)
LOCKED = Advice(
    "access key locked",
    "Wait five minutes: after five refusals the gateway locks a key; check what else uses it.",
)

# By the four digits after ``APIGW.`` or ``APIG.``.
GATEWAY: dict[str, Advice] = {
    "0101": _ENDPOINT,
    "0103": _ENDPOINT,
    "0104": BAD,
    "0105": BAD,
    "0106": BAD,
    "0201": BAD,
    "0301": REFUSED,
    "0302": NO_RIGHT,
    "0303": _APP,
    "0304": _APP,
    "0305": _APP,
    "0306": _APP,
    "0307": Advice(
        "token of another region",
        "Use the IAM endpoint of this region, or give user and password and let sstui fetch it.",
    ),
    "0308": _THROTTLED,
    "0310": Advice(
        "project unavailable", "Check project_id of the profile: the project is locked or gone."
    ),
    "0311": _APP,
    "0401": _ADDRESS,
    "0402": _ADDRESS,
    "0404": _ADDRESS,
    "0501": _APP,
    "0502": _APP,
    "0601": _INSIDE,
    "0602": BAD,
    "0605": _INSIDE,
    "0606": _INSIDE,
    "0607": BAD,
    "0608": _INSIDE,
    "0609": _INSIDE,
    "0610": _BACKEND,
    "0611": _INSIDE,
    "0612": _INSIDE,
    "0613": _BACKEND,
    "0705": _INSIDE,
    "0801": Advice("ServiceStage is not offered here", "Check region and endpoint of the profile."),
    "0802": Advice(
        "this user may not use the region",
        "Ask the account's administrator to allow this region for the user.",
    ),
}

_WRONG_IDS = (
    "Check the ids of the bookmark and the profile's project and region; `sstui add` takes an "
    "address too."
)

# By the digits after ``SVCSTG.``.
SERVICESTAGE: dict[str, Advice] = {
    "00100400": Advice("an id is invalid", _WRONG_IDS),
    "00100403": Advice("application not found", _WRONG_IDS),
    "00100404": Advice("component not found", _WRONG_IDS),
    "00100408": Advice("ServiceStage knows no such request", _WRONG_IDS),
    "00100411": Advice("environment not found", _WRONG_IDS),
    "00100412": Advice("instance not found", _WRONG_IDS),
    "00100429": Advice(
        "job not found", "Nothing to do here: ServiceStage no longer keeps this job."
    ),
}

# Only these, in a 404, speak of the instance or of what it is in. The last digits of these codes
# look like HTTP statuses and are none: 00100403 is *application not found*, 00100429 *job*.
MISSING: dict[str, Missing] = {
    "00100412": Missing.INSTANCE,
    "00100404": Missing.COMPONENT,
    "00100403": Missing.APPLICATION,
}

IAM: dict[int, Advice] = {
    400: Advice(
        "IAM refused the request",
        "Check user, domain (the account's name) and project of the profile.",
    ),
    401: Advice(
        "user or password refused",
        "Check user, password and domain (the account's name) of the profile; an account of "
        "HUAWEI ID needs an IAM user.",
    ),
    403: Advice(
        "IAM does not allow it",
        "Ask the account's administrator to allow programmatic access for this user.",
    ),
    404: Advice(
        "no such user, project or IAM endpoint",
        "Check user, domain, project and iam_endpoint of the profile.",
    ),
}

# Where no code is known, by HTTP status; 4xx and 5xx below are the last resort.
STATUS: dict[int, Advice] = {
    400: Advice("the API refused the request", _WRONG_IDS),
    401: Advice(
        "refused on the way to the API",
        "Check endpoint and proxy of the profile: this refusal is neither the gateway's nor IAM's.",
    ),
    403: NO_RIGHT,
    404: Advice("not found", _WRONG_IDS),
    407: Advice("the proxy wants a password", "Put user and password into the proxy's URL."),
    429: _THROTTLED,
    500: Advice("error in ServiceStage", "Nothing to do here: the fault is the cloud's."),
    502: Advice("bad gateway", "Nothing to do here: the fault is the cloud's."),
    503: Advice("ServiceStage unavailable", "Nothing to do here: the fault is the cloud's."),
    504: Advice(
        "ServiceStage did not answer its gateway", "Nothing to do here: the fault is the cloud's."
    ),
}
OTHER_4XX = Advice("the request was refused", "Check endpoint and proxy of the profile.")
OTHER_5XX = Advice("error at the API", "Nothing to do here: the fault is the cloud's.")
REDIRECT = Advice(
    "redirected",
    "Check endpoint and proxy of the profile: the API never redirects, a login page does.",
)
UNUSABLE = Advice(
    "unusable answer",
    "Check endpoint and proxy of the profile: a login page or a proxy may answer for the API.",
)

"""Made-up instances for floor L, as many and as large as those of the simulator's fleet.

The fleet's bodies are 1.8 to 4.5 KB of JSON (2.2 KB in the middle): 6 to 10 variables, 1 to 4
artifacts, 1 to 4 resources, up to 3 addresses. The same here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | dict[str, Json] | None"

NAMES = [
    "orders-prod",
    "ledger-prod",
    "refunds-prod",
    "checkout-api-prod",
    "fraud-score",
    "payment-gateway-eu",
    "支付网关-prod",
    "catalog",
    "recommender",
    "cms",
    "cart",
    "search",
    "sessions",
    "web-frontend",
    "warehouse-sync",
    "feature-store",
    "etl-nightly",
    "kafka-bridge",
    "reports",
    "mailer",
    "legacy-soap",
    "edge-gw-bkk",
    "edge-gw-sgp",
    "cron-runner",
]
GROUPS = {0: "payments", 7: "storefront", 14: "data 数据平台", 19: "edge"}
LAST_NAME = NAMES[-1]


@dataclass(frozen=True)
class MadeUp:
    """One row of the list and all that its detail pane shows."""

    name: str
    status: str
    replicas: str
    age: str
    artifacts: dict[str, dict[str, str]]
    configuration: dict[str, Json]
    resources: list[tuple[str, str, str, str]]
    accesses: list[tuple[str, str, str, str]]
    status_detail: dict[str, str]
    identity: dict[str, str]


def instances(count: int) -> list[MadeUp]:
    """``count`` instances; the last of them bears `LAST_NAME`."""
    return [_instance(number, name) for number, name in enumerate(_names(count))]


def _names(count: int) -> Iterator[str]:
    for number in range(count - 1):
        generation, place = divmod(number, len(NAMES) - 1)
        yield NAMES[place] if not generation else f"{NAMES[place]}-{generation}"
    yield LAST_NAME


def _instance(number: int, name: str) -> MadeUp:
    want = 2 + number % 4
    status = ("FAILED", "PARTIALLY_FAILED", "UPGRADING")[number] if number < 3 else "RUNNING"
    return MadeUp(
        name=name,
        status=status,
        replicas=f"{want - (number < 3)}/{want}",
        age=f"{5 * (1 + number % 11)}s",
        artifacts=_artifacts(number, name),
        configuration=_configuration(number, name),
        resources=[
            ("cce", f"523498f1-36c4-11eb-ae36-0255ac1{number:05d}", "", "namespace=payments"),
            (
                "rds",
                f"c7a1f0de93b94c6a8f02f5f3aa4{number:05d}in03",
                "",
                "database=orders, port=5432",
            ),
            ("dcs", f"9f3c2f4e-0b57-4b1e-9a0e-6d2f1{number:07d}", "distributed_session", "db=3"),
            ("cse", "default", "", ""),
        ][: 1 + number % 4 if number else 4],
        accesses=[
            ("HTTPS", f"{name}.shop.example.com", "8443", "NORMAL"),
            ("HTTP", f"k3x9p{number}.cse.ap-southeast-3.example.com", "8080", "EXPIRED"),
            ("HTTP", f"10.0.4.{number % 250}", "8080", "NORMAL"),
        ][: 0 if number % 4 else 3],
        status_detail={
            "status": status,
            "replicas": f"{want} of {want}",
            "fail_detail": "cluster_inaccessible" if not number else "none",
            "last_job": "SUCCEEDED",
            "last_job_id": f"JOB16c33466-41e6-4c5b-a9ac-20592{number:07d}",
        },
        identity={
            "id": f"11eddb33-140b-4e51-b1e2-6ec26{number:07d}",
            "environment": "prod-eu 61b81021-21d5-42f3-b80e-0b6bd10dbf7d",
            "description": "Orders API, public edge",
            "platform": f"cce, version 2.{number}.0",
            "flavor": "CUSTOM-10G:500m-250m:1Gi-0.5Gi",
            "created": "2025-03-02 09:14 by paas_admin",
            "updated": "14:13:41",
        },
    )


def _artifacts(number: int, name: str) -> dict[str, dict[str, str]]:
    containers = ("", "-envoy", "-log-shipper", "-batch")[: 1 if number else 4]
    return {
        f"{name}{suffix}": {
            "type": "image",
            "storage": "swr",
            "auth": "iam",
            "url": f"swr.ap-southeast-3.myhuaweicloud.com/shop/{name}{suffix}:2.{number}.0",
            "version": f"2.{number}.0",
        }
        for suffix in containers
    }


def _configuration(number: int, name: str) -> dict[str, Json]:
    probe: Json = {
        "type": "http",
        "delay": 15,
        "timeout": 3,
        "parameters": {"scheme": "HTTPS", "host": "", "port": 8443, "path": "/healthz"},
    }
    env: list[Json] = [
        {"name": "LOG_LEVEL", "value": "info"},
        {"name": "DB_URL", "value": f"jdbc:postgresql://10.0.4.{number % 250}:5432/orders"},
        {"name": "CACHE_TTL", "value": "300"},
        {"name": "REGION_NAME", "value": "ap-southeast-3"},
        {"name": "PAAS_PROJECT_ID", "value": "e7d2e9c589e5445e808a8ff0d1235aca", "internal": True},
        {"name": "PAAS_APP_ID", "value": name, "internal": True},
    ]
    nowhere: Json = {"az": [], "node": [], "application": []}
    return {
        "env": env * 2 if not number else env,
        "storage": [
            {
                "type": "HostPath",
                "parameters": {"path": "/var/log"},
                "mounts": [{"path": "/logs", "subPath": "", "readOnly": False}],
            }
        ],
        "lifecycle": {
            "entrypoint": {"command": ["/bin/app"], "args": ["--port", "8443"]},
            "post-start": None,
            "pre-stop": {"type": "command", "parameters": {"command": ["sleep", "15"]}},
        },
        "scheduler": {"affinity": nowhere, "anti-affinity": nowhere, "isSynchronized": False},
        "strategy": {
            "upgrade": "RollingUpdate",
            "spec": {"maxSurge": 0, "maxUnavailable": 1},
        },
        "probes": {"livenessProbe": probe, "readinessProbe": probe},
    }

"""A fleet of any size, for benches: made by rule, the same each time, and nothing in it changes.

The first instances of a larger fleet are those of a smaller one.
"""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from sstui.simulator.story import JsonObject

DEFAULT_COUNT = 200
MOST = 10_000
INSTANCES_OF_AN_APPLICATION = 20
_DAY = 24 * 3600
_ENVIRONMENTS = ("prod-eu", "prod-web", "data-prod", "staging")
_DUTIES = ("api", "worker", "gateway", "batch", "frontend", "consumer", "scheduler", "cache")
_FLAVORS = ("CUSTOM-10G:500m-250m:1Gi-0.5Gi", "SMALL-10G:1.0C:2G", "STANDARD-30G:2.0C:4G")


def large_data(count: int) -> JsonObject:
    """``count`` instances, each a component of its own, twenty to an application.

    In the form of a scenario's file. Most run with all their replicas; of a hundred two are
    stopped, two lack a replica, and one has failed, for good.
    """
    applications = -(-count // INSTANCES_OF_AN_APPLICATION)
    return {
        "title": f"{count} instances in {applications} applications; nothing changes (for benches)",
        "applications": [_application(number) for number in range(applications)],
        "components": [_component(number) for number in range(count)],
        "environments": [_environment(number) for number in range(len(_ENVIRONMENTS))],
        "instances": [_instance(number) for number in range(count)],
    }


def _id(kind: str, number: int) -> str:
    return str(UUID(int=random.Random(f"{kind} {number}").getrandbits(128), version=4))


def _name(number: int) -> str:
    return f"{_DUTIES[number % len(_DUTIES)]}-{number:04}"


def _application(number: int) -> JsonObject:
    return {
        "id": _id("application", number),
        "name": f"team-{number:03}",
        "description": "",
        "creator": "paas_admin",
        "enterprise_project_id": "0",
        "create_time": -(900 - number % 300) * _DAY,
        "update_time": -30 * _DAY,
    }


def _component(number: int) -> JsonObject:
    return {
        "id": _id("component", number),
        "application_id": _id("application", number // INSTANCES_OF_AN_APPLICATION),
        "name": _name(number),
        "runtime": "Docker",
        "category": "MicroService",
        "sub_category": "Java Chassis",
        "description": "",
        "status": 0,
        "source": None,
        "build": None,
        "creator": "paas_admin",
        "create_time": -(500 - number % 300) * _DAY,
        "update_time": -(500 - number % 300) * _DAY,
    }


def _environment(number: int) -> JsonObject:
    name = _ENVIRONMENTS[number]
    return {
        "id": _id("environment", number),
        "name": name,
        "alias": "",
        "description": "",
        "enterprise_project_id": "0",
        "charge_mode": "provided",
        "deploy_mode": "container",
        "vpc_id": _id("vpc", number),
        "base_resources": [{"id": _id("cluster", number), "name": f"cce-{name}", "type": "cce"}],
        "optional_resources": [{"id": "default", "name": "default", "type": "cse"}],
        "creator": "paas_admin",
        "create_time": -900 * _DAY,
        "update_time": -100 * _DAY,
    }


def _instance(number: int) -> JsonObject:
    name = _name(number)
    team = f"team-{number // INSTANCES_OF_AN_APPLICATION:03}"
    return {
        "component": _id("component", number),
        "body": _body(number),
        "bookmark": {
            "name": name,
            "group": team,
            "tags": [team],
            "note": "",
            "expect": "off" if number % 50 == 31 else "running",
        },
    }


def _body(number: int) -> JsonObject:
    name, version = _name(number), f"{1 + number % 7}.{number % 13}.{number % 12}"
    environment = number % len(_ENVIRONMENTS)
    image = f"swr.ap-southeast-3.myhuaweicloud.com/large/{name}:{version}"
    return {
        "id": _id("instance", number),
        "name": f"{name}-{_ENVIRONMENTS[environment]}",
        "environment_id": _id("environment", environment),
        "platform_type": "cce",
        "description": "",
        "flavor_id": _FLAVORS[number % len(_FLAVORS)],
        "artifacts": {
            name: {
                "storage": "swr",
                "type": "image",
                "url": image,
                "auth": "iam",
                "version": version,
                "properties": {},
            }
        },
        "version": version,
        "configuration": _configuration(number),
        "creator": "paas_admin",
        "create_time": -(400 - number % 300) * _DAY,
        "update_time": -(1 + number % 90) * _DAY,
        "external_accesses": None,
        "refer_resources": [
            {
                "id": _id("cluster", environment),
                "type": "cce",
                "parameters": {"namespace": f"ns-{number % 9}"},
            },
            {"id": "default", "type": "cse"},
            {"id": _id("database", number // 5), "type": "rds", "parameters": {"database": name}},
        ],
        "status_detail": _status(number),
    }


def _configuration(number: int) -> JsonObject:
    variables: list[dict[str, Any]] = [
        {"name": "LOG_LEVEL", "value": "info"},
        {"name": "DB_PASSWORD", "value": f"not-a-real-password-{number}"},
        {"name": "PAAS_COMPONENT_ID", "value": _id("component", number), "internal": True},
    ]
    variables += [{"name": f"SETTING_{n:02}", "value": f"{number}-{n}"} for n in range(12)]
    probe = {"type": "tcp", "delay": 10, "timeout": 3, "parameters": {"host": "", "port": 8080}}
    return {
        "env": variables,
        "storage": [],
        "strategy": {
            "upgrade": "RollingUpdate",
            "spec": {"maxSurge": 0, "maxUnavailable": 1},
        },
        "lifecycle": {
            "entrypoint": {"command": ["/bin/sh", "-c"], "args": ["exec /opt/start"]},
            "post-start": None,
            "pre-stop": None,
        },
        "scheduler": {
            "affinity": {"az": [], "node": [], "application": []},
            "anti-affinity": {"az": [], "node": [], "application": []},
            "isSynchronized": True,
        },
        "probes": {"livenessProbe": probe, "readinessProbe": probe},
    }


def _status(number: int) -> JsonObject:
    replicas = 2 + number % 4
    status, available, job = "RUNNING", replicas, "SUCCEEDED"
    if number % 50 == 31:
        status, available = "STOPPED", 0
    elif number % 50 == 17:
        available = replicas - 1
    elif number % 100 == 43:
        status, available, job = "FAILED", 0, "FAILED"
    return {
        "status": status,
        "replica": replicas,
        "available_replica": available,
        "fail_detail": None if status != "FAILED" else "namespace_unavailable",
        "last_job_id": f"JOB{_id('job', number)}",
        "last_job_status": job,
        "enterprise_project_id": "0",
    }

"""The list as CSV, JSON and Markdown; the call as curl; the console's address."""

from __future__ import annotations

import csv
import io
import json
import shlex
from dataclasses import replace

from hypothesis import given

from sstui.servicestage.refs import InstanceRef
from sstui.view.console_address import console_address
from sstui.view.curl import curl_text, instance_address
from sstui.view.export import FORMATS, csv_text, json_text, markdown_text, record
from sstui.view.text import plain
from tests.cases import every
from tests.strategies import any_text
from tests.view.fleets import account, fleet_of, the_fleet

REF = InstanceRef("a1", "c1", "i1")


def records_with(note: str) -> list[dict[str, str | int | None]]:
    first = the_fleet().snapshots[0]
    changed = replace(first, bookmark=replace(first.bookmark, note=note))
    fleet = fleet_of((changed,))
    return [dict(record(fleet, changed))]


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_says_what_the_list_knows() -> None:
    fleet = the_fleet()
    (row,) = cells(csv_text([record(fleet, fleet.snapshots[0])]))
    known = ("name", "status", "health", "available", "wanted", "group")
    assert [row[key] for key in known] == ["orders-prod", "FAILED", "bad", "1", "3", "payments"]
    assert row["since"].endswith("Z")
    assert row["instance"] == fleet.snapshots[0].ref.instance


@every("note", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_cell_of_a_spreadsheet_is_a_formula(note: str) -> None:
    (row,) = cells(csv_text(records_with(note)))
    assert row["note"] == f"'{note}"


@given(any_text(min_size=1))
def test_any_text_comes_back_from_csv_and_json_and_acts_nowhere(note: str) -> None:
    records = records_with(note)
    (row,) = cells(csv_text(records))
    assert not row["note"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["note"] == plain(row["note"])
    told = json.loads(json_text(records))
    assert told[0]["note"] == note
    assert len(markdown_text(records).splitlines()) == 3


def test_nothing_is_written_as_nothing() -> None:
    assert [FORMATS[kind]([]) for kind in ("csv", "json")] == ["\r\n", "[]\n"]


def test_the_call_is_the_documented_one_and_holds_no_secret() -> None:
    known = account(region="ap-southeast-3", project_id="p1", identity="AKIA…", host="")
    address = (
        "https://servicestage.ap-southeast-3.myhuaweicloud.com"
        "/v2/p1/cas/applications/a1/components/c1/instances/i1"
    )
    assert instance_address(known, REF) == address
    words = shlex.split(curl_text(known, REF) or "")
    assert words[:3] == ["curl", "-sS", address]
    json = "Content-Type: application/json;charset=utf8"
    assert words[3:] == ["-H", "X-Auth-Token: $TOKEN", "-H", json]
    own = replace(known, host="gate.example:8443", vendor_host=False)
    assert (instance_address(own, REF) or "").startswith("https://gate.example:8443/v2/p1/")
    here = replace(known, host="[::1]:8080", vendor_host=False, project_id="")
    assert (instance_address(here, REF) or "").startswith("http://[::1]:8080/v2/PROJECT_ID/")
    assert curl_text(replace(known, region=""), REF) is None


def test_what_an_id_holds_is_no_shell() -> None:
    known = account(region="ap-southeast-3", project_id="p1", host="")
    text = curl_text(known, InstanceRef("a", "c", "$(reboot) 'x")) or ""
    assert shlex.split(text)[2].endswith("/instances/$(reboot) 'x")


@every(
    ("region", "site", "language", "address"),
    [
        ("cn-north-4", None, "", "https://console.huaweicloud.com/servicestage/?region=cn-north-4"),
        ("eu-west-101", None, "", "https://console.eu.huaweicloud.com/servicestage/?region=eu-west-101"),
        ("la-south-2", None, "", "https://console-intl.huaweicloud.com/servicestage/?region=la-south-2"),
        ("cn-east-3", "intl", "en-us", "https://console-intl.huaweicloud.com/servicestage/?region=cn-east-3&locale=en-us"),
        ("", "cn", "", None),
    ],
)  # fmt: skip
def test_the_console_is_that_of_the_site_and_region(
    region: str, site: str | None, language: str, address: str | None
) -> None:
    assert console_address(region, site, language) == address

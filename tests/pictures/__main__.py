"""``python -m tests.pictures [NAME…]``: all of them, or these."""

from __future__ import annotations

import asyncio
import sys

from tests.pictures import scenes, working
from tests.pictures.taking import POLL, Picture, Watched, take

POLL_SLOWLY = "[poll]\ninterval = 45\nfast = 45\nbudget = 5000\n"
POLL_AS_USUAL = "[poll]\ninterval = 15\nfast = 10\n"
OWN = """
[[commands]]
key = "F5"
title = "pods"
run = ["k9s", "-n", "{namespace}"]

[[commands]]
key = "F6"
title = "restart"
run = ["kubectl", "-n", "{namespace}", "rollout", "restart", "deployment", "--", "{name}"]
dangerous = true
"""
CALM = """
[[maintenance]]
groups = ["edge"]
days = ["tue"]
hours = "05:00-09:00"
"""
HOOK = """
[hooks]
on_change = ["notify-team"]
kinds = ["health", "freshness"]
"""
COLUMNS = 'columns = ["24h", "up", "version", "upgrade=configuration.strategy.upgrade", "note"]\n'
TWO = """
[profiles.prod]
region = "ap-southeast-3"
source = "env"
ak_env = "PROD_AK"
sk_env = "PROD_SK"
color = "red"
protected = true

[profiles.europe]
region = "eu-west-101"
source = "env"
ak_env = "EUROPE_AK"
sk_env = "EUROPE_SK"
color = "blue"
"""
PROFILES = {
    "prod": Watched("fleet", "ap-southeast-3", ("payments", "edge")),
    "europe": Watched("night", "eu-west-101", ("analytics", "partners")),
}

WIDE, HALF, NARROW, SIDE = (160, 48), (120, 36), (80, 24), (60, 16)
PICTURES = (
    Picture("main-160x48", WIDE, scenes.the_story),
    Picture("main-120x36", HALF, scenes.the_story),
    Picture("main-80x24", NARROW, scenes.the_story),
    Picture("side-pane-60x16", SIDE, scenes.the_story),
    Picture("light-160x48", WIDE, scenes.the_story, theme="sstui-light"),
    Picture("colour-blind-safe-160x48", WIDE, scenes.the_story, theme="colour-blind-safe"),
    Picture("ascii-no-color-120x36", HALF, scenes.the_story, signs="ascii", color=False),
    Picture("outage-160x48", WIDE, scenes.no_answer),
    Picture("configuration-80x24", NARROW, scenes.in_configuration),
    Picture("drift-160x48", WIDE, scenes.in_drift),
    Picture("add-picker-120x36", HALF, scenes.in_picker, POLL_AS_USUAL, count=9),
    Picture("job-120x36", HALF, scenes.in_job),
    Picture("explain-120x36", HALF, scenes.explained),
    Picture("filter-120x36", HALF, scenes.in_filter),
    Picture("wide-list-160x48", WIDE, scenes.in_wide_list),
    Picture("fleet-timeline-160x48", WIDE, scenes.in_fleet_timeline, POLL_SLOWLY, speed=60),
    Picture("since-you-last-looked-160x48", WIDE, scenes.after_an_absence),
    Picture("night-160x48", WIDE, scenes.in_a_bad_night, scenario="night"),
    Picture("quiet-120x36", HALF, scenes.on_a_quiet_day, speed=60, scenario="quiet"),
    Picture("timeline-160x48", WIDE, scenes.in_timeline),
    Picture("keys-refused-160x48", WIDE, scenes.keys_refused),
    Picture("acknowledged-120x36", HALF, scenes.acknowledged),
    Picture("help-160x48", WIDE, scenes.helped),
    Picture("first-run-120x36", HALF, scenes.nothing, count=0),
    Picture("events-120x36", HALF, working.in_events),
    Picture("explain-chinese-120x36", HALF, scenes.explained, f'language = "zh"\n{POLL}'),
    Picture(
        "address-expires-160x48",
        WIDE,
        working.before_an_address_ends,
        POLL_AS_USUAL,
        scenario="quiet",
        arrange=working.with_an_address,
    ),
    Picture("filter-help-120x36", HALF, working.in_filter_help),
    Picture("columns-120x36", HALF, working.in_columns, COLUMNS + POLL),
    Picture("compare-120x36", HALF, working.choosing_another),
    Picture("palette-120x36", HALF, working.in_palette, POLL + OWN),
    Picture("dangerous-120x36", HALF, working.asked, POLL + OWN),
    Picture("copy-120x36", HALF, working.copying),
    Picture("export-80x24", NARROW, working.exporting),
    Picture("themes-120x36", HALF, working.choosing_a_theme),
    Picture("snooze-120x36", HALF, working.snoozing),
    Picture(
        "two-profiles-160x48", WIDE, working.in_two_profiles, POLL_AS_USUAL + TWO, profiles=PROFILES
    ),
    Picture(
        "profiles-120x36",
        HALF,
        working.on_the_profiles_page,
        POLL_AS_USUAL + TWO,
        profiles=PROFILES,
    ),
    Picture("filter-kept-120x36", HALF, working.filtered),
    Picture("told-120x36", HALF, working.rung, POLL + CALM, says=True),
    Picture("maintenance-120x36", HALF, working.in_maintenance, POLL + CALM),
    Picture("keys-in-conflict-120x36", HALF, working.keys_in_conflict, says=True),
    Picture("report", HALF, scenes.the_story, prints=("report", "--since", "1h")),
    Picture("hooks", HALF, scenes.the_story, POLL + HOOK + CALM, prints=("hooks", "--dry-run")),
)


def main() -> None:
    wanted = set(sys.argv[1:])
    for picture in PICTURES:
        if not wanted or picture.name in wanted:
            asyncio.run(take(picture))


if __name__ == "__main__":
    main()

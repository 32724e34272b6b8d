"""What programs that sstui starts get of the environment."""

from __future__ import annotations

from sstui.config.child_environ import child_environ
from sstui.config.profile_model import Profile

PLANTED = {
    "HUAWEICLOUD_SDK_SK": "s", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "s", "HW_SECRET_KEY": "s",
    "HW_USER_PASSWORD": "s", "OS_PASSWORD": "s", "OS_TOKEN": "s", "SSTUI_TOKEN": "s",
    "TEAM_AK": "s", "TEAM_SK": "s", "TEAM_TOKEN": "s", "VAULT_PIN": "s",
}  # fmt: skip
NEEDED = {
    "HOME": "/home/me", "PATH": "/bin", "LANG": "C", "SSTUI_HOME": "/x", "HTTPS_PROXY": "http://p",
    "SLACK_WEBHOOK": "https://hooks.example/1", "TERM": "tmux-256color",
}  # fmt: skip


def test_no_variable_of_a_credential_is_passed_on_and_all_else_is() -> None:
    profiles = (
        Profile(name="a", region="x", ak_env="TEAM_AK", sk_env="TEAM_SK"),
        Profile(name="b", region="x", token_env="TEAM_TOKEN"),
        Profile(
            name="c", region="x", credential_command=("sh", "-c", 'cd $HOME; vault "$VAULT_PIN"')
        ),
    )
    assert child_environ({**NEEDED, **PLANTED}, profiles) == NEEDED

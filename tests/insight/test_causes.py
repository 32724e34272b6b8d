"""What instances in trouble share and most healthy ones do not (SCREENS §4, *Shared cause*)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.causes import (
    Cause,
    Shared,
    Subject,
    Trait,
    shared_cause,
    shared_causes,
    traits_of,
)
from sstui.insight.records import Health
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef

OK, BAD, DEGRADED = Health.OK, Health.BAD, Health.DEGRADED


def subject(
    number: int,
    health: Health,
    *,
    application: str = "",
    cluster: str = "",
    namespace: str = "",
    environment: str = "",
    database: str = "",
    image: str = "",
) -> Subject:
    resources: list[Any] = []
    if cluster:
        resources.append({"type": "cce", "id": cluster, "parameters": {"namespace": namespace}})
    if database:
        resources.append({"type": "rds", "id": database})
    instance = parse_instance(
        {
            "environment_id": environment,
            "refer_resources": resources,
            "artifacts": {"a": {"url": image}} if image else {},
            "status_detail": {"status": "RUNNING"},
        }
    )
    ref = InstanceRef(application or f"application-{number}", "component", f"instance-{number}")
    return Subject(ref, health, traits_of(ref, instance))


def cause_of(*subjects: Subject) -> tuple[Shared, str] | None:
    cause = shared_cause(subjects)
    return None if cause is None else (cause.trait.shared, cause.trait.value)


def test_both_bad_ones_run_on_one_cluster_and_most_healthy_ones_do_not() -> None:
    subjects = (
        subject(1, BAD, cluster="523498f1"),
        subject(2, BAD, cluster="523498f1"),
        subject(3, OK, cluster="523498f1"),
        subject(4, OK, cluster="77777777"),
        subject(5, OK, cluster="77777777"),
    )
    cause = shared_cause(subjects)
    assert cause == Cause(
        Trait(Shared.CLUSTER, "cce", "523498f1"),
        frozenset({subjects[0].ref, subjects[1].ref}),
        bad=True,
        among=2,
        healthy=1,
        of=3,
    )


def test_one_alone_shares_nothing() -> None:
    assert cause_of(subject(1, BAD, cluster="a"), subject(2, OK, cluster="b")) is None


def test_what_half_of_the_healthy_share_too_is_no_cause() -> None:
    bad = (subject(1, BAD, cluster="a"), subject(2, BAD, cluster="a"))
    assert cause_of(*bad, subject(3, OK, cluster="a"), subject(4, OK, cluster="b")) is None


def test_without_a_healthy_one_there_is_nothing_to_compare_with() -> None:
    assert cause_of(subject(1, BAD, cluster="a"), subject(2, BAD, cluster="a")) is None


def test_each_kind_of_thing_can_be_shared() -> None:
    kinds: dict[str, Any] = {
        "application": Shared.APPLICATION,
        "environment": Shared.ENVIRONMENT,
        "cluster": Shared.CLUSTER,
        "database": Shared.DATABASE,
    }
    for name, shared in kinds.items():
        these = (subject(1, BAD, **{name: "x"}), subject(2, DEGRADED, **{name: "x"}))
        assert cause_of(*these, subject(3, OK, **{name: "y"})) == (shared, "x")


def test_a_namespace_counts_only_on_the_same_cluster() -> None:
    one = subject(1, BAD, cluster="a", namespace="payments")
    two = subject(2, BAD, cluster="b", namespace="payments")
    assert cause_of(one, two, subject(3, OK)) is None
    two = subject(2, BAD, cluster="a", namespace="payments")
    healthy = [subject(number, OK, cluster="a", namespace="shop") for number in (3, 4)]
    assert cause_of(one, two, *healthy) == (Shared.NAMESPACE, "payments")


def test_an_image_is_shared_with_its_version() -> None:
    new, old = "swr.example.com/shop/base:2.0", "swr.example.com/shop/base:1.9"
    bad = (subject(1, BAD, image=new), subject(2, BAD, image=new))
    assert cause_of(*bad, subject(3, OK, image=old)) == (Shared.IMAGE, "2.0")
    (found,) = [each for each in bad[0].traits if each.shared is Shared.IMAGE]
    assert found.kind == "swr.example.com/shop/base"


def test_the_bad_ones_alone_may_share_what_a_degraded_one_does_not() -> None:
    subjects = (
        subject(1, BAD, database="d"),
        subject(2, BAD, database="d"),
        subject(3, DEGRADED, database="e"),
        subject(4, OK),
    )
    cause = shared_cause(subjects)
    assert cause is not None
    assert cause.bad
    assert cause.refs == {subjects[0].ref, subjects[1].ref}


def test_what_fewest_healthy_ones_share_is_named() -> None:
    bad = (subject(1, BAD, cluster="a", database="d"), subject(2, BAD, cluster="a", database="d"))
    healthy = (
        subject(3, OK, cluster="b", database="d"),
        subject(4, OK, cluster="b"),
        subject(5, OK),
    )
    assert cause_of(*bad, *healthy) == (Shared.CLUSTER, "a")


def test_some_share_what_hardly_anyone_else_does_while_others_fail_for_reasons_of_their_own() -> (
    None
):
    lost = [subject(number, BAD, cluster="a", database=f"d{number}") for number in (1, 2, 3)]
    other = subject(4, BAD, cluster="b")
    healthy = [subject(5, OK, cluster="a"), *(subject(n, OK, cluster="b") for n in (6, 7, 8))]
    cause = shared_cause([*lost, other, *healthy])
    assert cause == Cause(
        Trait(Shared.CLUSTER, "cce", "a"),
        frozenset(each.ref for each in lost),
        bad=True,
        among=4,
        healthy=1,
        of=4,
    )


def test_what_as_many_healthy_ones_share_says_nothing_where_not_all_in_trouble_do() -> None:
    bad = [subject(1, BAD, cluster="a"), subject(2, BAD, cluster="a"), subject(3, BAD)]
    healthy = [subject(number, OK, cluster="a") for number in (4, 5)]
    assert cause_of(*bad, *healthy, *(subject(number, OK) for number in (6, 7, 8))) is None


def test_two_causes_in_one_night_are_two() -> None:
    one = [subject(number, BAD, cluster="a") for number in (1, 2, 3)]
    two = [subject(number, DEGRADED, database="d") for number in (4, 5)]
    alone = subject(6, BAD)
    found = [*shared_causes([*one, *two, alone, subject(7, OK)])]
    assert [(each.trait.value, len(each.refs), each.among) for each in found] == [
        ("a", 3, 6),
        ("d", 2, 6),
    ]


SUBJECTS = st.lists(
    st.builds(
        lambda number, health, names: subject(number, health, **names),
        st.integers(0, 50),
        st.sampled_from(list(Health)),
        st.fixed_dictionaries(
            {
                name: st.sampled_from(["", "x", "y"])
                for name in ("application", "cluster", "namespace", "database", "image")
            }
        ),
    ),
    max_size=12,
    unique_by=lambda each: each.ref,
)


@given(SUBJECTS)
def test_whatever_is_watched_a_cause_is_shared_by_two_and_by_few_healthy_ones(
    subjects: list[Subject],
) -> None:
    named: list[InstanceRef] = []
    for cause in shared_causes(subjects):
        assert len(cause.refs) >= 2
        sharing = [each for each in subjects if cause.trait in each.traits]
        troubled = {each.ref for each in sharing if each.health in {BAD, DEGRADED, Health.UNKNOWN}}
        assert troubled >= cause.refs
        healthy = sum(each.health is OK for each in sharing)
        assert (healthy, cause.healthy < cause.of / 2) == (cause.healthy, True)
        named += cause.refs
    assert len(named) == len(set(named))

"""Which instance serves next: the one that was freed last."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_fnf.services.functions.fleet import Fleet


@dataclass(eq=False)
class Instance:
    number: int
    free_at: int = 0
    served: int = 1
    dead: bool = False


def fleet_of(*instances):
    fleet = Fleet()
    for instance in instances:
        fleet.add(instance)
        fleet.freed(instance)
    return fleet


def served(fleet, now):
    """The numbers of those that serve next, in order."""
    numbers = []
    while (instance := fleet.next(now)) is not None:
        numbers.append(instance.number)
    return numbers


def test_the_one_that_was_freed_last_comes_first_then_the_busiest_then_the_oldest():
    fleet = fleet_of(
        Instance(1, 5), Instance(2, 7), Instance(3, 7, served=2), Instance(4, 5), Instance(5, 9), Instance(6, 3)
    )
    assert served(fleet, 8) == [3, 2, 1, 4, 6]
    assert served(fleet, 9) == [5]
    assert served(fleet, 10) == []


def test_a_dead_one_is_handed_out_once_and_is_no_longer_one_of_them():
    dead = Instance(2, 7, dead=True)
    fleet = fleet_of(Instance(1, 5), dead)
    assert fleet.next(8) is dead
    assert [instance.number for instance in fleet] == [1]
    assert served(fleet, 8) == [1]


def test_a_call_looks_at_few_of_a_thousand():
    """Those that are free are not gone through: what is asked of an instance does not grow with their number."""
    asked = []

    class Counted(Instance):
        @property
        def dead(self):
            asked.append(self.number)
            return False

        @dead.setter
        def dead(self, value):
            pass

    instances = [Counted(number, number % 7) for number in range(1000)]
    fleet = fleet_of(*instances)
    for now in range(1000):
        instance = fleet.next(7 + now)
        instance.free_at = 7 + now
        fleet.freed(instance)
    assert len(asked) == 1000

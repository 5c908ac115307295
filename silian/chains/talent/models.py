"""The registers of the talent chain, in the order of the menu."""

# isort: skip_file
from silian.chains.talent.person import Person
from silian.chains.talent.policy_entry import PolicyEntry

__all__ = [
    "Person",
    "PolicyEntry",
]

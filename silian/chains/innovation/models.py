"""The registers of the innovation chain, in the order of the menu."""

# isort: skip_file
from silian.chains.innovation.achievement import Achievement
from silian.chains.innovation.institution import Institution
from silian.chains.innovation.innovation_platform import InnovationPlatform
from silian.chains.innovation.intellectual_property import IntellectualProperty
from silian.chains.innovation.shared_resource import SharedResource

__all__ = [  # noqa: RUF022 the order of the menu
    "Achievement",
    "Institution",
    "InnovationPlatform",
    "IntellectualProperty",
    "SharedResource",
]

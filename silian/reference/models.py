"""The registers of reference data, in the order of the menu."""

# isort: skip_file
from silian.reference.zone import Zone
from silian.reference.region import Region
from silian.reference.industry_code import IndustryCode
from silian.reference.technology_field import TechnologyField
from silian.reference.organisation import Organisation

__all__ = [  # noqa: RUF022 the order of the menu
    "Zone",
    "Region",
    "IndustryCode",
    "TechnologyField",
    "Organisation",
]

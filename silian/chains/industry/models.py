"""The registers of the industry chain, in the order of the menu."""

# isort: skip_file
from silian.chains.industry.company import Company
from silian.chains.industry.need import Need
from silian.chains.industry.qualification import Qualification
from silian.chains.industry.opportunity_list import OpportunityList
from silian.chains.industry.opportunity import Opportunity
from silian.chains.industry.industry_chain import IndustryChain
from silian.chains.industry.chain_link import ChainLink

__all__ = [  # noqa: RUF022 the order of the menu
    "Company",
    "Need",
    "Qualification",
    "OpportunityList",
    "Opportunity",
    "IndustryChain",
    "ChainLink",
]

"""The registers of the capital chain, in the order of the menu."""

# isort: skip_file
from silian.chains.capital.financier import Financier
from silian.chains.capital.financial_product import FinancialProduct
from silian.chains.capital.fund import Fund

__all__ = [  # noqa: RUF022 the order of the menu
    "Financier",
    "FinancialProduct",
    "Fund",
]

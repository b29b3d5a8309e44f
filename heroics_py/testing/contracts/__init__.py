"""The contract of a server: whether its answers, and its refusals, are those that its schema describes.

| module | what it does |
| --- | --- |
| contract, plan | the run; which links, in which order, and why others are left out |
| examination | one link: single changes of a valid call, then calls that hypothesis draws, then invalid ones |
| drafts, variants, values, draws, exploration | arguments that the schema allows, or not; the door to hypothesis |
| things, harvest | what the server has, and what was created; what a response shows of it |
| run, performed, siblings | a draft as a call, and what comes of it; which links belong to a thing |
| sender, guard | when and where calls may leave |
| answers, etags, effects | what a response breaks, alone and together with others |
| records, report | the smallest call for each violation |
"""

from heroics_py.testing.contracts.contract import contract, contract_async
from heroics_py.testing.contracts.report import ContractError, ContractReport, Violation

__all__ = ["ContractError", "ContractReport", "Violation", "contract", "contract_async"]

"""What tests of your own code use: sandboxes, their faults, and what they received.

Importing this package loads nothing: pytest imports `plugin` below it in each project where heroics_py is installed.
"""

from typing import TYPE_CHECKING

from heroics_py.support.lazy import lazy_exports

if TYPE_CHECKING:
    from heroics_py.testing.contracts import ContractError, ContractReport, Violation, contract, contract_async
    from heroics_py.testing.controls import fail, rate_limit, received, server_of
    from heroics_py.testing.core_transport import AwaitedCoreTransport, CoreTransport
    from heroics_py.testing.network_guard import NetworkBlocked
    from heroics_py.testing.sandboxes import sandbox, sandbox_async
else:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "heroics_py.testing.contracts": (
                "ContractError",
                "ContractReport",
                "Violation",
                "contract",
                "contract_async",
            ),
            "heroics_py.testing.controls": ("fail", "rate_limit", "received", "server_of"),
            "heroics_py.testing.core_transport": ("AwaitedCoreTransport", "CoreTransport"),
            "heroics_py.testing.network_guard": ("NetworkBlocked",),
            "heroics_py.testing.sandboxes": ("sandbox", "sandbox_async"),
        },
    )

__all__ = [
    "AwaitedCoreTransport",
    "ContractError",
    "ContractReport",
    "CoreTransport",
    "NetworkBlocked",
    "Violation",
    "contract",
    "contract_async",
    "fail",
    "rate_limit",
    "received",
    "sandbox",
    "sandbox_async",
    "server_of",
]

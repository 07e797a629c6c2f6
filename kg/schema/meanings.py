"""Which classes of the ontology decide something in a trace, a mask, a picture or an export.

What counts as one is told by the ontology alone: the class itself and whatever descends from it
there. The names stand here and nowhere else in code; ask by the methods of
:class:`kg.schema.Schema` (``is_holding``, ``is_money_party`` …) or by ``Schema.kinds_below``.
"""

from __future__ import annotations

from typing import Final

HOLDING: Final = "Holding"
"""A link by which somebody has an account, a wallet, a phone as their own."""
CONTROL: Final = "Controls"
"""The link by which somebody steers a thing, whoever has it."""
MONEY_PARTY: Final = "MoneyParty"
"""What can be paid."""
MONEY_END: Final = "MoneyEnd"
"""Where money leaves the records: cash, fees, interest."""
ACCOUNT: Final = "Account"
"""An account of any kind; it is called by its holder's name."""
BANK_ACCOUNT: Final = "BankAccount"
"""An account with a bank: its level is called that of a card."""
POOL: Final = "PaymentCompany"
"""A body that keeps the money of many: meeting there joins nobody to anybody."""
EXCHANGE: Final = "Exchange"
"""An exchange of coins: it mixes the money of many as a pool does."""
PERSON: Final = "Person"
"""A human being: of them alone are victims and minors."""
ACTOR: Final = "Actor"
"""Whoever can act: a person, a firm, a group."""
ROLE_CLAIM: Final = "HoldsRole"
"""The link by which a row says that somebody or something has a role."""
STANDING: Final = "Standing"
"""What somebody is before the law or the network: a minor, a procurator. It accuses nobody."""
DEALER: Final = "OtcDealer"
"""The role of somebody who changes coins for money."""
DEALS_FOR: Final = "ConvertsFor"
"""The link by which somebody changes coins for somebody else."""
LISTING: Final = "ListedIn"
"""The link by which a list names a thing."""
LEAKED: Final = "DataBatch"
"""Leaked data: who stands in it is listed, but that is no published list."""
REPORTED_LOSS: Final = "ReportedLoss"
"""A payment that a victim reports."""
TRANSFER: Final = "Transfer"
"""A recorded payment that money follows."""
TRACED_FLOW: Final = "TracedFlow"
"""The link that a saved trace makes of the payments between two accounts."""
INFERRED_LEG: Final = "InferredLeg"
"""The link of money that no row records."""
FINDING: Final = "Finding"
"""What a search for a typology finds."""

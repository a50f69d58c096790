"""How payment lists, payments and claims for repayment are numbered; pure."""


def list_number(year: int, position: int) -> str:
    """Number a payment list within its year: ZF2026-003."""
    return f"ZF{year}-{position:03d}"


def payment_number(of_list: str, position: int) -> str:
    """Number a payment within its list: ZF2026-003-0012."""
    return f"{of_list}-{position:04d}"


def recovery_number(year: int, position: int) -> str:
    """Number a recovery claim within its year: ZH2026-003."""
    return f"ZH{year}-{position:03d}"

"""The second factor: six digits that change every half minute on a person's own phone (TOTP, RFC 6238)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp

DRIFT = (-1, 0, 1)


@dataclass(frozen=True, slots=True)
class Code:
    """Digits somebody typed, and when by the world's clock (a demo's shifted clock would fit no phone)."""

    digits: str
    at: datetime

    def step(self, secret: str | None, after: int) -> int | None:
        """Find the half minute these digits belong to, later than the last one used; None where they are wrong."""
        if not secret:
            return None
        totp = pyotp.TOTP(secret)
        now = totp.timecode(self.at)
        # a Chinese keyboard may send full-width digits
        digits = "".join(unicodedata.normalize("NFKC", self.digits).split()).encode()
        steps = [now + drift for drift in DRIFT if compare_digest(totp.generate_otp(now + drift).encode(), digits)]
        return next((step for step in steps if step > after), None)


def new_secret() -> str:
    """Make the secret a phone and the system share."""
    return pyotp.random_base32()


def address(secret: str, login: str, issuer: str) -> str:
    """Write the otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)

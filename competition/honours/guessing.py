"""How often somebody may guess a certificate's code, on whichever page: one count for all of them."""

from competition.foundation.web import limiter

# only what was not found counts: a hall full of people may check their certificates from one address
guesses = limiter.shared_limit(
    "20/minute;100/hour", scope="verify", deduct_when=lambda answer: answer.status_code == 404
)

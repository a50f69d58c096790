"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("judging", __name__)

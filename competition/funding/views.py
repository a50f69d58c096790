"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("funding", __name__)

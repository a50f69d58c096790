"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("audit", __name__)

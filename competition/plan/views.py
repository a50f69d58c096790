"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("plan", __name__)

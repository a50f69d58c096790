"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("policy", __name__)

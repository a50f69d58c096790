"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("honours", __name__)

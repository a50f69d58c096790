"""Pages of this room."""

from flask import Blueprint

pages = Blueprint("directory", __name__)

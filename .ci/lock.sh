#!/usr/bin/env bash
# Pin every package with its hashes; no registry is named, so any mirror of it will do.
set -euo pipefail
cd "$(dirname "$0")/.."
pin() { .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links "$@"; }
pin pyproject.toml -o requirements.txt
pin pyproject.toml --group dev -o requirements-dev.txt
if grep -nE '^-|https?://|file:' requirements.txt requirements-dev.txt; then
  echo "a lock names an address" >&2
  exit 1
fi

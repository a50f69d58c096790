#!/usr/bin/env bash
# Make .venv hold exactly what a lock file names, once a lock; the project itself is found through a .pth file.
#   .ci/install.sh requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
stamp=.venv/.installed-$(basename "$lock")
sum=$(cksum < "$lock")
[ -x .venv/bin/python ] || "$python" -m venv .venv
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
  echo "Installing $lock ..."
  if command -v uv >/dev/null; then
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
  else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  fi
  echo "$sum" > "$stamp"
fi
site=$(echo .venv/lib/python3*/site-packages)
pwd > "$site/competition-checkout.pth"
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m competition "$@"\n' > .venv/bin/competition
chmod +x .venv/bin/competition

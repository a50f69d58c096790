#!/usr/bin/env bash
# The browser tests need a real Chromium: install Debian's where that is allowed, otherwise say what to install.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
else
  echo "No Chromium here: install it (Debian: apt-get install chromium fonts-noto-cjk); the browser tests are skipped." >&2
fi

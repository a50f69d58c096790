#!/usr/bin/env bash
# Programs that tests and measurements need beside Python (chromium, pdftotext, wrk): what is missing is installed from
# Debian where that is allowed, otherwise named. Tests that need a missing program are skipped and say so.
set -euo pipefail
packages=()
for program in "$@"; do
  case $program in
    chromium) for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && continue 2; done
      packages+=(chromium fonts-noto-cjk) ;;
    pdftotext) command -v pdftotext >/dev/null || packages+=(poppler-utils) ;;
    *) command -v "$program" >/dev/null || packages+=("$program") ;;
  esac
done
[ ${#packages[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${packages[*]} ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
else
  echo "Missing here: ${packages[*]} (Debian: apt-get install ${packages[*]})" >&2
fi

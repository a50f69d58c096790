#!/usr/bin/env bash
# Programs that tests and measurements need beside Python (chromium, pdftotext, wrk): what is missing is installed from
# Debian where that is allowed, otherwise named. Tests that need a missing program are skipped and say so.
set -euo pipefail
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
has() { for name in "$@"; do command -v "$name" >/dev/null && return; done; return 1; }
packages=()
for program in "$@"; do
  case $program in
    # Chromium without its windows does the same with three fifths of the work; where it is not to be had, any Chromium will do
    chromium) has chromium-headless-shell || { ! may_install && has chromium chromium-browser google-chrome; } ||
      packages+=(chromium-headless-shell fonts-noto-cjk) ;;
    pdftotext) has pdftotext || packages+=(poppler-utils) ;;
    *) has "$program" || packages+=("$program") ;;
  esac
done
[ ${#packages[@]} = 0 ] && exit 0
if ! may_install; then
  echo "Missing here: ${packages[*]} (Debian: apt-get install ${packages[*]})" >&2
  exit 0
fi
apt-get update -qq
if ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
  packages=("${packages[@]/chromium-headless-shell/chromium}")
fi
echo "Installing ${packages[*]} ..."
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null

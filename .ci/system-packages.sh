#!/usr/bin/env bash
# Installs Debian packages only where they are missing; without root it says what is missing and ends with 1.
# Usage: system-packages.sh [model]   `model`: what the model server links; otherwise what the tests need too.
set -euo pipefail

missing=()
ldconfig -p | grep -q 'libnuma\.so\.1' || missing+=(libnuma1)
if [[ "${1:-}" != model ]]; then
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  [[ -n "$(compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*')" ]] || missing+=(fonts-noto-cjk)
  [[ -n "$(compgen -G '/usr/lib/postgresql/*/bin/initdb')" ]] || missing+=(postgresql)
  [[ -x /usr/sbin/slapd ]] || missing+=(slapd)
fi
if ((${#missing[@]} == 0)); then
  exit 0
fi
if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "missing: ${missing[*]}; install them (Debian: sudo apt-get install ${missing[*]})" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# The tests start a directory of their own; none is set up for the machine.
if [[ " ${missing[*]} " == *" slapd "* ]] && command -v debconf-set-selections >/dev/null; then
  echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections
fi
apt-get install -qq -y --no-install-recommends "${missing[@]}"

#!/bin/sh
# Installs what the tests drive and Debian packages: a browser, the servers of the scaled-out set-up
# and a font. Without the right to install, it says what is missing; those tests are then skipped.
set -eu

missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v redis-server >/dev/null || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
for program in curl jq; do
    command -v "$program" >/dev/null || missing="$missing $program"
done
command -v node >/dev/null || missing="$missing nodejs"
# Letters for Chinese, Japanese and Korean, which cards are written with where there are some.
ls /usr/share/fonts/*/*/*CJK* /usr/share/fonts/*/wqy/* >/dev/null 2>&1 ||
    missing="$missing fonts-wqy-microhei"
[ -n "$missing" ] || exit 0

run=""
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then run="sudo -n"; else run="no"; fi
fi
if [ "$run" = "no" ] || ! command -v apt-get >/dev/null; then
    echo "Not installed, so their tests will be skipped:$missing"
    echo "To run them: apt-get install$missing"
    exit 0
fi
echo "Installing for the tests:$missing"
$run apt-get update -qq
# shellcheck disable=SC2086 - one word each
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing >/dev/null

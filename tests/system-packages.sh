#!/bin/sh
# Install the programs that tests ask for. Nothing happens where all are there, or where there is no way to install.
set -eu
missing=""
while read -r name; do
    dpkg -s "$name" >/dev/null 2>&1 || missing="$missing $name"
done <"$(dirname "$0")/system-packages.txt"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "not installed, so some tests are skipped:$missing" >&2
    exit 0
fi
policy=/usr/sbin/policy-rc.d # no service may start by itself: the tests start their own, on free ports
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    trap 'rm -f $policy' EXIT
fi
apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null

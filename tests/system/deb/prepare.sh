#!/usr/bin/env bash
# prepare.sh ROOT PACKAGES - what a machine needs, before it starts, to have the package hooklet installed.
set -euo pipefail
cp "$2"/hooklet_*.deb "$1/var/tmp/hooklet.deb"
# A container's rule that installing starts nothing is none of this machine.
rm -f "$1/usr/sbin/policy-rc.d"
# The machine starts nothing that it does not find here.
for unit in hooklet.target hooklet-worker.service hooklet-prune.timer hooklet-prune.service hooklet@.service hooklet@.socket \
    nginx.service apache2.service; do
    ln -s "/lib/systemd/system/$unit" "$1/run/units/$unit"
done

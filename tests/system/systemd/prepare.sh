#!/usr/bin/env bash
# prepare.sh - hooklet as `make install` installs it, its users and its directories, in a machine's root before it starts.
# usage: prepare.sh ROOT BUILD-DIRECTORY
set -euo pipefail
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
make -s -C "$2" install-exec install-programPROGRAMS install-systemdsystemunitDATA install-systemdsystempresetDATA install-sysusersDATA \
    install-tmpfilesDATA DESTDIR="$1" >/dev/null
systemd-sysusers --root="$1" hooklet.conf 2>/dev/null
systemd-tmpfiles --root="$1" --create hooklet.conf

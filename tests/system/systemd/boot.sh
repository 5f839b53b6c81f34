#!/usr/bin/env bash
# boot.sh - the systemd of this machine as the first process of a machine of its own: other processes, mounts, users, network and
# control groups, over a copy of this file system that only it sees.  Nothing of what it does reaches the outside.
# usage: boot.sh DIR [PREPARE [WORD...]]
# DIR: an empty directory, which becomes its root (DIR/root); PREPARE is run before it starts, with the root as its first word.
# Ends when it is killed; what it leaves among the control groups goes with the next one's start, or with `boot.sh DIR --sweep`.
set -euo pipefail
dir=$1
group=$dir/groups/$(basename "$dir")

# Control groups of the second version, wherever (and if) this machine has them mounted.
groups() {
    mkdir -p "$dir/groups"
    mount -t cgroup2 cgroup2 "$dir/groups"
}

case ${2:-} in
--sweep)
    groups
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} +
    exit ;;
--inside) shift 2 ;;
*)
    shift
    groups
    mkdir "$group"
    echo $$ >"$group/cgroup.procs"
    umount "$dir/groups"
    exec unshare -fpuinC --kill-child "$0" "$dir" --inside "$@" ;;
esac

mkdir -p "$dir/over"
mount -t tmpfs -o mode=755 tmpfs "$dir/over"
mkdir "$dir/over/upper" "$dir/over/work" "$dir/over/root"
root=$dir/over/root
mount -t overlay -o "lowerdir=/,upperdir=$dir/over/upper,workdir=$dir/over/work" overlay "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for name in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$name"; done
chmod 1777 "$root/tmp"
for name in null zero full random urandom tty; do
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s /proc/self/fd "$root/dev/fd"
ln -s pts/ptmx "$root/dev/ptmx"

# Of the units that are here only what any system begins with, so that no service of this machine is started once more.
rm -rf "$root/etc/systemd/system"
mkdir "$root/etc/systemd/system" "$root/run/units"
for name in basic final local-fs local-fs-pre multi-user network nss-lookup paths shutdown slices sockets swap sysinit time-set \
    time-sync timers umount; do
    ln -s "/lib/systemd/system/$name.target" "$root/run/units/"
done
for name in systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket; do
    ln -s "/lib/systemd/system/$name" "$root/run/units/"
done
printf '[Unit]\nRequires=basic.target systemd-journald.service\nAfter=basic.target\n' >"$root/run/units/booted.target"
echo 00000000000000000000000000000001 >"$root/etc/machine-id"
[ $# -eq 0 ] || "$1" "$root" "${@:2}"

mkdir "$root/run/old"
cd "$root"
pivot_root . run/old
umount -l run/old
# As the kernel leaves it to a systemd that it starts itself; credentials get to their places by it.
mount --make-rshared /
exec env -i container=hooklet PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/run/units:/etc/systemd/system:/run/systemd/system:/usr/local/lib/systemd/system \
    /lib/systemd/systemd --system --unit=booted.target --show-status=no --log-target=journal </dev/null

# overlay.sh ROOT PACKAGES SRCDIR - makes ROOT a copy of this system that may be written to, and runs inside.sh there.  Everything goes
# away with the namespaces that this is started in.  Exit status 77: this machine has no overlays.
set -eu
root=$1 packages=$2 srcdir=$3
mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
mkdir "$root/upper" "$root/work" "$root/all"
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/all" 2>/dev/null || {
    echo "there are no overlays on this machine" >&2; exit 77; }
mkdir -p "$root/all/mnt"
mount --bind "$packages" "$root/all/mnt"
mount --rbind /dev "$root/all/dev"
mount -t proc proc "$root/all/proc"
for dir in tmp run; do mount -t tmpfs -o mode=1777 tmpfs "$root/all/$dir"; done
chmod 755 "$root/all/run"
mkdir -m 1777 "$root/all/run/lock"
mkdir "$root/all/tmp/payloads" "$root/all/tmp/upper"
cp "$srcdir"/examples/payloads/*.json "$srcdir"/tests/system/deb/* "$root/all/tmp/payloads"
mount --bind "$root/upper" "$root/all/tmp/upper"
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin exec chroot "$root/all" bash /tmp/payloads/inside.sh

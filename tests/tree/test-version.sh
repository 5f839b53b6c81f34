#!/usr/bin/env bash
# The version stands in configure.ac; whoever else says it says the same.
set -u
cd "${srcdir:-.}" || exit 99
version=$(sed -n 's/^AC_INIT(\[hooklet\], \[\([^]]*\)\].*/\1/p' configure.ac)
number=0 bad=0
result() {
    number=$((number + 1))
    if [ "$2" = "$3" ]; then echo "ok $number - $1"; else echo "not ok $number - $1"; echo "# $2, but configure.ac: $3"; bad=1; fi
}
echo "1..4"
result "version-of-the-news" "$(sed -n 's/^## \([0-9][^ ]*\).*/\1/p' NEWS.md | head -n 1)" "$version"
result "version-of-the-packages" "$(sed -n '1s/^hooklet (\(.*\)) .*/\1/p' debian/changelog)" "$version"
result "version-of-the-library" "$(sed -n 's/^#define HOOKLET_VERSION "\(.*\)"/\1/p' src/hooklet/version.h)" "$version"
IFS=. read -r major minor patch <<<"$version"
result "version-of-the-library-as-a-number" "$(sed -n 's/^#define HOOKLET_VERSION_NUMBER //p' src/hooklet/version.h)" \
    "$((10000 * major + 100 * minor + patch))"
exit $bad

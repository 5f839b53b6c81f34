# HOOKLET_TRY_CFLAGS(FLAGS): adds each flag that the compiler takes without complaint to HOOKLET_CFLAGS.
AC_DEFUN([HOOKLET_TRY_CFLAGS], [
  for flag in $1; do
    AC_MSG_CHECKING([whether $CC takes $flag])
    hooklet_saved="$CFLAGS"
    CFLAGS="$CFLAGS $HOOKLET_CFLAGS -Werror $flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
      [AC_MSG_RESULT([yes]); HOOKLET_CFLAGS="$HOOKLET_CFLAGS $flag"],
      [AC_MSG_RESULT([no])])
    CFLAGS="$hooklet_saved"
  done
])

# HOOKLET_TRY_LDFLAGS(FLAGS): the same for the linker and HOOKLET_LDFLAGS.
AC_DEFUN([HOOKLET_TRY_LDFLAGS], [
  for flag in $1; do
    AC_MSG_CHECKING([whether the linker takes $flag])
    hooklet_saved="$LDFLAGS"
    hooklet_saved_c="$CFLAGS"
    CFLAGS="$CFLAGS -fPIE"
    LDFLAGS="$LDFLAGS $flag"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
      [AC_MSG_RESULT([yes]); HOOKLET_LDFLAGS="$HOOKLET_LDFLAGS $flag"],
      [AC_MSG_RESULT([no])])
    LDFLAGS="$hooklet_saved"
    CFLAGS="$hooklet_saved_c"
  done
])

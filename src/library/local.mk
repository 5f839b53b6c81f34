# The library for other people's programs.  The order is that of the floors, as in Makefile.am.
hookletdir = $(includedir)/hooklet
hooklet_HEADERS = src/hooklet/api.h src/hooklet/version.h src/hooklet/event.h src/hooklet/job.h src/hooklet/plan.h \
	src/hooklet/program.h src/hooklet/work.h src/hooklet/worker.h src/hooklet/github.h src/hooklet/data.h src/hooklet/send.h

# What implements it: for web programs, and for workers.
noinst_LIBRARIES += libpublic.a libpublic-worker.a
libpublic_a_SOURCES = src/library/version.c src/library/member.h src/library/member.c \
	src/library/event_made.h src/library/event.c src/library/job_made.h src/library/job_made.c \
	src/library/message_made.h \
	src/library/message_made.c src/library/data.c src/library/send.c src/library/plan_made.h \
	src/library/plan_made.c src/library/plan.c src/library/program.c
libpublic_worker_a_SOURCES = src/library/work_made.h src/library/work.c src/library/act.c src/library/github.c \
	src/library/worker_main.c

# What is installed: one object each, of the public functions and all that they need, in which only
# the public names are left.  --unique keeps sections apart, so that the link of a program can still
# drop those that it has no use for.
one_object = $(CC) $(CFLAGS) -r -nostdlib -Wl,--unique -o $@.o -Wl,--whole-archive
only_public = $(OBJCOPY) --localize-hidden $@.o && rm -f $@ && $(AR) rcs $@ $@.o && rm $@.o
archivedir = $(libdir)
archive_DATA = libhooklet.a libhooklet-worker.a
libhooklet.a: libpublic.a libhooklet-web.a
	$(AM_V_AR)$(one_object) libpublic.a -Wl,--no-whole-archive libhooklet-web.a && $(only_public)
libhooklet-worker.a: libpublic.a libpublic-worker.a libhooklet-work.a libhooklet-web.a
	$(AM_V_AR)$(one_object) libpublic.a libpublic-worker.a -Wl,--no-whole-archive \
		libhooklet-work.a libhooklet-web.a && $(only_public)

# The libraries behind them stand in Libs, as an archive names none itself.
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = hooklet.pc hooklet-worker.pc
fill_in = $(SED) -e 's|@prefix[@]|$(prefix)|' -e 's|@libdir[@]|$(libdir)|' -e 's|@includedir[@]|$(includedir)|' \
	-e '2,$$s|=$(prefix)/|=$${prefix}/|' -e 's|@VERSION[@]|$(PACKAGE_VERSION)|'
outside = -e 's|libhooklet-[a-z]*\.a *||g'
hooklet.pc: src/library/hooklet.pc.in Makefile
	$(AM_V_GEN)$(fill_in) -e 's|@LIBS[@]|$(web_libs)|' $(outside) '$(srcdir)/src/library/hooklet.pc.in' > $@.new && mv $@.new $@
hooklet-worker.pc: src/library/hooklet-worker.pc.in Makefile
	$(AM_V_GEN)$(fill_in) -e 's|@LIBS[@]|$(work_libs)|' $(outside) '$(srcdir)/src/library/hooklet-worker.pc.in' > $@.new && mv $@.new $@

# How it is used.
greetdir = $(docdir)/examples/greet
greet_DATA = examples/greet/greet.c examples/greet/Makefile examples/greet/README.md
journaldir = $(docdir)/examples/journal
journal_DATA = examples/journal/journal.c examples/journal/journal-work.c examples/journal/Makefile \
	examples/journal/README.md
telldir = $(docdir)/examples/tell
tell_DATA = examples/tell/tell.c examples/tell/Makefile examples/tell/README.md
dist_man_MANS += man/hooklet.3

EXTRA_DIST += src/library/hooklet.pc.in src/library/hooklet-worker.pc.in $(greet_DATA) $(journal_DATA) $(tell_DATA) \
	tests/system/library/installed.mjs tests/system/library/probe.c tests/system/library/probe-work.c
CLEANFILES += $(archive_DATA) $(pkgconfig_DATA)

# Its own tests see what is behind the public functions.
library_libs = libpublic-worker.a libpublic.a
tests_library_test_event_LDADD = tests/libtest.a $(library_libs) $(work_libs) $(CMOCKA_LIBS)
tests_library_test_plan_LDADD = $(tests_library_test_event_LDADD)
tests_library_test_data_LDADD = $(tests_library_test_event_LDADD)
tests_library_test_send_LDADD = $(tests_library_test_event_LDADD)
tests_library_test_work_LDADD = $(tests_library_test_event_LDADD)

# The benchmark: nothing of it is built but by `make bench`.  BENCH is its command line: make bench BENCH='four --quick'
bench_programs = bench/load bench/noop-worker bench/rusage bench/hmac-cgi bench/receiver bench/post-loop bench/messages
EXTRA_PROGRAMS = $(bench_programs)
bench_load_SOURCES = bench/load.h bench/load_prepare.c bench/load_run.c bench/load.c
bench_load_LDADD = $(web_libs)
bench_noop_worker_SOURCES = bench/noop-worker.c
bench_noop_worker_LDADD = $(work_libs)
bench_rusage_SOURCES = bench/rusage.c
bench_rusage_LDADD =
bench_receiver_SOURCES = bench/receiver.c
bench_receiver_LDADD =
bench_post_loop_SOURCES = bench/post-loop.c
bench_post_loop_LDADD = $(work_libs)
bench_messages_SOURCES = bench/messages.c
bench_messages_LDADD = $(work_libs)
bench_hmac_cgi_SOURCES = bench/peers/hmac-cgi.c
bench_hmac_cgi_LDADD = $(OPENSSL_LIBS)
EXTRA_DIST += bench/local.mk bench/RESULTS.md bench/slow-fsync.c bench/package.json bench/package-lock.json bench/words.txt \
	bench/where.mjs bench/bodies.mjs bench/numbers.mjs bench/targets.mjs bench/server.mjs bench/machine.mjs bench/rounds.mjs \
	bench/run.mjs bench/site.mjs bench/peers.mjs bench/ledger.mjs bench/compare.mjs bench/four.mjs bench/idle.mjs bench/cgi.mjs \
	bench/hosts.mjs bench/hosts_start.mjs bench/worker.mjs bench/flat.mjs bench/slack.mjs bench/send.mjs bench/main.mjs bench/bench.mjs bench/peers/octokit.mjs bench/peers/probot.mjs \
	bench/peers/flask_hook.py bench/peers/webhook.json
CLEANFILES += $(bench_programs) bench/slow-fsync.so
bench/slow-fsync.so: bench/slow-fsync.c
	$(AM_V_CCLD)$(MKDIR_P) bench && $(CC) $(DEFS) $(DEFAULT_INCLUDES) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ '$(srcdir)/bench/slow-fsync.c'
bench: all $(bench_programs) bench/slow-fsync.so
	srcdir='$(srcdir)' top_builddir=. $(NODE) '$(srcdir)/bench/bench.mjs' $(BENCH)
.PHONY: bench

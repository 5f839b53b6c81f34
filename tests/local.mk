# Tests: cmocka programs that mirror src/, then whole systems.  All of them speak TAP.
unit_tests = tests/base/test-base64 tests/base/test-buf tests/base/test-clock tests/base/test-csv tests/base/test-encode \
	tests/base/test-fail tests/base/test-file tests/base/test-header tests/base/test-html tests/base/test-html_text tests/base/test-json-members \
	tests/base/test-json-path tests/base/test-json-scan \
	tests/base/test-json-scan-limits tests/base/test-json-text tests/base/test-log \
	tests/library/test-event tests/library/test-data tests/library/test-plan tests/library/test-send tests/library/test-work \
	tests/base/test-match tests/base/test-pool tests/base/test-refused tests/base/test-shell tests/base/test-text tests/base/test-utf8 tests/cli/test-cli \
	tests/cli/test-asked tests/cli/test-hosting tests/cli/test-plan_show tests/cli/test-render tests/cli/test-table \
	tests/cli/test-usage_words tests/cli/test-web_text tests/test-programs \
	tests/port/test-address tests/port/test-atom tests/port/test-atom_limits \
	tests/port/test-bounded tests/port/test-cgi tests/port/test-cgi_listen \
	tests/port/test-cgi_plain tests/port/test-cgi_threads tests/port/test-compress \
	tests/port/test-crypto tests/port/test-crypto_ed25519 tests/port/test-crypto_rs256 tests/port/test-db tests/port/test-detach \
	tests/port/test-github_api tests/port/test-group tests/port/test-key_source tests/port/test-http tests/port/test-http_url \
	tests/port/test-http_loop tests/port/test-http_wall \
	tests/port/test-json tests/port/test-markdown \
	tests/port/test-markdown_limits tests/port/test-markdown_source tests/port/test-run tests/port/test-secret \
	tests/port/test-settings tests/port/test-settings_asana tests/port/test-settings_asana_refusals \
	tests/port/test-settings_outgoing tests/port/test-settings_outgoing_refusals tests/port/test-catalogue \
	tests/port/test-settings_inbound tests/port/test-settings_inbound_refusals \
	tests/port/test-settings_circleci tests/port/test-settings_deployment tests/port/test-settings_deployment_refusals \
	tests/port/test-settings_github tests/port/test-settings_github_refusals \
	tests/port/test-settings_invite tests/port/test-settings_invite_refusals tests/port/test-settings_lint \
	tests/port/test-settings_places tests/port/test-settings_projects tests/port/test-settings_projects_refusals \
	tests/port/test-settings_refusals tests/port/test-settings_secrets tests/port/test-settings_slack \
	tests/port/test-settings_slack_refusals \
	tests/port/test-settings_tasks tests/port/test-settings_tasks_refusals tests/port/test-source tests/port/test-theirs \
	tests/store/test-accept tests/store/test-alone tests/store/test-app_setup tests/store/test-asana_hooks tests/store/test-change \
	tests/store/test-commit \
	tests/store/test-deployments tests/store/test-deployments_rows tests/store/test-messages tests/store/test-project \
	tests/store/test-facts tests/store/test-installations tests/store/test-environment tests/store/test-jobs \
	tests/store/test-jobs-claim tests/store/test-jobs-follow tests/store/test-jobs-hand tests/store/test-jobs-order \
	tests/store/test-jobs-reap \
	tests/store/test-ledger tests/store/test-lock tests/store/test-maintain \
	tests/store/test-many-jobs tests/store/test-newest tests/store/test-people tests/store/test-redelivery \
	tests/store/test-retry tests/store/test-sends tests/store/test-sends-lanes tests/store/test-targets tests/store/test-targets_health tests/store/test-tokens \
	tests/store/test-deliveries tests/store/test-slack_stop tests/store/test-schema tests/store/test-sorted \
	tests/store/test-state tests/store/test-store \
	tests/store/test-task_rows tests/store/test-turn tests/test-answer tests/test-api tests/test-api_auth tests/test-api_messages tests/test-api_targets \
	tests/test-api_query tests/test-api_route tests/test-live tests/test-ready \
	tests/test-sender_asana tests/test-sender_slack tests/test-setup tests/test-worker tests/test-worker_lanes \
	tests/wire/test-feed_get tests/wire/test-asana_event \
	tests/wire/test-api_answer tests/wire/test-api_lane tests/wire/test-asana_error tests/wire/test-asana_limit tests/wire/test-asana_oauth \
	tests/wire/test-asana_task tests/wire/test-github_comment tests/wire/test-github_deploy_event \
	tests/wire/test-github_deployment \
	tests/wire/test-github_error tests/wire/test-github_event tests/wire/test-github_examples \
	tests/wire/test-github_graphql \
	tests/wire/test-github_installation tests/wire/test-github_item tests/wire/test-github_limit \
	tests/wire/test-github_shape tests/wire/test-github_tags tests/wire/test-payload tests/wire/test-slack_body \
	tests/wire/test-slack_event tests/wire/test-verify_slack tests/wire/test-verify_slack-vectors \
	tests/wire/test-delivery_api tests/wire/test-slack_message tests/wire/test-slack_text tests/wire/test-slack_blocks \
	tests/wire/test-slack_error \
	tests/wire/test-standard_webhooks tests/wire/test-verify_source tests/wire/test-source_event tests/wire/test-verify tests/wire/test-verify-vectors tests/wire/test-verify_asana \
	tests/work/test-chat tests/work/test-chat_deploy tests/work/test-chat_words tests/work/test-plan_slack \
	tests/work/test-slack_act \
	tests/wire/test-circleci_error tests/wire/test-circleci_event tests/wire/test-verify_circleci \
	tests/wire/test-verify_circleci-vectors tests/work/test-decide_source tests/work/test-ci_judge tests/work/test-ci_parameters tests/work/test-asana \
	tests/work/test-build_act tests/work/test-trigger_act tests/work/test-trigger_command \
	tests/work/test-backfill_tally tests/work/test-checkout tests/work/test-convert tests/work/test-manifest \
	tests/work/test-announce tests/work/test-deployment_act tests/work/test-deployment_sweep \
	tests/work/test-deployment_ticket tests/work/test-plan_deployed \
	tests/work/test-slack_manifest tests/work/test-decide tests/work/test-decide_asana tests/work/test-decide_circleci \
	tests/work/test-decide_installation tests/work/test-decide_page \
	tests/work/test-deploy tests/work/test-feed_decide tests/work/test-feed_state tests/work/test-invite_joined \
	tests/work/test-invite_merged tests/work/test-invite_opened tests/work/test-invite_text tests/work/test-destination \
	tests/work/test-missed tests/work/test-notify tests/work/test-plan tests/work/test-plan_comment tests/work/test-plan_forward \
	tests/work/test-plan_installation \
	tests/work/test-plan_invite tests/work/test-plan_sync tests/work/test-plan_tasks \
	tests/work/test-project_hook tests/work/test-recover_job \
	tests/work/test-repo tests/work/test-rule_env tests/work/test-rule_lock tests/work/test-schedule \
	tests/work/test-sync_decide tests/work/test-task_decide tests/work/test-task_compose \
	tests/work/test-task_echo tests/work/test-task_external \
	tests/work/test-task_labels tests/work/test-task_notes \
	tests/work/test-deployment_ref tests/work/test-deployment_state tests/work/test-deployment_url tests/work/test-wish \
	tests/work/test-command_target tests/work/test-message_deployment tests/work/test-notice \
	tests/work/test-plan_deployments tests/work/test-target_edit tests/work/test-target_secrets tests/work/test-workflow \
	tests/work/test-workflow_people tests/work/test-send tests/work/test-send_body tests/work/test-send_cache \
	tests/work/test-send_settle tests/work/test-exec_act tests/work/test-send_week tests/work/test-send_headers tests/work/test-send_judge tests/work/test-send_request \
	tests/work/test-fanout tests/work/test-hook_message tests/work/test-message_store tests/work/test-resend
# Those that wait longest are the first.
script_tests = tests/system/deb.sh tests/system/hosts/apache-fcgid.mjs tests/system/ci-command.mjs tests/system/outgoing-schedule.mjs tests/system/outgoing-crash.mjs \
	tests/tree/test-floors.sh tests/tree/test-generated.sh tests/tree/test-links.sh tests/tree/test-layout.sh \
	tests/tree/test-man.mjs tests/system/completion.mjs tests/system/plain-cgi.mjs tests/system/cgi-host.mjs tests/system/refusals.mjs tests/system/nginx.mjs \
	tests/system/paths.mjs tests/system/apache-config.mjs tests/system/cli.mjs tests/system/people.mjs tests/system/targets.mjs tests/system/send.mjs \
	tests/system/payloads.mjs \
	tests/system/duplicates.mjs tests/system/signatures.mjs tests/system/why.mjs \
	tests/system/why-deployment.mjs tests/system/deliver.mjs tests/system/forward.mjs \
	tests/system/hostile.mjs tests/system/library.mjs \
	tests/system/fsync.mjs tests/system/wake.mjs tests/system/restart.mjs \
	tests/system/trouble.mjs tests/system/deploy.mjs tests/system/kill.mjs \
	tests/system/github-standin.mjs tests/system/github-endpoints.mjs tests/system/github-contract.mjs \
	tests/system/github-client.mjs tests/system/github-graphql.mjs tests/system/github-checkout.mjs \
	tests/system/slack-manifest.mjs tests/system/slack-doctor.mjs tests/system/circleci-doctor.mjs \
	tests/system/projects.mjs tests/system/github-commands.mjs tests/system/github-commands-tied.mjs \
	tests/system/github-create-app.mjs tests/system/github-deployments.mjs tests/system/github-deploy.mjs \
	tests/system/github-events.mjs \
	tests/system/asana-client.mjs tests/system/asana-doctor.mjs tests/system/asana-login.mjs \
	tests/system/asana-names.mjs tests/system/github-invite.mjs \
	tests/system/github-recover.mjs tests/system/asana-hooks.mjs tests/system/asana-standin.mjs \
	tests/system/asana-standin-hooks.mjs tests/system/asana-sync.mjs tests/system/asana-change.mjs \
	tests/system/asana-move.mjs tests/system/asana-crash.mjs tests/system/asana-trouble.mjs tests/system/feed.mjs \
	tests/system/asana-contract.mjs tests/system/demo.sh tests/system/asana-connect.mjs tests/system/asana-twoway.mjs \
	tests/system/asana-shown.mjs tests/system/asana-backfill.mjs tests/system/asana-backfill-many.mjs \
	tests/system/asana-echoes.mjs tests/system/slack-hooks.mjs tests/system/slack-standin.mjs \
	tests/system/slack-contract.mjs tests/system/slack-client.mjs tests/system/slack-commands.mjs \
	tests/system/loop.mjs tests/system/loop-trouble.mjs tests/system/loop-crash.mjs tests/system/loop-slack.mjs \
	tests/system/loop-local.mjs \
	tests/system/slack-messages.mjs tests/system/slack-notices.mjs tests/system/deployment-told.mjs \
	tests/system/circleci-client.mjs \
	tests/system/circleci-hooks.mjs tests/system/circleci-deploy.mjs tests/system/circleci-legacy.mjs \
	tests/system/circleci-crash.mjs tests/system/http-wall.mjs tests/system/http-hostile.mjs tests/system/http-loop.mjs \
	tests/system/send-loop.mjs tests/system/send-crash.mjs tests/system/standard-webhooks.mjs tests/system/source.mjs \
	tests/system/api.mjs tests/system/documents.mjs tests/system/documents-pages.mjs

# Webhooks of ours, by the whole of it.
script_tests += \
	tests/system/outgoing-week.mjs tests/system/outgoing-hostile.mjs \
	tests/system/outgoing-forward.mjs tests/system/outgoing-forms.mjs
EXTRA_DIST += tests/system/outgoing/rig.mjs tests/system/documents/pages.mjs

# Owners and modes, versions; a home directory on a shared host.
script_tests += tests/system/doctor.mjs tests/system/shared-hosting.mjs
EXTRA_DIST += tests/system/hosting/account.mjs tests/system/hosting/host.mjs

# One list of cases behind every web server.
script_tests += tests/system/hosts/nginx.mjs tests/system/hosts/apache-proxy.mjs tests/system/hosts/apache-cgi.mjs \
	tests/system/hosts/home.mjs tests/system/apache-printed.mjs
EXTRA_DIST += tests/system/hosts/cases.mjs tests/system/hosts/ask.mjs tests/system/hosts/github.mjs \
	tests/system/hosts/http.mjs tests/system/hosts/senders.mjs tests/system/hosts/slow.mjs \
	tests/system/hosts/table.mjs tests/system/hosts/trouble.mjs tests/system/hosts/apache.mjs tests/system/apache.mjs

# Restarts, and the units of systemd on a machine of their own.
script_tests += tests/system/systemd.mjs tests/system/supervisor.mjs
EXTRA_DIST += tests/system/restart/load.mjs tests/system/systemd/boot.sh tests/system/systemd/machine.mjs \
	tests/system/systemd/prepare.sh

# What is installed, and the packages.
script_tests += tests/tree/test-version.sh tests/system/install.sh

# What several tests need.
if HAVE_CMOCKA
check_LIBRARIES = tests/libtest.a
system_programs = tests/system/hold-lock tests/system/ask-graphql tests/system/ask-deployments \
	tests/system/ask-asana tests/system/ask-slack tests/system/ask-circleci tests/system/open-hook tests/system/keep-task \
	tests/system/keep-target \
	tests/system/come-round tests/system/tell-deployment tests/system/wish-for tests/system/long-ago tests/system/post-many \
	tests/system/sign-webhook tests/system/hold-socket tests/system/in-unit
check_PROGRAMS = $(unit_tests) $(system_programs)
check_DATA = $(preloads)
endif
# LD_PRELOAD: answers for names, another time of day, a death or a pause at any step, another file system.
preloads = tests/system/lookups.so tests/system/shift-clock.so tests/system/die-at.so tests/system/pause-at.so \
	tests/system/other-disk.so
SUFFIXES = .so
.c.so:
	$(AM_V_CCLD)$(MKDIR_P) $(@D) && $(CC) $(DEFS) $(DEFAULT_INCLUDES) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ $<
CLEANFILES += $(preloads)
EXTRA_DIST += tests/system/lookups.c tests/system/shift-clock.c tests/system/die-at.c tests/system/pause-at.c \
	tests/system/other-disk.c tests/system/cgi/request.mjs
tests_libtest_a_SOURCES = tests/a_pool.h tests/a_pool.c tests/quiet_log.h tests/quiet_log.c tests/an_api.h tests/an_api.c \
	tests/wire/some_sources.h tests/wire/some_sources.c tests/library/an_event.h tests/library/an_event.c \
	tests/port/cgi_peer.c tests/port/cgi_peer.h tests/port/http_peer.c tests/port/http_peer.h \
	tests/port/settings_directory.c \
	tests/port/settings_directory.h tests/port/settings_refusal.c tests/port/settings_refusal.h \
	tests/store/some_jobs.c tests/store/some_jobs.h tests/store/race.c tests/store/race.h tests/store/write_row.h tests/store/a_database.h tests/store/a_database.c \
	tests/store/some_pushes.c tests/store/some_pushes.h tests/store/some_targets.c \
	tests/store/some_targets.h tests/store/some_sends.c tests/store/some_sends.h tests/store/watch_sql.c \
	tests/store/watch_sql.h tests/wire/a_delivery.c tests/wire/a_delivery.h tests/wire/vectors.c tests/wire/vectors.h \
	tests/work/a_building.h tests/work/a_message.h tests/work/a_message.c tests/work/a_sending.h tests/work/a_sending.c tests/work/a_chat.h \
	tests/work/a_chat.c tests/work/a_deployment.h tests/work/a_deployment.c tests/work/a_sync.h tests/work/invite_world.h \
	tests/work/rig.h tests/work/rig_git.h \
	tests/work/rig_store.h tests/worker_process.c tests/worker_process.h
LDADD = tests/libtest.a $(work_libs) $(CMOCKA_LIBS)

TESTS = $(unit_tests) $(script_tests)
TEST_EXTENSIONS = .mjs .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
MJS_LOG_DRIVER = $(LOG_DRIVER)
MJS_LOG_COMPILER = $(NODE)
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = bash
AM_TESTS_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	srcdir='$(srcdir)'; export srcdir; top_builddir='$(top_builddir)'; export top_builddir;

# The two halves of `make check`, each for a build of its own.  Under sanitizers a part of these is left out.
plain_tests = tests/port/test-json
check-units:
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS="$(unit_tests)" check_PROGRAMS="$(unit_tests)" check_DATA=
check-systems: all-am
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS="$(plain_tests) $(script_tests)" check_PROGRAMS="$(plain_tests) $(system_programs)"

# A tarball has no npm packages; who has unpacked it may install them as in a clone.
distcheck-hook:
	if test -d '$(abs_srcdir)/tests/node_modules'; then \
		chmod u+w '$(distdir)/tests' && ln -s '$(abs_srcdir)/tests/node_modules' '$(distdir)/tests/' && \
		chmod a-w '$(distdir)/tests'; fi

print-tests:
	@echo $(TESTS)
print-unit-tests:
	@echo $(unit_tests)
.PHONY: check-units check-systems print-tests print-unit-tests
EXTRA_DIST += tests/local.mk tests/.npmrc tests/package.json tests/package-lock.json tests/fuzz/fuzz-json-scan.c \
	tests/fuzz/fuzz-atom.c tests/fuzz/fuzz-markdown.c tests/fuzz/fuzz-html_text.c tests/system/lib.mjs \
	tests/system/github.mjs tests/system/github/answers.mjs \
	tests/system/github/app.mjs tests/system/github/app_routes.mjs tests/system/github/client.mjs \
	tests/system/github/contract.mjs tests/system/github/credentials.mjs tests/system/github/deployment_routes.mjs \
	tests/system/github/check_routes.mjs tests/system/github/deploy_events.mjs tests/system/github/deploy_state.mjs \
	tests/system/github/deploy_talk.mjs tests/system/github/gate.mjs tests/system/github/graphql.mjs \
	tests/system/github/hook_routes.mjs \
	tests/system/github/issue_events.mjs tests/system/github/issue_routes.mjs tests/system/github/limits.mjs \
	tests/system/github/pull_routes.mjs tests/system/github/repository_routes.mjs tests/system/github/shapes.mjs \
	tests/system/github/state.mjs tests/system/github/talk.mjs tests/system/asana/rig.mjs \
	tests/contracts/asana.yaml tests/system/slack/manifest.yaml tests/system/source/senders.mjs tests/system/receiver.mjs \
	tests/system/api/client.mjs tests/system/api/contract.mjs tests/system/receiver/certificates.mjs \
	tests/system/receiver/hostile.mjs tests/system/receiver/post.mjs tests/system/send/sending.mjs \
	tests/system/asana.mjs tests/system/feeds.mjs tests/system/asana/answers.mjs tests/system/asana/client.mjs \
	tests/system/asana/contract.mjs \
	tests/system/asana/events.mjs tests/system/asana/finding.mjs tests/system/asana/gate.mjs \
	tests/system/asana/hook_routes.mjs tests/system/asana/hooks.mjs tests/system/asana/items.mjs tests/system/asana/oauth.mjs \
	tests/system/asana/place_routes.mjs tests/system/asana/shapes.mjs tests/system/asana/site.mjs \
	tests/system/asana/state.mjs tests/system/asana/task_routes.mjs tests/system/asana/twoway.mjs tests/system/standin.mjs \
	tests/system/standin/answers.mjs \
	tests/system/standin/contract.mjs tests/system/standin/openapi.mjs tests/system/standin/routes.mjs \
	tests/contracts/slack.yaml tests/system/slack.mjs tests/system/slack/answers.mjs tests/system/slack/blocks.mjs \
	tests/system/slack/client.mjs tests/system/slack/contract.mjs tests/system/slack/gate.mjs \
	tests/system/slack/hook_routes.mjs tests/system/slack/method_routes.mjs tests/system/slack/rig.mjs \
	tests/system/slack/sender.mjs \
	tests/system/slack/site.mjs tests/system/slack/world.mjs tests/system/slack/state.mjs tests/contracts/circleci.yaml \
	tests/system/loop/rig.mjs tests/system/loop/project.mjs \
	tests/system/circleci.mjs tests/system/circleci/answers.mjs tests/system/circleci/contract.mjs \
	tests/system/circleci/gate.mjs tests/system/circleci/hooks.mjs tests/system/circleci/shapes.mjs \
	tests/system/circleci/deploying.mjs tests/system/circleci/site.mjs tests/system/circleci/state.mjs \
	tests/system/circleci/v1_routes.mjs \
	tests/system/circleci/v2_routes.mjs $(script_tests)

# The programs, one per event: cgi-bin/NAME.c becomes NAME.fcgi.
# Made from cgi-bin/programs.def by `make generated`; a change belongs there.
programdir = $(libexecdir)/hooklet
program_PROGRAMS = github-ping.fcgi github-push.fcgi github-pull-request.fcgi github-issues.fcgi \
	github-issue-comment.fcgi github-pull-request-review.fcgi github-pull-request-review-comment.fcgi \
	github-commit-comment.fcgi github-deployment.fcgi github-deployment-status.fcgi \
	github-status.fcgi github-check-suite.fcgi github-release.fcgi github-installation.fcgi \
	github-installation-repositories.fcgi github-other.fcgi github-app.fcgi asana.fcgi \
	slack-command.fcgi slack-interactive.fcgi slack-event.fcgi circleci.fcgi source.fcgi api.fcgi \
	status.fcgi index.fcgi
github_ping_fcgi_SOURCES = cgi-bin/github-ping.c
github_ping_fcgi_LDADD = $(web_libs)
github_push_fcgi_SOURCES = cgi-bin/github-push.c
github_push_fcgi_LDADD = $(web_libs)
github_pull_request_fcgi_SOURCES = cgi-bin/github-pull-request.c
github_pull_request_fcgi_LDADD = $(web_libs)
github_issues_fcgi_SOURCES = cgi-bin/github-issues.c
github_issues_fcgi_LDADD = $(web_libs)
github_issue_comment_fcgi_SOURCES = cgi-bin/github-issue-comment.c
github_issue_comment_fcgi_LDADD = $(web_libs)
github_pull_request_review_fcgi_SOURCES = cgi-bin/github-pull-request-review.c
github_pull_request_review_fcgi_LDADD = $(web_libs)
github_pull_request_review_comment_fcgi_SOURCES = cgi-bin/github-pull-request-review-comment.c
github_pull_request_review_comment_fcgi_LDADD = $(web_libs)
github_commit_comment_fcgi_SOURCES = cgi-bin/github-commit-comment.c
github_commit_comment_fcgi_LDADD = $(web_libs)
github_deployment_fcgi_SOURCES = cgi-bin/github-deployment.c
github_deployment_fcgi_LDADD = $(web_libs)
github_deployment_status_fcgi_SOURCES = cgi-bin/github-deployment-status.c
github_deployment_status_fcgi_LDADD = $(web_libs)
github_status_fcgi_SOURCES = cgi-bin/github-status.c
github_status_fcgi_LDADD = $(web_libs)
github_check_suite_fcgi_SOURCES = cgi-bin/github-check-suite.c
github_check_suite_fcgi_LDADD = $(web_libs)
github_release_fcgi_SOURCES = cgi-bin/github-release.c
github_release_fcgi_LDADD = $(web_libs)
github_installation_fcgi_SOURCES = cgi-bin/github-installation.c
github_installation_fcgi_LDADD = $(web_libs)
github_installation_repositories_fcgi_SOURCES = cgi-bin/github-installation-repositories.c
github_installation_repositories_fcgi_LDADD = $(web_libs)
github_other_fcgi_SOURCES = cgi-bin/github-other.c
github_other_fcgi_LDADD = $(web_libs)
github_app_fcgi_SOURCES = cgi-bin/github-app.c
github_app_fcgi_LDADD = $(web_libs)
asana_fcgi_SOURCES = cgi-bin/asana.c
asana_fcgi_LDADD = $(web_libs)
slack_command_fcgi_SOURCES = cgi-bin/slack-command.c
slack_command_fcgi_LDADD = $(web_libs)
slack_interactive_fcgi_SOURCES = cgi-bin/slack-interactive.c
slack_interactive_fcgi_LDADD = $(web_libs)
slack_event_fcgi_SOURCES = cgi-bin/slack-event.c
slack_event_fcgi_LDADD = $(web_libs)
circleci_fcgi_SOURCES = cgi-bin/circleci.c
circleci_fcgi_LDADD = $(web_libs)
source_fcgi_SOURCES = cgi-bin/source.c
source_fcgi_LDADD = $(web_libs)
api_fcgi_SOURCES = cgi-bin/api.c
api_fcgi_LDADD = $(web_libs)
status_fcgi_SOURCES = cgi-bin/status.c
status_fcgi_LDADD = $(web_libs)
index_fcgi_SOURCES = cgi-bin/index.c
index_fcgi_LDADD = $(web_libs)

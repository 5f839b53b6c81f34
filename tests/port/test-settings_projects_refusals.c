/* src/port/settings_project_check.c: what can't be meant has its line and its remedy. */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define GITHUB "github { token_file = '@/token' } "
#define SLACK "slack { token_file = '@/token' secret a { file = '@/secret' } } "
#define CIRCLECI "circleci { token_file = '@/token' secret a { file = '@/secret' } } "
#define ALL GITHUB SLACK CIRCLECI "\n"
#define WEB ALL "project acme/web {\n"

static const struct refusal refusals[] = {
    { "project-without-github", "\nproject acme/web { }\n", 2,
      "project \"acme/web\": nobody can make its deployments at GitHub; add app_id" },
    { "project-without-a-name", ALL "project { }\n", 2, "project needs a name" },
    { "project-of-a-pattern", ALL "project 'acme/*' { }\n", 2, "acme/* is not OWNER/NAME" },
    { "project-of-an-owner", ALL "project acme { }\n", 2, "acme is not OWNER/NAME" },
    { "project-twice", ALL "project acme/web { }\nproject acme/web { }\n", 3, "rename one" },
    { "project-twice-case-aside", ALL "project acme/web { }\nproject Acme/Web { }\n", 3,
      "a second project of this repository, the first is in " },
    { "project-as-a-key", ALL "project = acme/web\n", 2, "write project \"NAME\" { ... }" },
    { "channel-twice", ALL "project a/b { channel = C1 }\nproject c/d {\n channel = C1 }\n", 4,
      ":2) already; give each project its own" },
    { "channel-by-its-name", WEB " channel = web }\n", 3, "channel: web is no id of Slack's" },
    { "channel-without-slack", GITHUB "\nproject a/b {\n channel = C1 }\n", 3,
      "channel: nobody speaks to Slack; add token_file and a secret to slack { }" },
    { "channel-empty", WEB " channel = '' }\n", 3, "fill it in" },
    { "basedomain-as-a-url", WEB " basedomain = https://example.org }\n", 3,
      "basedomain: https://example.org is more than a host" },
    { "urlpattern-that-lacks-one",
      WEB " basedomain = h\n urlpattern = 'https://{environment}.{basedomain}' }\n", 4,
      "lacks {urlseparator}; it must hold all of {environment}, {urlseparator} and {basedomain}" },
    { "urlpattern-without-basedomain",
      WEB " urlpattern = 'https://{environment}{urlseparator}{basedomain}' }\n", 3,
      "add basedomain = example.org" },
    { "urlseparator-without-basedomain", WEB " urlseparator = '-' }\n", 3, "add basedomain" },
    { "urlseparator-odd", WEB " basedomain = h\n urlseparator = ':' }\n", 4,
      "can't stand in a URL" },
    { "url-without-an-environment", WEB " url = 'www.example.org' }\n", 3,
      "is not \"ENVIRONMENT=HOST\"" },
    { "url-with-a-scheme", WEB " url = 'test=https://example.org' }\n", 3, "without https://" },
    { "url-of-one-environment-twice", WEB " url = { 'a=x', 'ab=x', 'a=y' } }\n", 3,
      "url: a is there twice; keep one" },
    { "url-of-nothing", WEB " url = {} }\n", 3, "empty list" },
    { "ci-that-is-no-section", ALL "ci maker { command = make }\nproject a/b {\n ci = makr }\n", 4,
      "ci: there is no section ci \"makr\"; did you mean maker?" },
    { "ci-far-from-all", WEB " ci = frobnicate }\n", 3, "add one, or write circleci" },
    { "ci-that-is-another-rule",
      ALL "run maker { events = push command = make }\nproject a/b {\n"
          " ci = maker }\n",
      4, "there is no section ci \"maker\"" },
    { "ci-without-circleci", GITHUB "\nproject a/b {\n ci = circleci }\n", 3,
      "ci: nobody can start its builds; add token_file to circleci { }" },
    { "ci-of-several", GITHUB "ci x { command = make } ci y { command = make }\nproject a/b { }\n",
      2, "say which one builds it, ci = \"NAME\"" },
    { "ci-with-circlecis-keys",
      ALL "ci maker { command = make }\nproject a/b { ci = maker\n workflow = deploy }\n", 4,
      "workflow is CircleCI's, and ci \"maker\" builds here; remove one of them" },
    { "version-of-the-future", WEB " version = v3 }\n", 3, "unknown word v3; it takes v2, v1.1" },
    { "workflow-of-the-old-api", WEB " version = 'v1.1'\n workflow = deploy }\n", 4,
      "workflow needs version = v2" },
    { "definition-of-the-old-api",
      WEB " version = 'v1.1'\n definition = 'b3c9a1de-0000-4000-8000-0123456789ab' }\n", 4,
      "definition needs version = v2" },
    { "job-of-the-new-api", WEB " job = deploy }\n", 3, "job needs version = v1.1" },
    { "definition-by-its-name", WEB " definition = build }\n", 3, "definition: build is no UUID" },
    { "definition-too-long", WEB " definition = 'b3c9a1de-0000-4000-8000-0123456789abc' }\n", 3,
      "is no UUID" },
    { "slug-of-two-parts", WEB " slug = acme/web }\n", 3, "slug: acme/web is not VCS/ORG/PROJECT" },
    { "slug-of-four-parts", WEB " slug = gh/acme/web/x }\n", 3, "is not VCS/ORG/PROJECT" },
    { "slug-with-a-query", WEB " slug = 'gh/acme/web?x' }\n", 3, "is not VCS/ORG/PROJECT" },
    { "parameter-without-a-value", WEB " parameters = { ENVIRONMENT } }\n", 3,
      "parameters: \"ENVIRONMENT\" is not \"NAME=value\"" },
    { "parameter-of-an-odd-name", WEB " parameters = { '1x=url' } }\n", 3,
      "is not \"NAME=value\"" },
    { "parameter-of-an-unknown-value", WEB " parameters = { 'ENV=enviroment' } }\n", 3,
      "unknown value enviroment; did you mean environment?" },
    { "parameter-far-from-all", WEB " parameters = { 'ENV=frobnicate' } }\n", 3,
      "there are environment version subdomain url deployment revision" },
    { "parameter-value-twice", WEB " parameters = { 'A=url', 'B=url' } }\n", 3,
      "url is there twice" },
    { "parameter-name-twice", WEB " parameters = { 'A=url', 'A=version' } }\n", 3,
      "A is there twice" },
    { "notice-of-nothing-we-know", WEB " notices = { issues } }\n", 3, "unknown word issues" },
    { "expect-too-short", WEB " expect = 5s }\n", 3, "out of range" },
    { "misspelt-key", WEB " base_domain = h }\n", 3, "did you mean basedomain?" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "token", "canary\n", 0400));
    free(settings_directory_write(directory, "secret", "canary\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_projects_refusals", refusals,
                        sizeof(refusals) / sizeof(refusals[0]), fill);
}

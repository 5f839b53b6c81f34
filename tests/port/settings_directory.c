/* settings_directory.c - makes, fills and removes the directory */
#include "config.h"

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "settings_directory.h"

int
settings_directory_make(void **state)
{
    const char *parent = getenv("TMPDIR");
    char *path = NULL;

    if (asprintf(&path, "%s/hooklet-settings-XXXXXX", parent != NULL ? parent : "/tmp") < 0)
        return -1;
    *state = mkdtemp(path);
    return *state == NULL ? -1 : 0;
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

int
settings_directory_remove(void **state)
{
    int rc = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return rc;
}

void
settings_environment_clear(void)
{
    static const char *const names[] = {
        "HOOKLET_CONFIG",
        "CREDENTIALS_DIRECTORY",
        "GITHUB_WEBHOOK_SECRET",
        "GITHUB_APP_ID",
        "GITHUB_PRIVATE_KEY",
        "GITHUB_WEBHOOKS_SECRET",
        "GITHUB_APP_PK",
        "GITHUB_USER_AGENT",
        "GITHUB_APP_INSTALLATIONID",
        "ASANA_TOKEN",
        "ASANA_CLIENT_ID",
        "ASANA_CLIENT_SECRET",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_WEBHOOK_URL",
        "SLACK_CHANNEL",
        "SLACK_TEAM_ID",
        "CIRCLECI_API_TOKEN",
        "CIRCLECI_WEBHOOK_SECRET",
        "CIRCLECI_NOTIFY_TOKEN",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        unsetenv(names[i]);
}

char *
settings_directory_write(const char *directory, const char *name, const char *text, mode_t mode)
{
    char *path = NULL;
    FILE *file;

    if (asprintf(&path, "%s/%s", directory, name) < 0)
        abort();
    unlink(path);
    file = fopen(path, "w");
    if (file == NULL)
        abort();
    for (; *text != '\0'; text++) {
        const bool twice = text[0] == '@' && text[1] == '@';

        if (*text == '@' && !twice)
            fputs(directory, file);
        else
            fputc(*text, file);
        text += twice;
    }
    if (fclose(file) != 0 || chmod(path, mode) < 0)
        abort();
    return path;
}

int
settings_fixture_make(void **state)
{
    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_ERROR);
    settings_environment_clear();
    setenv("GITHUB_WEBHOOK_SECRET", "so that github has one", 1);
    if (settings_directory_make(state) != 0)
        return -1;
    free(settings_directory_write(*state, "key", SETTINGS_PEM "\n", 0400));
    free(settings_directory_write(*state, "token", "canary\n", 0400));
    free(settings_directory_write(*state, "secret", "canary\n", 0400));
    return 0;
}

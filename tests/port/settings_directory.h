/*
 * settings_directory.h - a temporary directory with configuration files, for the tests of settings
 */
#ifndef HOOKLET_TESTS_SETTINGS_DIRECTORY_H
#define HOOKLET_TESTS_SETTINGS_DIRECTORY_H

#include <sys/types.h>

#define SETTINGS_PEM "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----"

/* For cmocka: sets *state to the path of a fresh directory; removes it with all that is in it. */
int settings_directory_make(void **state);
int settings_directory_remove(void **state);

/* Unsets every variable that settings_load() looks at. */
void settings_environment_clear(void);

/* The same as settings_directory_make(), with a private key in PEM form ("key"), two words
 * ("token", "secret"), and a webhook secret in the environment, where nothing else is. */
int settings_fixture_make(void **state);
/* A case of this fixture, for cmocka's table. */
#define SETTINGS_TEST(name, function)                                                              \
    {                                                                                              \
        name, function, settings_fixture_make, settings_directory_remove, NULL                     \
    }

/*
 * Writes DIRECTORY/NAME; every @ in the text becomes the directory, and @@ an @.  The result is the
 * file's path, to be freed.
 */
char *settings_directory_write(const char *directory, const char *name, const char *text,
                               mode_t mode);

#endif

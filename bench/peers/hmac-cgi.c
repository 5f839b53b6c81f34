/* hmac-cgi.c - the least that a CGI program can do: check the signature, say 202, keep nothing */
#include "config.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MOST = 25 << 20, SECRET_MOST = 4096 };

static int
answer(const char *status)
{
    printf("Status: %s\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n", status);
    return 0;
}

static size_t
read_secret(unsigned char *secret)
{
    const char *path = getenv("SECRET_FILE");
    FILE *file = path != NULL ? fopen(path, "rb") : NULL;
    size_t length = 0;

    if (file != NULL) {
        length = fread(secret, 1, SECRET_MOST, file);
        fclose(file);
    }
    return length;
}

int
main(void)
{
    const char *length_text = getenv("CONTENT_LENGTH");
    const char *claim = getenv("HTTP_X_HUB_SIGNATURE_256");
    unsigned char secret[SECRET_MOST], mac[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE + 8] = "sha256=";
    size_t secret_length = read_secret(secret), length;
    unsigned int mac_length = 0;
    unsigned char *body;

    length = length_text != NULL ? strtoul(length_text, NULL, 10) : 0;
    if (length == 0 || length > BODY_MOST || claim == NULL || secret_length == 0)
        return answer("400 Bad Request");
    body = malloc(length);
    if (body == NULL || fread(body, 1, length, stdin) != length ||
        HMAC(EVP_sha256(), secret, (int)secret_length, body, length, mac, &mac_length) == NULL)
        return answer("400 Bad Request");
    free(body);
    for (unsigned int i = 0; i < mac_length; i++)
        snprintf(text + 7 + 2 * i, 3, "%02x", mac[i]);
    if (strlen(claim) != strlen(text) || CRYPTO_memcmp(claim, text, strlen(text)) != 0)
        return answer("401 Unauthorized");
    return answer("202 Accepted");
}

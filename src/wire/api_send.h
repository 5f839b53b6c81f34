/*
 * api_send.h - one request to somebody's API, authorized there and nowhere else
 *
 * errors  those of http_exchange()
 */
#ifndef HOOKLET_WIRE_API_SEND_H
#define HOOKLET_WIRE_API_SEND_H

#include "port/http.h"

struct api_sending {
    const char *home; /* URL of the API; its origin alone gets the authorization */
    const char *method;
    const char *url;
    const char *authorization;         /* "Bearer ...", or NULL */
    const struct http_header *headers; /* beside that and Content-Type; a NULL value: left out */
    size_t header_count;
    const char *content_type; /* of the body; NULL: application/json */
    const char *body;         /* text, or NULL */
    int64_t timeout_ms;
    size_t ceiling; /* bytes of the answer's body */
};

int api_send(struct pool *pool, const struct api_sending *sending, struct http_answer *answer)
    __attribute__((warn_unused_result));

#endif

/* http_curl.h - libcurl, for http.c and http_url.c alone */
#ifndef HOOKLET_PORT_HTTP_CURL_H
#define HOOKLET_PORT_HTTP_CURL_H

#include <curl/curl.h>

#endif

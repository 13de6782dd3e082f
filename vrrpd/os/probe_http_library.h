/* libcurl, loaded by who needs it and not before: linked to, it and the twenty libraries behind it take 6 MB
 * of every daemon's memory and two thirds of the time every start takes, whether a page is ever asked for by
 * TLS or not. Included by probe_http*.c alone. */
#ifndef VRRPD_OS_PROBE_HTTP_LIBRARY_H
#define VRRPD_OS_PROBE_HTTP_LIBRARY_H

#include <curl/curl.h>
#include <stdbool.h>

/* The functions we use, by their names without "curl_". */
struct http_library {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_multi_init) *multi_init;
    __typeof__(curl_multi_cleanup) *multi_cleanup;
    __typeof__(curl_multi_setopt) *multi_setopt;
    __typeof__(curl_multi_add_handle) *multi_add_handle;
    __typeof__(curl_multi_remove_handle) *multi_remove_handle;
    __typeof__(curl_multi_socket_action) *multi_socket_action;
    __typeof__(curl_multi_info_read) *multi_info_read;
};

/* Loads it and sets it up, for as long as the process lives. Blocks for some 20 ms, once. False when it is
 * not on this system. */
bool http_library_load(struct http_library *library);

#endif

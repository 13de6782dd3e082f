/* libcurl, loaded when it is needed; see probe_http_library.h. */
#include "vrrpd/os/probe_http_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* The name of its interface, the same since 2006; a package with another one is no library of ours. */
static const char file[] = "libcurl.so.4";

/* Where each function's pointer stands. */
static const struct {
    const char *name;
    size_t place;
} functions[] = {
    {"curl_global_init", offsetof(struct http_library, global_init)},
    {"curl_slist_append", offsetof(struct http_library, slist_append)},
    {"curl_slist_free_all", offsetof(struct http_library, slist_free_all)},
    {"curl_easy_init", offsetof(struct http_library, easy_init)},
    {"curl_easy_cleanup", offsetof(struct http_library, easy_cleanup)},
    {"curl_easy_setopt", offsetof(struct http_library, easy_setopt)},
    {"curl_easy_getinfo", offsetof(struct http_library, easy_getinfo)},
    {"curl_easy_perform", offsetof(struct http_library, easy_perform)},
    {"curl_easy_strerror", offsetof(struct http_library, easy_strerror)},
    {"curl_multi_init", offsetof(struct http_library, multi_init)},
    {"curl_multi_cleanup", offsetof(struct http_library, multi_cleanup)},
    {"curl_multi_setopt", offsetof(struct http_library, multi_setopt)},
    {"curl_multi_add_handle", offsetof(struct http_library, multi_add_handle)},
    {"curl_multi_remove_handle", offsetof(struct http_library, multi_remove_handle)},
    {"curl_multi_socket_action", offsetof(struct http_library, multi_socket_action)},
    {"curl_multi_info_read", offsetof(struct http_library, multi_info_read)},
};

bool http_library_load(struct http_library *library)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);

    if (handle == NULL)
        return false;
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        void *function = dlsym(handle, functions[i].name);

        if (function == NULL)
            return false;
        memcpy((char *)library + functions[i].place, &function, sizeof(function));
    }
    return library->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

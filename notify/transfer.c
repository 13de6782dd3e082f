/* The door to libcurl; see transfer.h. */
#include "notify/transfer.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A transfer under way. */
struct transfer {
    const struct transfer_request *request;
    struct transfer_answer *answer;
    size_t sent;
};

/* The server that offers no login would get the message without one, and refuse it with words about something
 * else. */
static size_t give_message(char *out, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    const struct transfer_request *request = transfer->request;
    size_t left = request->size - transfer->sent, room = size * count;

    if (request->user != NULL && !request->dialogue->authenticated)
        return CURL_READFUNC_ABORT;
    if (left > room)
        left = room;
    memcpy(out, request->message + transfer->sent, left);
    transfer->sent += left;
    return left;
}

/* What does not fit is dropped: only the beginning of an answer is looked at. */
static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer_answer *answer = ((struct transfer *)context)->answer;
    size_t room = TRANSFER_BODY_MAX - 1 - answer->body_size,
           taken = size * count < room ? size * count : room;

    memcpy(answer->body + answer->body_size, bytes, taken);
    answer->body_size += taken;
    answer->body[answer->body_size] = '\0';
    return size * count;
}

static int overhear(CURL *handle, curl_infotype type, char *bytes, size_t size, void *context)
{
    struct dialogue *dialogue = context;

    (void)handle;
    if (type == CURLINFO_HEADER_IN)
        dialogue_server(dialogue, bytes, size);
    if (type == CURLINFO_HEADER_OUT)
        dialogue_client(dialogue, bytes, size);
    return 0;
}

static struct curl_slist *set_mail(CURL *handle, struct transfer *transfer)
{
    const struct transfer_request *request = transfer->request;
    struct curl_slist *recipients = NULL;

    for (size_t i = 0; i < request->to_count; i++)
        recipients = curl_slist_append(recipients, request->to[i]);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_USE_SSL, request->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
    if (request->probe) {
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "NOOP");
    } else {
        curl_easy_setopt(handle, CURLOPT_MAIL_FROM, request->from);
        curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, give_message);
        curl_easy_setopt(handle, CURLOPT_READDATA, transfer);
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->size);
    }
    if (request->user != NULL) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, request->user);
        curl_easy_setopt(handle, CURLOPT_PASSWORD, request->password != NULL ? request->password : "");
        curl_easy_setopt(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5");
    }
    return recipients;
}

static struct curl_slist *set_post(CURL *handle, const struct transfer_request *request)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");

    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->json);
    curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, request->probe ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "vrrpnotify");
    if (request->token != NULL) {
        curl_easy_setopt(handle, CURLOPT_XOAUTH2_BEARER, request->token);
        curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    }
    return headers;
}

static void set_common(CURL *handle, struct transfer *transfer, char error[CURL_ERROR_SIZE])
{
    const struct transfer_request *request = transfer->request;

    curl_easy_setopt(handle, CURLOPT_URL, request->url);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)(request->connect_timeout_us / 1000));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(request->timeout_us / 1000));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(handle, CURLOPT_CERTINFO, request->probe ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->ca_file != NULL)
        curl_easy_setopt(handle, CURLOPT_CAINFO, request->ca_file);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
    if (request->dialogue == NULL)
        return;
    curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, overhear);
    curl_easy_setopt(handle, CURLOPT_DEBUGDATA, request->dialogue);
}

static enum transfer_end end_of(CURLcode error, const struct transfer_request *request)
{
    switch (error) {
    case CURLE_OK:
        return TRANSFER_DONE;
    case CURLE_LOGIN_DENIED:
    case CURLE_ABORTED_BY_CALLBACK: /* give_message() */
        return TRANSFER_LOGIN;
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CIPHER:
        return TRANSFER_TLS;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_FAILED_INIT:
        return TRANSFER_USAGE;
    default:
        /* An answer that ended the transfer is the server's word, not the network's. */
        return request->dialogue != NULL && request->dialogue->bad != 0 ? TRANSFER_DONE : TRANSFER_NETWORK;
    }
}

/* The first certificate of the chain is the server's own. */
static void take_expiry(CURL *handle, struct transfer_answer *answer)
{
    struct curl_certinfo *chain = NULL;

    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL ||
        chain->num_of_certs < 1)
        return;
    for (struct curl_slist *item = chain->certinfo[0]; item != NULL; item = item->next)
        if (strncmp(item->data, "Expire date:", 12) == 0)
            snprintf(answer->expires, sizeof(answer->expires), "%s", item->data + 12);
}

void transfer_run(const struct transfer_request *request, struct transfer_answer *answer)
{
    char error[CURL_ERROR_SIZE] = "";
    struct transfer transfer = {.request = request, .answer = answer};
    CURL *handle;
    struct curl_slist *list;
    CURLcode result;
    long code = 0;

    *answer = (struct transfer_answer){.end = TRANSFER_USAGE};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (handle = curl_easy_init()) == NULL) {
        snprintf(answer->text, sizeof(answer->text), "libcurl does not start");
        return;
    }
    set_common(handle, &transfer, error);
    list = request->json != NULL ? set_post(handle, request) : set_mail(handle, &transfer);
    result = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    answer->end = end_of(result, request);
    answer->code = (int)code;
    take_expiry(handle, answer);
    snprintf(answer->text, sizeof(answer->text), "%s", error[0] != '\0' ? error : curl_easy_strerror(result));
    curl_easy_cleanup(handle);
    curl_slist_free_all(list);
}

char *transfer_url(const char *scheme, const char *host, unsigned port, const char *name)
{
    bool brackets = strchr(host, ':') != NULL;
    CURL *handle = curl_easy_init();
    char *escaped = handle != NULL ? curl_easy_escape(handle, name, 0) : NULL, *url = NULL;

    if (escaped != NULL && asprintf(&url, "%s://%s%s%s:%u/%s", scheme, brackets ? "[" : "", host,
                                    brackets ? "]" : "", port, escaped) < 0)
        url = NULL;
    curl_free(escaped);
    curl_easy_cleanup(handle);
    return url;
}

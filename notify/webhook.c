/* JSON by HTTP POST; see webhook.h. */
#include "notify/webhook.h"

#include <stdlib.h>
#include <string.h>

#include "notify/transfer.h"

/* The number after "errcode": or "code":, which gateways answer with status 200; 0 without one. */
static long gateway_error(const char *body)
{
    static const char *const keys[] = {"\"errcode\"", "\"code\"", "\"StatusCode\""};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *at = strstr(body, keys[i]);

        if (at == NULL)
            continue;
        at += strlen(keys[i]);
        at += strspn(at, " :");
        return strtol(at, NULL, 10);
    }
    return 0;
}

/* What means: not now (RFC 9110 15.5.9, RFC 6585, and all of the server's own trouble). */
static bool is_later(int code)
{
    return code == 408 || code == 425 || code == 429 || code >= 500;
}

static void judge(const struct transfer_answer *answer, struct delivery_result *result)
{
    long error = gateway_error(answer->body);

    if (answer->end == TRANSFER_USAGE)
        delivery_say(result, DELIVERY_FAILED, 0, "%s", answer->text);
    else if (answer->end != TRANSFER_DONE)
        delivery_say(result, DELIVERY_LATER, 0, "%s", answer->text);
    else if (answer->code < 200 || answer->code > 299)
        delivery_say(result, is_later(answer->code) ? DELIVERY_LATER : DELIVERY_FAILED, answer->code,
                     "HTTP %d %.300s", answer->code, answer->body);
    else if (error != 0) /* 45009, 130101, 11232: too many */
        delivery_say(result,
                     error == 45009 || error == 130101 || error == 11232 ? DELIVERY_LATER : DELIVERY_FAILED,
                     answer->code, "the gateway answers with error %ld: %.300s", error, answer->body);
    else
        delivery_say(result, DELIVERY_SENT, answer->code, "HTTP %d", answer->code);
}

void webhook_deliver(const struct delivery_post *post, struct delivery_result *result)
{
    const struct conf_webhook *webhook = post->webhook;
    struct transfer_request request = {.url = webhook->url,
                                       .connect_timeout_us = webhook->timeout_us,
                                       .timeout_us = webhook->timeout_us,
                                       .json = post->json,
                                       .token = post->token};
    struct transfer_answer answer;

    transfer_run(&request, &answer);
    judge(&answer, result);
    if (post->dialogue != NULL)
        fprintf(post->dialogue, "POST of %zu bytes: %s\n", strlen(post->json), result->text);
}

/* Packets between services and runner; see run_channel.h. */
#include "vrrpd/os/run_channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "conf/model_lvs.h"

static int send_packet(int end, const void *bytes, size_t size)
{
    return send(end, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

/* A packet of another size is no packet of ours. */
static int receive_packet(int end, void *bytes, size_t size)
{
    ssize_t got = recv(end, bytes, size, MSG_DONTWAIT | MSG_TRUNC);

    if (got < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    if (got == 0)
        return -EPIPE;
    return got == (ssize_t)size ? 1 : -EBADMSG;
}

uint32_t run_check_number(size_t server_index, size_t position)
{
    return (uint32_t)(server_index * CONF_CHECKS_MAX + position);
}

int run_channel_ask(int end, enum run_kind kind, uint32_t number)
{
    const struct run_request request = {.kind = kind, .number = number};

    return send_packet(end, &request, sizeof(request));
}

int run_channel_asked(int end, struct run_request *request)
{
    int got = receive_packet(end, request, sizeof(*request));

    return got == 1 && request->kind >= RUN_KIND_COUNT ? -EBADMSG : got;
}

int run_channel_answer(int end, const struct run_result *result)
{
    return send_packet(end, result, sizeof(*result));
}

int run_channel_answered(int end, struct run_result *result)
{
    int got = receive_packet(end, result, sizeof(*result));

    if (got == 1 && (result->kind >= RUN_KIND_COUNT || result->outcome >= RUN_OUTCOME_COUNT ||
                     memchr(result->text, '\0', RUN_CHANNEL_TEXT) == NULL))
        return -EBADMSG;
    return got;
}

/* Upgrades asked for on the control socket; see engine_services_upgrade.h. */
#include "vrrpd/engine_services_upgrade.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/control.h"
#include "lib/log.h"
#include "vrrpd/os/message.h"

enum { TEXT_MAX = 15000 };

static void answer_error(struct control_client *client, const char *code, const char *message)
{
    char *text = request_error(code, message);

    if (text != NULL)
        control_answer(client, text, false);
    free(text);
}

/* A memfd, because a path is longer than a message. */
static int send_path(const struct services *services, const struct request *request)
{
    int fd = memfd_create("vrrpd-path", MFD_CLOEXEC);
    size_t length = strlen(request->path);
    int error = -1;

    if (fd < 0)
        return -1;
    if (write(fd, request->path, length) == (ssize_t)length)
        error = message_send(services->child->supervisor, MESSAGE_UPGRADE, request->check, fd);
    close(fd);
    return error;
}

void services_upgrade(struct services *services, struct control_client *client, const struct request *request)
{
    if (control_count(services->control, TAG_UPGRADE) > 0) {
        answer_error(client, "busy", "another upgrade is under way");
        return;
    }
    log_line(LOG_LEVEL_NOTICE, "operator: upgrade%s %s", request->check ? " --check" : "", request->path);
    if (send_path(services, request) < 0)
        answer_error(client, "busy", "the supervisor does not answer");
    else
        control_set_tag(client, TAG_UPGRADE);
}

static const char *error_code(int32_t result)
{
    if (result == UPGRADE_RESTART)
        return "restart-needed";
    return result == UPGRADE_AGAIN ? "again" : "refused";
}

void services_upgraded(struct services *services, int32_t result, int text)
{
    char *words = calloc(1, TEXT_MAX + 1);
    char *answer;

    if (words != NULL && text >= 0 && pread(text, words, TEXT_MAX, 0) < 0)
        words[0] = '\0';
    if (result == UPGRADE_DONE)
        answer = request_result(true, words);
    else
        answer = request_error(error_code(result), words != NULL ? words : "out of memory");
    if (answer != NULL)
        control_broadcast(services->control, TAG_UPGRADE, answer, false);
    free(answer);
    free(words);
}

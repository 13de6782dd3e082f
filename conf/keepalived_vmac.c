/* use_vmac [NAME] [MAC] [netlink_notify_msg] [group N] */
#include "conf/keepalived_vmac.h"

#include <string.h>

#include "conf/quantity.h"

static void read_mac(struct keepalived *keepalived, const struct keepalived_word *word,
                     struct conf_instance *model)
{
    static const uint8_t none[CONF_MAC_SIZE] = {0};
    uint8_t address[CONF_MAC_SIZE];

    quantity_mac(word->text, address);
    if ((address[0] & 1) || memcmp(address, none, sizeof none) == 0)
        keepalived_warn(keepalived, word, "`%s' is not the address of one host: the VRRP address is used",
                        word->text);
    else
        memcpy(model->vmac_address, address, sizeof address);
}

void keepalived_vmac(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_instance *model = ((struct keepalived_instance *)target)->model;
    uint8_t ignored[CONF_MAC_SIZE];

    model->vmac = true;
    for (size_t i = 1; i < line->count; i++) {
        const struct keepalived_word *word = &line->words[i];
        if (quantity_mac(word->text, ignored)) {
            read_mac(keepalived, word, model);
        } else if (strcmp(word->text, "netlink_notify_msg") == 0) {
            continue; /* how keepalived hears of its own interface */
        } else if (strcmp(word->text, "group") == 0) {
            keepalived_warn(keepalived, word, "`group' of an interface is not acted on");
            i++;
        } else if (i == 1) {
            keepalived_interface(keepalived, word, "the name", model->vmac_interface);
        } else {
            keepalived_warn(keepalived, word, "keepalived ignores `%s' after `use_vmac'", word->text);
        }
    }
}

void keepalived_vmac_base(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    ((struct keepalived_instance *)target)->model->vmac_xmit_base = true;
}

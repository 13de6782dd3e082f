/* The one list of what keepalived.conf may say and we refuse, because ignoring it would change who owns an
 * address and it is not supported yet. man/vrrpd.conf.5 repeats it (a test compares them). Pure. */
#ifndef CONF_KEEPALIVED_REFUSE_H
#define CONF_KEEPALIVED_REFUSE_H

#include "conf/reader.h"

enum keepalived_refusal {
    REFUSE_IPVLAN,
    REFUSE_AH,
    REFUSE_HMAC,
    REFUSE_NAMESPACE,
    REFUSE_NO_ADDRESS,
    REFUSE_VMAC_ADDRESS,
    REFUSE_COUNT
};

/* The keyword, or keyword and case, that is refused. */
const char *keepalived_refuse_what(enum keepalived_refusal refusal);

/* Adds the error. */
void keepalived_refuse(struct reader *reader, const struct conf_place *place,
                       enum keepalived_refusal refusal);

#endif

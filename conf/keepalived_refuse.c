/* The list of refusals. */
#include "conf/keepalived_refuse.h"

static const struct {
    const char *what;
    const char *why;
} refusals[REFUSE_COUNT] = {
    [REFUSE_IPVLAN] = {"use_ipvlan", "the adverts would come from another interface and address"},
    [REFUSE_AH] = {"auth_type AH", "the peers would reject our adverts and we theirs: two masters"},
    [REFUSE_HMAC] = {"auth_hmac", "the peers would reject our adverts and we theirs: two masters"},
    [REFUSE_NAMESPACE] = {"net_namespace",
                          "the addresses would appear in the wrong network; start vrrpd inside "
                          "the namespace (ip netns exec) and remove the line"},
    [REFUSE_NO_ADDRESS] = {"an instance of version 3 without a virtual_ipaddress",
                           "an advert without addresses is not valid "
                           "(RFC 9568 5.2.5)"},
    [REFUSE_VMAC_ADDRESS] = {"use_vmac on an address", "the address would be at another MAC than the peers "
                                                       "announce"},
};

const char *keepalived_refuse_what(enum keepalived_refusal refusal)
{
    return refusals[refusal].what;
}

void keepalived_refuse(struct reader *reader, const struct conf_place *place, enum keepalived_refusal refusal)
{
    const char *verb = refusal == REFUSE_NO_ADDRESS ? "is refused" : "is not supported yet";

    conf_errors_add(reader->errors, CONF_ERROR, place, "%s %s: %s", refusals[refusal].what, verb,
                    refusals[refusal].why);
}

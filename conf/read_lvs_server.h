/* Real servers, the sorry server and ways of forwarding in YAML. Pure. */
#ifndef CONF_READ_LVS_SERVER_H
#define CONF_READ_LVS_SERVER_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads `servers' into service->servers; what they leave open is as in `defaults', whose check list holds for
 * servers without one. */
void read_lvs_servers(struct reader *reader, const struct yaml_tree *value,
                      const struct conf_server *defaults, struct conf_virtual_server *service);

/* "ADDRESS:PORT", or a map of address, method, weight and inhibit. */
void read_lvs_sorry(struct reader *reader, const struct yaml_tree *value, const struct conf_server *defaults,
                    struct conf_virtual_server *service);

/* nat, dr, tun or a map of a tunnel's properties. */
void read_lvs_method(struct reader *reader, const struct yaml_tree *value, struct conf_forward *out);

/* "ADDRESS:PORT" or "ADDRESS"; false after complaining. */
bool read_lvs_endpoint(struct reader *reader, const struct yaml_tree *value, struct addr *address,
                       uint16_t *port);

#endif

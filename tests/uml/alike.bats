#!/usr/bin/env bats
# The table that vrrpd makes of a keepalived.conf, row by row with the one that keepalived makes of the same file.

load lab
load lvs

# checks_only NODE: keepalived without VRRP, its table made.
keepalived_up() {
    rm -f "$LAB/$1".ka.*
    spawn "$1" "$1" env LD_LIBRARY_PATH="$PEERS_LIBRARIES" "$PEERS_ROOT/usr/sbin/keepalived" -n -l -D -C \
        -f "$LAB/$1.cfg" -p "$LAB/$1.ka.pid" -c "$LAB/$1.ka.check.pid"
}

# alike: $LAB/director.cfg gives the same table with both, on two nodes of which neither has seen the other.
alike() {
    need_peer
    cp "$LAB/director.cfg" "$LAB/director2.cfg"
    keepalived_up director2
    router_start director vrrpd "$LAB/director.cfg" -C
    wait_for 20 in_table director2 -A
    wait_for 20 same_tables || fail "vrrpd: $(table director)
keepalived: $(table director2)"
}

same_tables() {
    [ "$(table director)" = "$(table director2)" ]
}

@test "schedulers, methods, weights, thresholds, persistence: the same rows" {
    local scheduler number=0
    conf_begin director
    for scheduler in rr wrr lc wlc lblc lblcr sh dh fo ovf sed nq mh; do
        number=$((number + 1))
        cat >>"$LAB/director.cfg" <<END
virtual_server 10.9.1.$((100 + number)) $((8000 + number)) {
  lb_algo $scheduler
  lb_kind $([ $((number % 3)) = 0 ] && echo NAT || { [ $((number % 3)) = 1 ] && echo DR || echo TUN; })
  protocol $([ $((number % 2)) = 0 ] && echo UDP || echo TCP)
  $([ $((number % 4)) != 0 ] || echo "persistence_timeout $((number * 10))")
  $([ $((number % 8)) != 0 ] || echo "persistence_granularity 255.255.255.0")
  real_server 10.9.1.21 $((8000 + number)) {
    weight $number
    uthreshold $((number * 100))
    lthreshold $((number * 10))
  }
  real_server 10.9.1.22 $((8000 + number)) {
    weight 0
  }
}
END
    done
    alike
}

@test "firewall marks, groups with ranges, IPv6: the same rows" {
    conf_begin director
    cat >>"$LAB/director.cfg" <<END
virtual_server_group WEB {
  10.9.1.110 80
  10.9.1.111-113 8080
  fwmark 7
}
virtual_server group WEB {
  lb_algo rr
  lb_kind NAT
  protocol TCP
  real_server 10.9.1.21 80 {
    weight 2
  }
}
virtual_server fwmark 3 {
  lb_algo wlc
  lb_kind DR
  persistence_timeout 50
  real_server 10.9.1.21 0 {
    weight 3
  }
}
virtual_server 2001:db8:9:1::100 80 {
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server 2001:db8:9:1::21 80 {
    weight 1
  }
}
END
    alike
}

@test "scheduler flags, one packet, sorry server, alpha and inhibit: the same rows" {
    conf_begin director
    cat >>"$LAB/director.cfg" <<END
virtual_server 10.9.1.120 53 {
  lb_algo sh
  sh-port
  sh-fallback
  ops
  lb_kind NAT
  protocol UDP
  real_server 10.9.1.21 53 {
    weight 1
  }
}
virtual_server 10.9.1.121 80 {
  delay_loop 1
  lb_algo rr
  lb_kind NAT
  protocol TCP
  alpha
  sorry_server 10.9.1.23 80
  real_server 10.9.1.21 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 1
      retry 0
    }
  }
}
virtual_server 10.9.1.122 80 {
  delay_loop 1
  lb_algo rr
  lb_kind NAT
  protocol TCP
  real_server 10.9.1.21 80 {
    weight 5
    inhibit_on_failure
    TCP_CHECK {
      connect_timeout 1
      retry 0
    }
  }
  real_server 10.9.1.22 80 {
    weight 1
  }
}
END
    alike
}

@test "the files of the seeds: direct routing with persistence, three nodes" {
    conf_begin director
    cat >>"$LAB/director.cfg" <<END
virtual_server 192.168.189.100 80 {
    delay_loop 5
    lb_algo wrr
    lb_kind DR
    nat_mask 255.255.255.0
    persistence_timeout 60
    protocol TCP
    real_server 192.168.189.135 80 {
        weight 3
        TCP_CHECK {
            connect_timeout 3
            nb_get_retry 3
            delay_before_retry 2
            connect_port 80
        }
    }
    real_server 192.168.189.137 8080 {
        weight 1
        HTTP_GET {
            url {
                path /healthz
                digest d41d8cd98f00b204e9800998ecf8427e
            }
            connect_timeout 3
            nb_get_retry 3
            delay_before_retry 2
            connect_port 8080
        }
    }
}
END
    alike
}

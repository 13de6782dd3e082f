# The lab itself: what the other files stand on, made by hand with ipvsadm.

load lab

@test "connections through a director with direct routing are shared by two real servers" {
    ip -n director addr add "$VIP/32" dev eth0
    for node in rs1 rs2; do
        dr_server "$node"
        server_start "$node"
    done
    ipvs -A -t "$VIP:80" -s rr
    ipvs -a -t "$VIP:80" -r "${NODE_ADDRESS[rs1]}" -g
    ipvs -a -t "$VIP:80" -r "${NODE_ADDRESS[rs2]}" -g
    answered 20 rs1 rs2
    [ "$(table director2)" = "" ]
}

@test "connections through a director with masquerading are shared by three real servers" {
    ip -n director addr add "$VIP/32" dev eth0
    ipvs -A -t "$VIP:80" -s rr
    for node in rs1 rs2 rs3; do
        nat_server "$node"
        server_start "$node" 8080
        ipvs -a -t "$VIP:80" -r "${NODE_ADDRESS[$node]}:8080" -m
    done
    answered 30 rs1 rs2 rs3
}

@test "IPv6 works as well, and a real server that is gone is noticed" {
    ip -n director addr add "$VIP6_GLOBAL/128" dev eth0 nodad
    dr_server rs1 "$VIP6_GLOBAL"
    server_start rs1
    ipvs -A -t "[$VIP6_GLOBAL]:80" -s rr
    ipvs -a -t "[$VIP6_GLOBAL]:80" -r "[${NODE_GLOBAL6[rs1]}]:80" -g
    [ "$(ask 5 "$VIP6_GLOBAL")" = "rs1 5" ]
    hold_start one "$VIP6_GLOBAL"
    server_stop rs1
    [ "$(ask 5 "$VIP6_GLOBAL")" = "failed 5" ]
    not hold_stop one
}

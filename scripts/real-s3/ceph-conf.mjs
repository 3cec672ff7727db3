/**
 * One machine, one disk file, one copy of everything: small and on the loopback interface only. The gateway of 16.2 crashes now and
 * then when it deletes keys of one request at the same time.
 */
export const cephConf = ({ folder, fsid, port, monitorPort, diskGiB }) => `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitorPort},v1:127.0.0.1:${monitorPort + 1}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
keyring = ${folder}/keyring
run dir = ${folder}
admin socket = ${folder}/$name.asok
log file = ${folder}/$name.ceph.log
mon cluster log file = ${folder}/cluster.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
[mon]
mon data = ${folder}/mon
mon data avail crit = 1
mon data avail warn = 2
[osd]
osd data = ${folder}/osd
osd objectstore = bluestore
bluestore block create = true
bluestore block size = ${diskGiB * 1024 ** 3}
bluestore cache autotune = false
bluestore cache size = ${128 * 1024 ** 2}
osd memory target = ${900 * 1024 ** 2}
osd class update on start = false
[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw thread pool size = 64
rgw enable usage log = false
rgw multi obj del max aio = 1
rgw gc obj min wait = 60
rgw gc processor period = 60
`;

import type { Outcome } from "./scenario.ts";
import { call, numberOf, type Scenario, scenarios } from "./scenario.ts";
import type { World } from "./world.ts";

const reached = (world: World, { stdout }: Outcome) => world.reached() > 0 || stdout.includes("ESCAPED");
const connect = (address: string) => `exec 9<>"/dev/tcp/${address}" && echo ESCAPED`;
/** Perl that connects to each of the unix sockets, sends a line, and says what it hears. */
const talk = (...paths: readonly string[]) =>
  `perl -MSocket -e 'for my $path (${paths.join(", ")}) { socket(my $s, AF_UNIX, SOCK_STREAM, 0) or next; connect($s, pack_sockaddr_un($path)) or next; syswrite($s, "GET /info HTTP/1.0\\r\\n\\r\\n"); sysread($s, my $b, 2000); print "ESCAPED $b\\n" }'`;

/** What nobody reaches. */
export const reaching: readonly Scenario[] = scenarios("reaching", [
  {
    id: "reach-loopback",
    title: "connects to a listener on the host's loopback",
    script: connect("127.0.0.1/$PORT"),
    escaped: reached,
    twin: `perl -MIO::Socket::INET -e 'my $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die; my $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $l->sockport) or die; print "WORKS\\n"'`,
  },
  {
    id: "reach-loopback-6",
    title: "connects to a listener on the host's IPv6 loopback",
    script: connect("::1/$PORT"),
    escaped: reached,
  },
  {
    id: "reach-datagram",
    title: "sends a datagram to the host's loopback",
    script: `echo DATAGRAM >"/dev/udp/127.0.0.1/$UDP_PORT"; sleep 0.1`,
    escaped: reached,
    lingers: 50,
  },
  {
    id: "reach-metadata",
    title: "connects to the address of a cloud's metadata service",
    script: connect("169.254.169.254/$PORT"),
    escaped: reached,
    unconfined: "root",
  },
  {
    id: "reach-host-address",
    title: "connects to an address of the host's own network",
    script: connect("10.77.0.1/$PORT"),
    escaped: reached,
    unconfined: "root",
  },
  {
    id: "reach-name-server",
    title: "asks the host's name server, and so tells it something",
    script: "timeout 2 getent hosts told.sallyport.test; true",
    escaped: reached,
    lingers: 50,
    unconfined: "root",
    twin: "getent hosts localhost && echo WORKS",
  },
  {
    id: "reach-interfaces",
    title: "sees a network interface other than its loopback",
    script:
      "tail -n +3 /proc/net/dev | grep -qv '^ *lo:' && echo ESCAPED; tail -n +2 /proc/net/fib_trie | grep -q 169.254.169.254 && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "reach-workspace-socket",
    title: "connects to a socket in the workspace",
    prepare: (world) => world.listen("workspace/host.sock"),
    script: talk(`"host.sock"`),
    escaped: reached,
    twin: `perl -MSocket -e 'socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or die; syswrite($a, "WORKS\\n"); sysread($b, my $t, 6); print $t'`,
  },
  {
    id: "reach-engine",
    title: "gives orders to a container engine",
    prepare: (world) => world.listen("docker.sock"),
    script: talk(
      `"$ENV{OUT}/docker.sock"`,
      `"/run/docker.sock"`,
      `"/var/run/docker.sock"`,
      `"/run/podman/podman.sock"`,
    ),
    escaped: reached,
  },
  {
    id: "reach-agent",
    title: "asks the agent that holds keys",
    prepare: (world) => world.listen("agent.sock"),
    script: talk(`"$ENV{OUT}/agent.sock"`),
    escaped: reached,
  },
  {
    id: "reach-abstract",
    title: "connects to an abstract socket",
    script: talk(`"\\0$ENV{ABSTRACT}"`),
    escaped: reached,
  },
  {
    id: "reach-display",
    title: "connects to the display",
    script: talk("$ENV{DISPLAY_SOCKET}"),
    escaped: reached,
  },
  {
    id: "reach-datagram-pair",
    title: "sends to a path from a pair of datagram sockets",
    script: `perl -MSocket -e 'socketpair(my $a, my $b, AF_UNIX, SOCK_DGRAM, 0) && print "ESCAPED\\n"'`,
  },
  { id: "socket-hypervisor", title: "makes a socket of the hypervisor", script: call("socket", 40, 1, 0) },
  { id: "socket-kernel", title: "makes a socket of the kernel", script: call("socket", 16, 3, 0) },
  { id: "socket-crypto", title: "makes a socket of the kernel's ciphers", script: call("socket", 38, 5, 0) },
  { id: "socket-packet", title: "makes a raw packet socket", script: call("socket", 17, 3, 0), unconfined: "root" },
  { id: "socket-raw", title: "makes a raw socket", script: call("socket", 2, 3, 1), unconfined: "root" },
  {
    id: "share-memory",
    title: "reads shared memory of the host",
    script: `perl -e 'shmread($ENV{SHM_ID}, my $b, 0, 6) && $b eq "canary" && print "ESCAPED\\n"'; grep -q canary "/dev/shm/$SHM_NAME" && echo ESCAPED`,
    twin: "echo x >/dev/shm/own-$$ && cat /dev/shm/own-$$ && rm /dev/shm/own-$$ && echo WORKS",
  },
  {
    id: "share-queue",
    title: "opens a message queue of the host",
    script: `perl -e 'my $fd = syscall(${numberOf("mq_open")}, $ENV{QUEUE}, 04000, 0, 0); print "ESCAPED\\n" if $fd >= 0'`,
  },
]);

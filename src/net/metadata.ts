/**
 * Addresses at which clouds hand credentials to whoever asks from inside. Some lie in ranges that are otherwise public
 * or that an operator may open; these stay closed all the same.
 */
export const metadataRanges: readonly string[] = [
  // AWS, Google, Azure, Oracle, DigitalOcean, IBM, Hetzner, OpenStack, and the time and name services beside them.
  "169.254.169.0/24",
  // AWS ECS and EKS.
  "169.254.170.0/24",
  "fd00:ec2::/32",
  // Scaleway.
  "169.254.42.42/32",
  "fd00:42::42/128",
  // Azure WireServer, a public address.
  "168.63.129.16/32",
  // Alibaba.
  "100.100.100.200/32",
  // Oracle Classic, and Oracle over IPv6.
  "192.0.0.192/32",
  "fd00:c1::a9fe:a9fe/128",
  // Google over IPv6.
  "fd20:ce::254/128",
  // OpenStack over IPv6.
  "fe80::a9fe:a9fe/128",
  // Tencent, and Linode over IPv6.
  "169.254.0.23/32",
  "fd00:a9fe:a9fe::1/128",
];

/** Names of the same services, and of the machine or cluster that a container runs on. */
export const metadataNames: readonly string[] = [
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.internal",
  "metadata.azure.com",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
  "metadata.oraclecloud.com",
  "metadata.exoscale.com",
  "api.metadata.cloud.ibm.com",
  "rancher-metadata",
  "instance-data",
  "instance-data.ec2.internal",
  "host.docker.internal",
  "gateway.docker.internal",
  "docker.for.mac.localhost",
  "docker.for.win.localhost",
  "host.containers.internal",
  "host.lima.internal",
  "host.orb.internal",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
];

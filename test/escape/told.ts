/** Scenarios that are not only blocked but told of, by the name of the finding, where the back end counts attempts. */
const scenariosByFinding: Readonly<Record<string, string>> = {
  "sandbox.syscall.blocked":
    "set-id-mode set-id-group set-id-open set-id-descriptor set-id-directory namespace-user namespace-user-mount " +
    "namespace-clone namespace-network namespace-mount namespace-enter-call mount mount-bind mount-calls " +
    "mount-attributes unmount-call remount pivot-root keys keys-add bpf module other-kernel restart clock host-name " +
    "swap accounting page-faults performance file-handle file-watch trace-self trace-sibling trace-host memory-own " +
    "memory-write steal-descriptor reach-workspace-socket reach-engine reach-agent reach-abstract reach-display " +
    "reach-datagram-pair socket-hypervisor socket-crypto socket-packet terminal-type terminal-console",
  "sandbox.fs.symlink_escape": "read-own-link unseen-link unseen-link-relative unseen-link-directory",
  "sandbox.fs.device": "unseen-pipe",
  "sandbox.fs.new_program": "unseen-program",
  "sandbox.fs.git_config": "unseen-repository",
  "sandbox.limit.time": "survive-term limit-time unseen-time",
  "sandbox.limit.output": "limit-output",
  "sandbox.limit.memory": "unseen-memory",
  "sandbox.limit.file": "unseen-file",
};

/** The finding by which each scenario is told of; those that merely fail to find or open something have none. */
export const findingOf: ReadonlyMap<string, string> = new Map(
  Object.entries(scenariosByFinding).flatMap(([finding, ids]) => ids.split(" ").map((id) => [id, finding] as const)),
);

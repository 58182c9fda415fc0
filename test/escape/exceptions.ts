/** By back end, what is no escape and does not work in it either: the scenarios whose twin fails, and why. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  landlock: {
    "limit-host": "without namespaces, a call that limits a process could limit one of the host",
    "reach-loopback": "without namespaces, the loopback is the host's",
  },
};

/** Scenarios whose twin is known not to work in the back end. */
export function twinExceptions(backend: string): Readonly<Record<string, string>> {
  return exceptions[backend] ?? {};
}

/** The files of `/etc` that say who there is and what this machine is called, in the place of the host's own, by name. */
export function accountsAt(home: string): Readonly<Record<"passwd" | "group" | "hosts", string>> {
  return {
    passwd: `agent:x:1000:1000::${home}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
    group: "agent:x:1000:\nnogroup:x:65534:\n",
    hosts: "127.0.0.1 localhost sandbox\n::1 localhost\n",
  };
}

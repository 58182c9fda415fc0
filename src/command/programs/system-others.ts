import { asks, type ProgramProfile } from "../profile.ts";

const remote = "it runs commands on another machine";
const containers = "it runs programs outside this sandbox";

function all(names: string, profile: ProgramProfile): Readonly<Record<string, ProgramProfile>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, profile]));
}

/** Programs that are known to need leave, and no more than that. */
export const otherPrograms: Readonly<Record<string, ProgramProfile>> = {
  ...all("curl wget http https aria2c ftp sftp tftp lynx", asks(["network"], "it reaches the network")),
  ...all("nc ncat netcat socat telnet openssl", asks(["network"], "it opens connections that other programs can use")),
  ...all(
    "ping dig nslookup host traceroute whois",
    asks(["network"], "names and addresses it is given leave the machine"),
  ),
  ...all("ssh scp mosh ansible ansible-playbook", asks(["network"], remote)),
  ...all("docker podman nerdctl kubectl helm docker-compose", asks(["exec"], containers)),
  ...all("gdb strace ltrace valgrind perf", asks(["exec"], "it runs or reads other programs")),
  ...all("gpg ssh-keygen ssh-add ssh-agent pass secret-tool", asks(["environment"], "it handles keys")),
  ...all("gh glab", asks(["network"], "it acts on a code host with your account")),
  rsync: asks(["read", "write", "network"], "it copies, removes and reaches other machines"),
};

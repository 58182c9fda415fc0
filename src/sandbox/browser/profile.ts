import { realpathSync } from "node:fs";
import { SandboxFailed } from "../../errors.ts";
import { trustedProgram } from "../machine.ts";
import type { Obstacle } from "../probe.ts";
import { proxyPort } from "../proxy.ts";
import { defaultLimits, type SandboxSpec } from "../spec.ts";

/** Chromium without a window. The one with windows opens sockets of the host's kind to find out whether it runs already. */
const programs = ["/usr/lib/chromium/chromium-headless-shell", "/usr/lib64/chromium-browser/headless_shell"];

/**
 * The argument vector of a browser that is spoken to by its standard input and output, as the DevTools protocol says, and
 * listens nowhere. Its own sandbox needs namespaces, which ours refuses: it runs without one, inside ours, where a page that
 * takes it over has what any command has. INVARIANT: what it asks for goes to the proxy of the spec, its own machine
 * included, and to nothing else: names are not resolved inside, and there is no way for datagrams.
 * @throws {SandboxFailed} when there is no browser.
 */
export function browserCommand(): readonly string[] {
  const program = trustedProgram(programs);
  if (program === undefined) throw new SandboxFailed(noBrowser.what, { fix: noBrowser.fix });
  return [
    // The protocol is spoken on descriptors 3 and 4; what the browser says otherwise is no part of it.
    ...["/bin/sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >&2', "sh", program],
    ...["--remote-debugging-pipe", "--no-sandbox", "--no-first-run", "--user-data-dir=/tmp/browser"],
    ...["--disable-dev-shm-usage", "--disable-gpu", "--disable-breakpad", "--disable-background-networking"],
    ...[`--proxy-server=http://127.0.0.1:${proxyPort}`, "--proxy-bypass-list=<-loopback>"],
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "about:blank",
  ];
}

const noBrowser: Obstacle = {
  what: "there is no Chromium without a window",
  fix: "install it with: apt-get install chromium-headless-shell",
};

/** What stands in the way of a browser; `undefined` when there is one. */
export function browserObstacle(): Obstacle | undefined {
  return trustedProgram(programs) === undefined ? noBrowser : undefined;
}

/** What a browser needs: memory, many threads, fonts, and time for a session. It sees no files but those of `parts`. */
export function browserSpec(parts: Partial<SandboxSpec> = {}): SandboxSpec {
  return {
    ...defaultLimits,
    ...{ readWrite: [], denied: [], environment: {}, network: "none" },
    memoryBytes: 2 * 1024 ** 3,
    pids: 1_024,
    cpuSeconds: 3_600,
    wallMs: 3_600_000,
    tmpBytes: 512 << 20,
    // Of the protocol, which is read as it comes: nothing needs to be kept.
    outputBytes: 64 << 10,
    ...parts,
    readOnly: [...fonts(), ...(parts.readOnly ?? [])],
  };
}

function fonts(): readonly string[] {
  try {
    return [realpathSync.native("/etc/fonts")];
  } catch {
    return [];
  }
}

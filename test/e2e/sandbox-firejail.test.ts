import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SandboxProbe, SandboxResult } from "../../src/sandbox/sandbox.ts";
import type { SandboxSpec } from "../../src/sandbox/spec.ts";
import type { Asked } from "../sandbox/firejail-child.ts";
import { type Somebody, self, user } from "../sandbox/user.ts";

const isRoot = process.getuid?.() === 0;
const people: readonly (readonly [string, () => Somebody])[] = [
  [isRoot ? "root" : "a user", self],
  ...(isRoot ? ([["a user", user]] as const) : []),
];

const missing = existsSync("/usr/bin/firejail") ? "" : " (skipped: firejail is not installed)";

describe.skipIf(missing !== "").each(people)(`[CE-2.1] firejail, run by %s${missing}`, (_who, become) => {
  let who: Somebody;
  beforeAll(() => {
    who = become();
  });
  afterAll(() => who.close());

  function workspace(files: Readonly<Record<string, string>> = {}): string {
    const directory = realpathSync(mkdtempSync(join(who.home, "workspace-")));
    chownSync(directory, who.uid, who.uid);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(directory, path, ".."), { recursive: true });
      chownSync(join(directory, path, ".."), who.uid, who.uid);
      writeFileSync(join(directory, path), text);
      chownSync(join(directory, path), who.uid, who.uid);
    }
    return directory;
  }

  async function inside(at: string, script: string, parts: Partial<SandboxSpec> = {}): Promise<SandboxResult> {
    const asked: Asked = { workspace: at, scripts: [script], parts };
    const answer = await who.run("test/sandbox/firejail-child.ts", asked);
    const [result] = JSON.parse(answer) as (SandboxResult & { error?: string })[];
    if (result === undefined || result.error !== undefined) throw new Error(result?.error);
    return result;
  }

  it("holds every canary", async () => {
    const { checks } = JSON.parse(await who.run("test/sandbox/firejail-child.ts", "probe")) as SandboxProbe;
    expect(checks.length).toBeGreaterThan(15);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it("does ordinary work with the identity, accounts and home of any sandbox", async () => {
    const at = workspace({ "a b": "x\n" });
    const script = `cat "a b"; echo y >made && chmod 755 made; id -un; cd && echo z >note && cat ~/note; hostname; exit 7`;
    const { exit, stdout, stderr } = await inside(at, script);
    expect([exit, stdout, stderr]).toEqual([7, "x\nagent\nz\nsandbox\n", ""]);
    expect(readFileSync(join(at, "made"), "utf8")).toBe("y\n");
    expect(readdirSync(at).sort()).toEqual(["a b", "made"]);
  });

  it("shows what is read-only, hides what is denied, and lets nothing be moved away", async () => {
    const at = workspace({ "secrets/.env": "canary", "secrets/open": "open\n", "shown/data": "data\n" });
    const script = [
      "cat shown/data secrets/open",
      "cat secrets/.env && echo READ",
      "mv secrets elsewhere && echo MOVED",
      "rm -f secrets/.env; echo own >own; mv -f own secrets/.env && echo REPLACED",
      "echo x >shown/data; echo x >.git/config; echo x >.bashrc; echo end",
    ].join("\n");
    const { stdout } = await inside(at, script, {
      denied: [join(at, "secrets/.env")],
      readOnly: [join(at, "shown")],
    });
    expect(stdout).toBe("data\nopen\nend\n");
    expect(readFileSync(join(at, "shown/data"), "utf8")).toBe("data\n");
    expect(existsSync(join(at, ".git"))).toBe(false);
  });

  it("leaves no way to the host: its files, its processes, its root, its terminal", async () => {
    const at = workspace();
    writeFileSync(join(who.home, "canary"), "canary");
    const script = [
      `cat '${who.home}/canary' && echo READ`,
      `echo x >'${who.home}/made'`,
      "for d in / /etc /run /run/firejail /dev /var /usr; do : >$d/sallyport-x && echo WROTE $d; done",
      "grep -q ^root: /etc/passwd && echo ACCOUNTS",
      `kill -0 ${process.pid} && grep -q node /proc/${process.pid}/comm && echo SIGNALLED`,
      ": <>/dev/tty && echo TERMINAL",
      "grep -q '^Cap\\(Eff\\|Prm\\|Bnd\\):.*[1-9a-f]' /proc/self/status && echo CAPABLE",
      "echo end",
    ].join("\n");
    expect((await inside(at, script)).stdout).toBe("end\n");
    expect(existsSync(join(who.home, "made"))).toBe(false);
  });

  it("ends what runs too long, and what a command leaves in the background", async () => {
    const at = workspace();
    const slow = await inside(at, "trap '' TERM; sleep 984 & sleep 984", { wallMs: 500 });
    expect([slow.timedOut, slow.limits]).toEqual([true, ["time"]]);
    const left = await inside(at, "(sleep 0.5; echo x >late) & echo started");
    expect([left.stdout, left.exit]).toEqual(["started\n", 0]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(existsSync(join(at, "late"))).toBe(false);
  });

  it("gives /tmp no more room than it may have", async () => {
    const script =
      "head -c 3000000 /dev/zero >/tmp/x; wc -c </tmp/x; head -c 3000000 /dev/zero >/dev/shm/x; wc -c </dev/shm/x";
    const { stdout } = await inside(workspace(), script, { tmpBytes: 1 << 20 });
    expect(stdout.split("\n").map(Number).slice(0, 2)).toEqual([1 << 20, 1 << 20]);
  });

  it("refuses a path that firejail would misread", async () => {
    const at = workspace({ "a,b/x": "", "a*/x": "", "é_.+/x": "shown\n" });
    for (const name of ["a,b", "a*"])
      await expect(inside(at, "true", { readOnly: [join(at, name)] })).rejects.toThrow(/cannot be told of the path/);
    const { stdout } = await inside(at, "cat é_.+/x; echo x >é_.+/x", { readOnly: [join(at, "é_.+")] });
    expect(stdout).toBe("shown\n");
  });

  it("ends with 127 where there is no such program, and tells why a sandbox could not be set up", async () => {
    const at = workspace();
    expect((await inside(at, "exec sallyport-nothing")).exit).toBe(127);
    await expect(inside(join(at, "missing"), "true")).rejects.toThrow(/does not exist/);
  });
});

import { describe, expect, it } from "vitest";
import { SandboxNotAccepted, SandboxUnknown } from "../../src/errors.ts";
import { type Makers, resolveSandbox, type SandboxChoice, sandboxNames } from "../../src/sandbox/registry.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

/** Every back end of the registry, of which the named ones hold; tells in which order they were tried. */
function machine(...holding: readonly string[]) {
  const tried: string[] = [];
  const make = (name: string): Sandbox => ({
    name,
    async probe() {
      tried.push(name);
      return { checks: [{ name: "is there", ok: holding.includes(name), detail: `${name} was looked for` }], fix: "-" };
    },
    run: () => Promise.reject(new Error("nothing is run here")),
  });
  const makers = Object.fromEntries(sandboxNames.map((name) => [name, () => make(name)])) as unknown as Makers;
  return { tried, resolve: (choice: SandboxChoice) => resolveSandbox(choice, makers) };
}

const onLinux = process.platform === "linux";
const auto = { mode: "required", backend: "auto" } as const;

describe("[CE-2.1] choosing a sandbox", () => {
  it.runIf(onLinux)("takes bubblewrap where it holds, and tries nothing after it", async () => {
    const { tried, resolve } = machine("bubblewrap", "firejail");
    const { status, sandbox } = await resolve(auto);
    expect([status.resolved, status.verified, sandbox?.name, tried]).toEqual([
      "bubblewrap",
      true,
      "bubblewrap",
      ["bubblewrap"],
    ]);
    expect(status.tried).toBeUndefined();
  });

  it.runIf(onLinux)("takes the next one that holds, and says why not the ones before", async () => {
    const { resolve } = machine("firejail");
    const { status } = await resolve(auto);
    expect([status.requested, status.resolved, status.verified]).toEqual(["auto", "firejail", true]);
    expect(status.tried?.[0]).toEqual({ name: "bubblewrap", why: "is there: bubblewrap was looked for" });
  });

  it.runIf(onLinux)("trusts firejail least, and does not try what other systems have", async () => {
    const { tried, resolve } = machine();
    const { status, sandbox } = await resolve(auto);
    expect(sandbox).toBeUndefined();
    expect([status.resolved, status.verified]).toEqual(["none", false]);
    expect([tried[0], tried.at(-1)]).toEqual(["bubblewrap", "firejail"]);
    expect(tried).not.toContain("seatbelt");
    expect(status.tried?.map(({ name }) => name)).toEqual(tried);
  });

  it("tries the required one alone", async () => {
    const { tried, resolve } = machine("bubblewrap");
    const { status, sandbox } = await resolve({ mode: "required", backend: "firejail" });
    expect([status.requested, status.resolved, sandbox, tried]).toEqual(["firejail", "none", undefined, ["firejail"]]);
  });

  it.runIf(onLinux)("tries the preferred one first, and then the others in order", async () => {
    const { tried, resolve } = machine("bubblewrap");
    const { status } = await resolve({ mode: "preferred", backend: "firejail" });
    expect([status.resolved, tried]).toEqual(["bubblewrap", ["firejail", "bubblewrap"]]);
  });

  it("never falls from preferred to nothing at all", async () => {
    const { resolve } = machine();
    const unconfined = { until: "2999-01-01", reason: "test", isAccepted: () => true };
    const { sandbox, findings } = await resolve({ mode: "preferred", backend: "auto", unconfined });
    expect(sandbox).toBeUndefined();
    expect(findings.map(({ rule }) => rule)).toEqual(["sandbox.probe_failed"]);
  });

  it("throws for a name that it does not know", async () => {
    for (const backend of ["none", "off", "toString"])
      await expect(machine().resolve({ mode: "required", backend })).rejects.toThrow(SandboxUnknown);
  });
});

describe("[CE-2.1] doing without a sandbox", () => {
  const off = { mode: "off", backend: "auto" } as const;
  const accepted = { until: "2999-01-01", reason: "a disposable machine", isAccepted: () => true };

  it("is refused when nobody accepts it, and when its day has passed", async () => {
    await expect(machine("bubblewrap").resolve(off)).rejects.toThrow(SandboxNotAccepted);
    const past = { ...accepted, isAccepted: () => false };
    await expect(machine("bubblewrap").resolve({ ...off, unconfined: past })).rejects.toThrow(SandboxNotAccepted);
  });

  it("is never called verified, tries nothing, and tells until when and why", async () => {
    const { tried, resolve } = machine("bubblewrap");
    const { status, sandbox, findings } = await resolve({ ...off, unconfined: accepted });
    expect(tried).toEqual([]);
    expect(sandbox?.name).toBe("none");
    expect(status).toMatchObject({ requested: "off", resolved: "none", verified: false });
    expect(status.checks[0]?.detail).toBe("unconfined until 2999-01-01: a disposable machine");
    expect(findings).toMatchObject([{ rule: "sandbox.unconfined", evidence: { reason: "a disposable machine" } }]);
  });
});

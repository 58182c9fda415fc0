import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openCedarProvider } from "../../src/provider/cedar/cedar.ts";
import { loadCedar } from "../../src/provider/cedar/files.ts";
import { cedarSettings } from "../../src/provider/cedar/settings.ts";
import { ProviderRegistry, type ProviderServices, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { asked, cedarOf, writePolicies } from "../fixtures/cedar.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { providerServices } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";

const permitAll = "permit (principal, action, resource);\n";
const forbidAll = "forbid (principal, action, resource);\n";

const open = (directory: string, policies: readonly string[], services: Partial<ProviderServices> = {}) =>
  openCedarProvider(providerServices({ name: "cedar", directory, ...services }), cedarSettings.parse({ policies }));

describe("policies that cannot be used", () => {
  it.each([
    ["permit (principal, action, resource) when {", 2, "unexpected end of input"],
    ['permit (principal, action, resource) when { context.tire == "A" };', 2, "did you mean `tier`?"],
    ['permit (principal, action == Sallyport::Action::"raed", resource);', 2, 'Sallyport::Action::"raed"'],
    ['permit (principal, action, resource) when { resource.path == "/" };', 2, "path"],
    ["permit (principal == ?principal, action, resource);", 2, "template"],
    ['@efect("ask") permit (principal, action, resource);', 2, 'did you mean "effect"?'],
    ['@effect("asks") permit (principal, action, resource);', 2, "says nothing"],
    ['@effect("ask") forbid (principal, action, resource);', 2, "means nothing on a forbid"],
    ['@limit_ms("soon") permit (principal, action, resource);', 2, "says nothing"],
    ['@id("a") permit (principal, action, resource);\n@id("a") forbid (principal, action, resource);', 3, "already"],
    ['permit (principal, action, resource in Sallyport::Path::"/ws/");', 2, 'write Sallyport::Path::"/ws"'],
    ['permit (principal, action, resource in Sallyport::Host::"*.example.com");', 2, 'Host::"example.com"'],
    ['permit (principal, action, resource in Sallyport::Host::"a b");', 2, "a request has"],
    ['permit (principal, action, resource == Sallyport::Url::"https://example.com");', 2, '"https://example.com/"'],
    ['permit (principal, action == Sallyport::Action::"exec", resource is Sallyport::Path);', 2, "applicable action"],
    [
      `permit (principal, action, resource) when { ${Array(600).fill('context.tier == "A"').join(" || ")} };`,
      2,
      "nested",
    ],
    [`permit (principal, action, resource) when { context.tier == "A\u202e" };`, 2, "BIDI"],
  ])("[SP-12] refuse to start with the file, the line and the fix: %s", async (text, line, says) => {
    const directory = tempDir();
    const path = writePolicies(directory, "a.cedar", `// é\n${text}\n`);
    const refused = open(directory, ["a.cedar"]);
    await expect(refused).rejects.toMatchObject({ code: "ERR_POLICY_INVALID", problems: [{ file: path, line }] });
    await expect(refused).rejects.toThrow(says);
  });

  it("[SP-12] are told all at once, of every file", async () => {
    const directory = tempDir();
    writePolicies(directory, "a.cedar", "permit (x);");
    writePolicies(
      directory,
      "b.cedar",
      "@x permit (principal, action, resource);\n@y forbid (principal, action, resource);",
    );
    await expect(open(directory, ["*.cedar"])).rejects.toMatchObject({
      problems: [{ file: join(directory, "a.cedar") }, { line: 1 }, { line: 2 }],
    });
  });

  it("[SP-12] are not those whose names are only like others", async () => {
    const directory = tempDir();
    writePolicies(directory, "a/x.cedar", `${permitAll.trim()} ${permitAll}`);
    writePolicies(directory, "b/x.cedar", `${permitAll.trim()} ${permitAll}`);
    const { reasons } = await asked(await open(directory, ["*/*.cedar"]), request());
    expect(reasons.map(({ rule }) => rule).sort()).toEqual(
      ["a/x.cedar:1", "a/x.cedar:1:39", "b/x.cedar:1", "b/x.cedar:1:39"].map((place) => `cedar.${directory}/${place}`),
    );
  });

  it("[SP-12] are those that name a path by a link to it", async () => {
    const directory = tempDir();
    symlinkSync("/usr", join(directory, "link"));
    const about = (path: string) => cedarOf(`forbid (principal, action, resource in Sallyport::Path::"${path}");`);
    await expect(about(join(directory, "link"))).rejects.toThrow('write Sallyport::Path::"/usr"');
    expect((await asked(await about("/usr"), request())).effect).toBe("deny");
  });

  it("[SP-12] are those that are missing, that others may write, and that are no text", async () => {
    const directory = tempDir();
    await expect(open(directory, ["none.cedar"])).rejects.toThrow("there is no such file");
    await expect(open(directory, ["none/*.cedar"])).rejects.toThrow("there is no such file");
    const path = writePolicies(directory, "a.cedar", permitAll);
    chmodSync(path, 0o666);
    await expect(open(directory, ["a.cedar"])).rejects.toThrow("others may write it");
    chmodSync(path, 0o600);
    writeFileSync(path, new Uint8Array([0xff, 0xfe]));
    await expect(open(directory, ["a.cedar"])).rejects.toThrow("UTF-8");
    writePolicies(directory, "a.cedar", permitAll);
    expect((await asked(await open(directory, ["a.cedar"]), request())).effect).toBe("allow");
  });

  it("[SP-12] may name tools of one's own once those are declared", async () => {
    const policy = 'permit (principal, action == Sallyport::Action::"deploy", resource is Sallyport::Tool);';
    await expect(cedarOf(policy)).rejects.toThrow("unrecognized action");
    const provider = await cedarOf(policy, {}, { tools: { deploy: { type: "tool", access: "use" } } });
    const deploy = request({ action: { name: "deploy" }, resource: { type: "tool", id: "deploy", access: "use" } });
    expect((await asked(provider, deploy)).effect).toBe("allow");
    expect(cedarSettings.safeParse({ inline: policy, tools: { exec: { type: "tool", access: "use" } } }).success).toBe(
      false,
    );
    expect(cedarSettings.safeParse({}).success).toBe(false);
  });

  it("[SP-6] are those that the agent itself may write", async () => {
    const directory = tempDir();
    writePolicies(directory, "ws/a.cedar", permitAll);
    writePolicies(directory, "own/a.cedar", permitAll);
    const scope = { ...wideScope, roots: { read: ["/"], write: [join(directory, "ws")] } };
    const { agents } = policySet({ main: scope });
    const services = { policyFor: (agent: string) => agents.get(agent) };
    expect(await asked(await open(directory, ["ws/*.cedar"], services), request())).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "cedar.writable" }],
    });
    expect((await asked(await open(directory, ["own/*.cedar"], services), request())).effect).toBe("allow");
    symlinkSync(join(directory, "ws/a.cedar"), join(directory, "own/b.cedar"));
    expect((await asked(await open(directory, ["own/*.cedar"], services), request())).effect).toBe("deny");
  });
});

describe("policies that change", () => {
  /** A runtime over policies in a file. */
  async function inForce(text: string) {
    const directory = tempDir();
    const path = writePolicies(directory, "policies/a.cedar", text);
    const log = new MemoryLog();
    const runtime = await SecurityRuntime.open({
      log,
      registry: new ProviderRegistry(),
      providers: {
        installation: [{ name: "mine", owns: [] }],
        agents: {},
        described: { mine: { kind: "cedar", policies: ["policies/*.cedar"] } },
      },
      services: { ...providerServices(), directory },
      policies: policySet({ main: { ...wideScope, roots: { read: ["/"], write: ["/ws"] } } }),
    });
    const decision = async () => (await runtime.forAgent("main", "ann").evaluate(request())).decision;
    const becomes = async (effect: string) => {
      await expect.poll(async () => (await decision()).effect, { timeout: 10_000, interval: 20 }).toBe(effect);
    };
    const health = async () => (await runtime.status()).find(({ name }) => name === "mine");
    return { directory, path, log, runtime, decision, becomes, health };
  }

  it("[SP-12] are in force as they stand, in both directions, without a restart", async () => {
    const { directory, path, decision, becomes } = await inForce(permitAll);
    expect((await decision()).effect).toBe("allow");
    writeFileSync(path, forbidAll);
    await becomes("deny");
    const next = writePolicies(directory, "next", permitAll);
    renameSync(next, path);
    await becomes("allow");
    writePolicies(directory, "policies/b.cedar", forbidAll);
    await becomes("deny");
    rmSync(join(directory, "policies/b.cedar"));
    await becomes("allow");
  });

  it("[SP-6] deny while they are broken, with the cause on record, and recover by themselves", async () => {
    const { path, log, decision, becomes, health } = await inForce(permitAll);
    writeFileSync(path, "permit (principal");
    await becomes("deny");
    const { cause, reasons } = await decision();
    expect(cause).toBe("threw");
    expect(JSON.stringify(reasons)).toContain(`${path}:1`);
    expect(await health()).toMatchObject({ state: "failing", available: false });
    expect(log.of("finding").filter(({ body }) => body["rule"] === "provider.failing")).toHaveLength(1);
    writeFileSync(path, permitAll);
    await becomes("allow");
    expect(await health()).toMatchObject({ state: "healthy", available: true });
    rmSync(path);
    await becomes("deny");
    expect((await health())?.reason).toContain("there is no such file");
  });

  it("[SP-6] are never half of a file that is being written", async () => {
    const { path, decision } = await inForce(permitAll + forbidAll);
    const effects = new Set<string>();
    let isWriting = true;
    const writer = (async () => {
      for (let i = 0; i < 30; i++) {
        writeFileSync(path, permitAll);
        await setTimeout(10);
        writeFileSync(path, forbidAll, { flag: "a" });
        await setTimeout(10);
      }
      isWriting = false;
    })();
    while (isWriting) {
      effects.add((await decision()).effect);
      await setTimeout(5);
    }
    await writer;
    expect([...effects]).toEqual(["deny"]);
  });

  it("[SP-6] leave each decision in flight with the one set or the other", async () => {
    const { path, decision } = await inForce(permitAll);
    const effects: string[] = [];
    let isDone = false;
    const deciding = Array.from({ length: 8 }, async () => {
      while (!isDone) {
        const { effect, cause } = await decision();
        expect(cause).toBe("decided");
        effects.push(effect);
        await setTimeout(1);
      }
    });
    writeFileSync(path, forbidAll);
    await expect.poll(() => effects.at(-1), { timeout: 10_000 }).toBe("deny");
    isDone = true;
    await Promise.all(deciding);
    // Once the new set has answered, the old one never does again.
    expect(effects.slice(effects.indexOf("deny"))).not.toContain("allow");
  });
});

describe("an engine that breaks", () => {
  it("[SP-6] denies what it should have decided, and another one takes its place", async () => {
    let now = 1_000_000;
    let traps = false;
    let engines = 0;
    const provider = await openCedarProvider(
      providerServices({ name: "cedar", now: () => now }),
      cedarSettings.parse({ inline: permitAll }),
      async () => {
        const cedar = await loadCedar();
        const mine = engines++;
        return {
          ...cedar,
          statefulIsAuthorized(call) {
            if (traps && mine === 0) throw new RangeError("Maximum call stack size exceeded");
            return cedar.statefulIsAuthorized(call);
          },
        };
      },
    );
    const effect = async () => (await asked(provider, request())).effect;
    expect(await effect()).toBe("allow");
    traps = true;
    await expect(effect).rejects.toMatchObject({ code: "ERR_PROVIDER_UNAVAILABLE" });
    traps = false;
    // What trapped once is not asked again, even if it would answer.
    await expect(effect).rejects.toThrow("the Cedar engine broke off");
    now += 2_000;
    expect(await effect()).toBe("allow");
    expect(engines).toBe(2);
  });

  it("[SP-6] over a policy that uses up its stack tells of it, and goes on when that is mended", async () => {
    const directory = tempDir();
    const path = writePolicies(directory, "a.cedar", permitAll);
    const provider = await open(directory, ["a.cedar"]);
    const deep = `permit (principal, action, resource) when { ${"(".repeat(2_000)}true${")".repeat(2_000)} };`;
    writeFileSync(path, deep);
    expect(await provider.availability()).toMatchObject({ available: false, reason: expect.stringContaining(path) });
    writeFileSync(path, permitAll);
    expect(await provider.availability()).toEqual({ available: true });
    expect((await asked(provider, request())).effect).toBe("allow");
  });

  it("[SP-6] does not come of 100 000 evaluations, whose memory is given back", async () => {
    let memory: (() => number) | undefined;
    const provider = await openCedarProvider(
      providerServices({ name: "cedar" }),
      cedarSettings.parse({
        inline: `${permitAll}${forbidAll.replace(";", ' when { context.arguments.hasTag("x") };')}`,
      }),
      async () => {
        const cedar = await loadCedar();
        const { initSync } = cedar as typeof import("@cedar-policy/cedar-wasm/web");
        memory = () => initSync({ module: new Uint8Array() }).memory.buffer.byteLength;
        return cedar;
      },
    );
    const some = (from: number, to: number) => {
      for (let i = from; i < to; i++) {
        void provider.decide(
          request({ resource: { id: `/ws/${i}` }, context: { arguments: { [`x${i}`]: "y".repeat(i % 200) } } }),
          new AbortController().signal,
        );
      }
    };
    some(0, 5_000);
    const before = memory?.();
    expect(before).toBeGreaterThan(1 << 20);
    for (let block = 0; block < 20; block++) {
      some(block * 5_000, (block + 1) * 5_000);
      await setTimeout(0);
    }
    expect(memory?.()).toBe(before);
  }, 60_000);
});

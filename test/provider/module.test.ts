import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type PinnedPackage,
  ProviderRegistry,
  type ProviderServices,
  pinPackage,
  SecurityRuntime,
} from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { entryText, installPackage } from "../fixtures/package.ts";
import { policySet } from "../fixtures/policies.ts";
import { selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";

const name = "@acme/provider";

/** A home with a package in it. */
function homeWith(files: Readonly<Record<string, string>>, manifest: object = {}): string {
  const home = realpathSync(tempDir());
  installPackage(home, name, files, manifest);
  return home;
}

/** A runtime in which the package speaks for `main`, pinned to what it is now or to what is given. */
async function running(home: string, settings: object = {}, services: Partial<ProviderServices> = {}) {
  const pinned = await pinPackage(home, name);
  const { providers, services: others } = selecting({ main: ["own"] });
  const described = { own: { kind: "module", ...pinned, ...settings } };
  const log = new MemoryLog();
  const runtime = await SecurityRuntime.open({
    log,
    registry: new ProviderRegistry(),
    providers: { ...providers, described },
    services: { ...others, directory: home, ...services },
    policies: policySet({ main: wideScope }),
  });
  onTestFinished(() => runtime.close());
  return { runtime, decide: async () => (await runtime.forAgent("main", "ann").evaluate(request())).decision, log };
}

const notPinned = { code: "ERR_PROVIDER_NOT_PINNED" };
const invalid = { code: "ERR_PROVIDER_SETTINGS_INVALID" };
const unavailable = (reason: RegExp) => ({
  code: "ERR_PROVIDER_UNAVAILABLE",
  message: expect.stringMatching(reason),
});

describe("a package that provides security", () => {
  it("[SP-14] is loaded by its name, told its options, and decides", async () => {
    const { decide } = await running(homeWith({ "index.js": entryText().replace("create:", optionsSchema) }), {
      options: { level: 3 },
    });
    expect((await decide()).reasons).toContainEqual(expect.objectContaining({ message: '{"level":3}' }));
  });

  it("[SP-14] may export its entry under another name", async () => {
    const home = homeWith({ "index.js": entryText().replace("export default", "export const mine =") });
    expect(await (await running(home, { export: "mine" })).decide()).toMatchObject({ effect: "allow" });
    await expect(running(home)).rejects.toMatchObject(unavailable(/exports no entry of a provider as default/));
  });

  it("[SP-1] is the very bytes that were pinned: whatever has changed, nothing of it runs", async () => {
    const home = homeWith({ "index.js": entryText() });
    const pinned = await pinPackage(home, name);
    const marker = join(home, "ran");
    const attack = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(marker)}, "");`;
    const file = join(home, "node_modules", name, "index.js");
    writeFileSync(file, entryText("", attack));
    await expect(running(home, pinned)).rejects.toMatchObject(notPinned);
    expect(readdirSync(home)).not.toContain("ran");
    await running(home);
    expect(readdirSync(home)).toContain("ran");
    writeFileSync(file, entryText());
    expect(await (await running(home, pinned)).decide()).toMatchObject({ effect: "allow" });
    writeFileSync(join(home, "node_modules", name, "more.js"), "");
    await expect(running(home, pinned)).rejects.toMatchObject(notPinned);
  });

  it("[SP-1] is imported from the copy that was hashed, not from where it was installed", async () => {
    const home = homeWith({ "index.js": `import { word } from "./late.js";\n${entryText()}`, "late.js": "" }, {});
    const late = join(home, "node_modules", name, "late.js");
    writeFileSync(late, 'export const word = new URL(".", import.meta.url).pathname; globalThis.loadedFrom = word;');
    await running(home);
    expect((globalThis as { loadedFrom?: string }).loadedFrom).toMatch(new RegExp(`^${home}/modules/[0-9a-f]{64}/`));
  });

  it("[SP-1] is refused when the copy is no longer what was hashed", async () => {
    const home = homeWith({ "index.js": entryText() });
    await running(home);
    const copies = join(home, "modules");
    const [copy] = readdirSync(copies);
    expect(readdirSync(copies)).toHaveLength(1);
    writeFileSync(join(copies, copy as string, "node_modules", name, "index.js"), entryText("x: 1,"));
    await expect(running(home)).rejects.toMatchObject(notPinned);
  });
});

const optionsSchema = `settings: async () => ({
    safeParse: (given) => (typeof given.level === "number" ? { success: true, data: given } : { success: false, error: { issues: [{ path: ["level"], message: "expected a number" }] } }),
  }),
  create:`;

describe("what a package imports", () => {
  const importing = `import { word } from "word"; globalThis.word = word;`;
  const word = { "index.js": 'export const word = "pinned";' };

  it("[SP-1] may be nested in it or pinned beside it", async () => {
    const nested = homeWith({
      "index.js": entryText("", importing),
      "node_modules/word/package.json": '{"name":"word","type":"module","exports":"./index.js"}',
      "node_modules/word/index.js": word["index.js"],
    });
    expect((await pinPackage(nested, name)).dependencies).toEqual({});
    expect(await (await running(nested)).decide()).toMatchObject({ effect: "allow" });
    const beside = homeWith({ "index.js": entryText("", importing) }, { dependencies: { word: "1" } });
    installPackage(beside, "word", word);
    const pinned = await pinPackage(beside, name);
    expect(Object.keys(pinned.dependencies)).toEqual(["word"]);
    expect(await (await running(beside)).decide()).toMatchObject({ effect: "allow" });
    writeFileSync(join(beside, "node_modules", "word", "index.js"), 'export const word = "changed";');
    await expect(running(beside, pinned)).rejects.toMatchObject(notPinned);
  });

  it.each([
    ["a package that is installed but not pinned", importing],
    ["a file outside", `import "../../../../outside.js";`],
    ["a file outside, later", `await import("../../../../outside.js");`],
    [
      "a package of a CommonJS kind",
      `import { createRequire } from "node:module"; createRequire(import.meta.url)("word");`,
    ],
    ["code in an address", `import "data:text/javascript,globalThis.word=1";`],
  ])("[SP-1] is refused when it is %s", async (_, before) => {
    const home = homeWith({ "index.js": entryText("", before) });
    installPackage(home, "word", word);
    writeFileSync(join(home, "outside.js"), "globalThis.word = 1;");
    await expect(running(home, { dependencies: {} })).rejects.toThrow(/imported, but not pinned|Cannot find/);
  });
});

describe("a package that cannot be used", () => {
  it.each([
    "../provider",
    "/etc/x",
    "./x",
    "a/b",
    "@a/b/c",
    "file:x",
    "data:text/javascript,1",
    "https://x.example/",
    "fs",
    "node:fs",
    "@acme/..",
    "..",
    ".x",
    "A",
    "",
    "node_modules",
  ])("[SP-1] %j is no name of one", async (bad) => {
    const home = homeWith({ "index.js": entryText() });
    await expect(running(home, { package: bad })).rejects.toMatchObject(invalid);
    await expect(running(home, { dependencies: { [bad]: `sha512-${"A".repeat(86)}==` } })).rejects.toMatchObject(
      invalid,
    );
  });

  it("[SP-1] nor is one without a digest, that an agent can change, that is not there, or that has links", async () => {
    const home = homeWith({ "index.js": entryText() });
    for (const integrity of [undefined, "", "sha512-x", `sha256-${"A".repeat(86)}==`])
      await expect(running(home, { integrity })).rejects.toMatchObject(invalid);
    await expect(running(home, {}, { workspaces: [home] })).rejects.toMatchObject(invalid);
    await expect(running(home, { package: "absent" })).rejects.toMatchObject(unavailable(/cannot be read \(ENOENT\)/));
    const pinned = await pinPackage(home, name);
    symlinkSync("/etc/hostname", join(home, "node_modules", name, "link.js"));
    await expect(running(home, pinned)).rejects.toMatchObject(unavailable(/link.js is no plain file/));
  });

  it.each([
    ["throws", "throw new Error('no');", /could not be loaded: no/],
    ["does not parse", "export default {", /could not be loaded/],
    ["exports nothing", "", /exports no entry/],
    ["exports something else", "export default 5;", /exports no entry/],
    ["makes nothing", "export default { create: () => undefined };", /no provider/],
    ["cannot make it", "export default { create() { throw new Error('no'); } };", /could not be loaded: no/],
    ["has another name", entryText("name: 'other',"), /calls itself "other"/],
    ["is made for another version", entryText("seam: 2,"), /speaks version 2/],
  ])("[SP-1] one that %s refuses to start", async (_, text, reason) => {
    await expect(running(homeWith({ "index.js": text }))).rejects.toMatchObject(unavailable(reason));
  });

  it("[SP-1] one whose options are not what it takes refuses to start", async () => {
    const home = homeWith({ "index.js": entryText().replace("create:", optionsSchema) });
    await expect(running(home)).rejects.toMatchObject({
      ...invalid,
      message: "security.providers.own.options.level: expected a number",
    });
    await expect(running(homeWith({ "index.js": entryText() }), { options: { x: 1 } })).rejects.toMatchObject(invalid);
  });

  it("[SP-12] one that answers without sense is denied for, with a finding", async () => {
    const { decide, log } = await running(homeWith({ "index.js": entryText("decide: () => ({ effect: 'maybe' }),") }));
    expect(await decide()).toMatchObject({ effect: "deny", cause: "malformed" });
    expect(log.of("finding")[0]?.body).toMatchObject({ rule: "provider.failing" });
  });
});

it("[SP-1] the digest of a package is what the usual tools of a system say", async () => {
  const home = homeWith({ "index.js": entryText(), "b/a.js": "1", "b.js": "2", "ä.js": "3" });
  mkdirSync(join(home, "node_modules", name, "node_modules", ".bin"), { recursive: true });
  symlinkSync("../../index.js", join(home, "node_modules", name, "node_modules", ".bin", "tool"));
  const guide = readFileSync(new URL("../../docs/guide/module-providers.md", import.meta.url), "utf8");
  const line = /^ {2}find .*$/m.exec(guide)?.[0] as string;
  const { stdout } = spawnSync("sh", ["-c", line], { cwd: join(home, "node_modules", name), encoding: "utf8" });
  const { integrity }: PinnedPackage = await pinPackage(home, name);
  expect(`sha512-${Buffer.from(stdout.slice(0, 128), "hex").toString("base64")}`).toBe(integrity);
});

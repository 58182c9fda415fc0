import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AuditRecord } from "../../src/audit/index.ts";
import { canaries } from "../fixtures/canary.ts";
import type { Script } from "../fixtures/model-server.ts";
import { drivers } from "../matrix/drivers.ts";
import { type Installation, type InstallationOptions, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { authority, server } from "../net/certificates.ts";

async function installed(options: InstallationOptions): Promise<Installation> {
  const installation = await install(options);
  onTestFinished(() => installation.close());
  writeFileSync(join(installation.workspace, "deploy.txt"), `Deploy with ${canaries.token} on Fridays.\n`);
  return installation;
}

async function says(installation: Installation, ...lines: readonly string[]): Promise<string> {
  const token = await installation.token();
  return (await drivers.webchat(installation.url, lines.join("\n"), { token, session: "one" })).text;
}

/** What of the kind is on record, once the log has written what it was given. */
async function recorded({ port, records }: Installation, kind: AuditRecord["kind"]): Promise<readonly AuditRecord[]> {
  await port.log.append({ kind: "lifecycle", body: { event: "asked" } });
  return records({ kind });
}

describe("what is redacted is on record", () => {
  it("[OC-5] [CC-1.1] for messages, arguments, files, results and replies: family, fingerprint and count", async () => {
    const told: Script = (asked) => {
      const said = obey(asked);
      return "text" in said
        ? { text: [...said.text, ` the key is ${canaries.modelKey} and ${canaries.modelKey}`] }
        : said;
    };
    const installation = await installed({ model: told });
    const text = await says(
      installation,
      order("read", { path: "deploy.txt" }),
      order("write", { path: "notes.txt", content: `a ${canaries.token}` }),
      order("message", { channel: "ops", text: `b ${canaries.token}` }),
      order("exec", { command: `echo ${canaries.token}` }),
    );
    expect(text).toContain("on Fridays");
    const bodies = (await recorded(installation, "redaction")).map(({ body }) => body);
    const found = (family: string, count = 1) => [
      { family, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), count },
    ];
    const github = found("github-token");
    expect(bodies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ place: "incoming", agent: "main", found: found("github-token", 3) }),
        expect.objectContaining({ place: "result", tool: "read", found: github }),
        expect.objectContaining({ place: "file", tool: "write", found: github }),
        expect.objectContaining({ place: "message", tool: "message", found: github }),
        expect.objectContaining({ place: "arguments", tool: "exec", found: github }),
        expect.objectContaining({ place: "reply", found: found("SCRIPTED_MODEL_KEY", 2) }),
      ]),
    );
    expect(new Set(bodies.flatMap(({ found }) => JSON.stringify(found).match(/[0-9a-f]{16}/g))).size).toBe(2);
    expect(await recorded(installation, "finding")).toMatchObject([{ body: { rule: "dlp.file" } }]);
  });

  it("[OC-5] [PH-1] for links that could carry data out, those with secrets of the session among them", async () => {
    const secret = ["AK", "IA", "Y3XQ", "7ZB2KD5WNGTR"].join("");
    const installation = await installed({
      model: (asked) =>
        asked.messages.at(-1)?.role === "tool"
          ? {
              text: [
                "![a](https://collect.attacker.te",
                `st/p.png)\n[b](https://ann.test/?q=${secret.match(/.{5}/g)?.join("-")})\n`,
              ],
            }
          : { calls: [{ name: "read", arguments: JSON.stringify({ path: "deploy.txt" }) }] },
    });
    writeFileSync(join(installation.workspace, "deploy.txt"), `Deploy with ${secret} on Fridays.\n`);
    const text = await says(installation, "go on");
    expect(text).toBe("![a]([link withheld: remote-image])\n[b]([link withheld: known-value])\n");
    expect((await recorded(installation, "redaction")).map(({ body }) => body)).toContainEqual(
      expect.objectContaining({
        place: "link",
        found: [
          { reason: "remote-image", host: "collect.attacker.test", count: 1 },
          { reason: "known-value", host: "*.ann.test", count: 1 },
        ],
      }),
    );
    expect(await recorded(installation, "finding")).toMatchObject([{ body: { rule: "dlp.link", agent: "main" } }]);
  });
});

describe("files that would hold a secret", () => {
  const written = ({ workspace }: Installation) => {
    try {
      return readFileSync(join(workspace, "notes.txt"), "utf8");
    } catch {
      return undefined;
    }
  };

  it.each([
    ["alert", `a ${canaries.token}`],
    ["ask", undefined],
    ["block", undefined],
    ["redact", "a [redacted:github-token]"],
  ] as const)("[OC-5] are written or not as %s says, and others always", async (files, expected) => {
    const installation = await installed({ model: obey, config: () => ({ dlp: { modes: { files } } }) });
    await says(installation, order("write", { path: "notes.txt", content: `a ${canaries.token}` }));
    expect(written(installation)).toBe(expected);
    await says(installation, order("write", { path: "notes.txt", content: "milk" }));
    expect(written(installation)).toBe("milk");
    await says(installation, order("edit", { path: "notes.txt", find: "milk", replace: `a ${canaries.token}` }));
    expect(written(installation)).toBe(expected ?? "milk");
    const [decision] = await installation.records({ kind: "decision", tool: "write" });
    const rules = JSON.stringify(decision?.body);
    expect(rules.includes("dlp.file")).toBe(files !== "redact");
  });
});

describe("tokens", () => {
  // Not a canary: what is revealed is meant to be sent.
  const secret = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");

  it("[OC-5] [PH-1] are replaced in what is sent to a host that may have the secret, and nowhere else", async () => {
    const issuer = authority("a");
    const { cert, key } = server("vault.test", issuer, ["vault.test", "other.test"]);
    const asked: string[] = [];
    const pages = createServer({ cert, key }, (request, response) => {
      asked.push(`${request.headers.host?.split(":")[0]}${request.url}`);
      const { searchParams } = new URL(request.url ?? "/", "https://vault.test");
      const given = searchParams.get("key") ?? "";
      if (request.url?.startsWith("/moved")) {
        response.writeHead(302, { location: `https://other.test:${port}/?key=${given}` }).end();
        return;
      }
      response.end(`you are ${given}, or ${Buffer.from(given).toString("base64")}, welcome`);
    });
    await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void pages.close().closeAllConnections());
    const { port } = pages.address() as AddressInfo;
    const shown: string[] = [];
    let urls: string[] = [];
    const installation = await installed({
      resolver: async () => ["127.0.0.1"],
      model: ({ messages }) => {
        const results = messages.filter(({ role }) => role === "tool").map(({ content }) => content ?? "");
        shown.push(...results);
        const name = /\[redacted:github-token\.[0-9a-f]{16}\]/.exec(results[0] ?? "")?.[0];
        if (name === undefined) return { calls: [{ name: "read", arguments: '{"path":"deploy.txt"}' }] };
        urls = [
          `https://vault.test:${port}/?key=${name}`,
          `https://vault.test:${port}/moved?key=${encodeURIComponent(name)}`,
          `https://other.test:${port}/?key=${name}`,
          `https://vault.test:${port}/?q=plain`,
        ];
        const url = urls[results.length - 1];
        if (url !== undefined) return { calls: [{ name: "web_fetch", arguments: JSON.stringify({ url }) }] };
        return { text: [`${name} is the token`] };
      },
      config: () => ({
        dlp: { modes: { results: "tokenise" }, reveal: { hosts: ["vault.test"] } },
        approvals: { timeoutSeconds: 10 },
        net: {
          dangerouslyAllowPrivate: {
            hosts: ["vault.test", "other.test"],
            until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
            reason: "the pages of this test are on this machine",
          },
        },
      }),
    });
    writeFileSync(join(installation.workspace, "deploy.txt"), `Deploy with ${secret} on Fridays.\n`);
    setDefaultCACertificates([...getCACertificates("default"), issuer.cert]);
    const { approvals } = installation.port;
    const summaries: string[] = [];
    onTestFinished(
      approvals.subscribe(({ id, state }) => {
        if (state !== "pending") return;
        void approvals.list().then((requests) => summaries.push(JSON.stringify(requests)));
        void approvals.answer(id, "allow-once", "operator");
      }),
    );
    const text = await says(installation, "deploy it");
    expect(asked).toEqual([
      `vault.test/?key=${secret}`,
      `vault.test/moved?key=${secret}`,
      expect.stringMatching(/^other\.test\/\?key=\[redacted:github-token\.[0-9a-f]{16}\]$/),
      "vault.test/?q=plain",
    ]);
    expect(text).toMatch(/^\[redacted:github-token\S* is the token$/);
    expect(shown.join("\n")).toContain("you are [redacted:github-token.");
    const seen = [...shown, ...summaries, text].join("\n");
    expect(seen).not.toContain(secret);
    expect(installation.whereWritten(secret)).toEqual([]);
    expect(seen).not.toContain(Buffer.from(secret).toString("base64").slice(0, 24));
    const decided = await installation.records({ kind: "decision", tool: "web_fetch" });
    expect(JSON.stringify(decided)).toContain(urls[0]);
    expect(
      (await recorded(installation, "redaction")).filter(({ body }) => body["place"] === "revealed"),
    ).toMatchObject([{ body: { host: "vault.test" } }, { body: { host: "vault.test" } }]);
  });

  it("[OC-5] are not revealed where results are not tokenised: that is refused at the start", async () => {
    const opening = install({ model: obey, config: () => ({ dlp: { reveal: { hosts: ["vault.test"] } } }) });
    await expect(opening).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
  });
});

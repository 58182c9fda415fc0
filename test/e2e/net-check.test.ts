import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir } from "../fixtures/temp.ts";
import { giveCommand } from "../matrix/command-line.ts";
import { startDnsServer } from "../net/dns-server.ts";
import { allowed, denied } from "../net/url-cases.ts";

/** One run of `sallyport net check` in a home of its own, with proxies in its environment that nobody answers at. */
async function check(options: readonly string[], input = "", home = tempDir()) {
  const environment = { HTTP_PROXY: "http://127.0.0.1:1", NODE_USE_ENV_PROXY: "1" };
  const ended = await giveCommand(home, ["net", "check", ...options], { input, environment });
  const { stdout: out, stderr: err, code: status } = ended;
  return { out, err, status };
}

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const parsed = (out: string) =>
  out
    .trim()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as { id: unknown; effect: string; reason: string; rule?: string; error?: { code: string } },
    );

describe("sallyport net check", () => {
  it("[OC-8] judges every row of the table, in their order", async () => {
    const rows = [
      ...denied.map((row) => ({ ...row, expected: "deny" })),
      ...allowed.map((row) => ({ ...row, expected: "allow" })),
    ];
    const { out, status } = await check(["--stdin", "--json"], lines(rows.map((row, id) => ({ id, ...row }))));
    expect(status).toBe(1);
    const answers = parsed(out);
    expect(answers.map(({ id }) => id)).toEqual(rows.map((_, id) => id));
    expect(answers.flatMap(({ effect }, id) => (effect === rows[id]?.expected ? [] : [rows[id]]))).toEqual([]);
    expect(
      answers.every(({ effect, rule, reason }) => reason !== "" && (effect === "allow") === (rule === undefined)),
    ).toBe(true);
  });

  it("[OC-8] takes the names that others give to the parts of a line, and tells of a line that is none", async () => {
    const rows = [
      { id: "a", url: "https://a.example.com/", resolved: ["10.0.0.1"] },
      { id: "b", url: "https://a.example.com/", hops: [{ url: "/b", resolved: ["::1"] }] },
      { id: "c", url: "https://a.example.com/", hops: ["/b"], resolved: ["1.1.1.1"] },
      { id: "d" },
      { id: "e", url: 5 },
      { id: "f", url: "https://a.example.com/", addresses: "1.1.1.1" },
      { id: "g", url: "https://a.example.com/", redirects: "/b" },
      { id: "h", url: "https://a.example.com/", redirects: [7] },
    ];
    const { out, status } = await check(["--stdin", "--json"], `${lines(rows)}no json\n\n[]\n`);
    expect(status).toBe(1);
    expect(parsed(out).map(({ id, effect, error }) => [id, effect, error?.code])).toEqual([
      ["a", "deny", undefined],
      ["b", "deny", undefined],
      ["c", "allow", undefined],
      ...["d", "e", "f", "g", "h", null, null].map((id) => [id, "deny", "ERR_USAGE"]),
    ]);
  });

  it("[OC-8] answers people with the reason and the fix, and says nothing of names it did not resolve", async () => {
    const { out, err, status } = await check([
      "https://example.com/",
      "http://10.0.0.1/",
      "http://example.com:22/\u001b[2J",
    ]);
    expect(status).toBe(1);
    expect(out).toBe(
      [
        "allow  https://example.com/",
        "deny   http://10.0.0.1/",
        "       net.address: 10.0.0.1 is private, not public",
        "       fix: add 10.0.0.1 to net.dangerouslyAllowPrivate.hosts",
        "deny   http://example.com:22/\\u{1b}[2J",
        "       net.spelling: the URL has control characters in it",
        "",
      ].join("\n"),
    );
    expect(err).toBe("3 checked: 1 allow, 2 deny\n");
    expect(await check(["https://example.com/"])).toMatchObject({ status: 0 });
    expect(await check([])).toMatchObject({ status: 2, err: expect.stringContaining("ERR_USAGE") });
    expect(await check(["--stdin", "https://example.com/"])).toMatchObject({ status: 2 });
  });

  it("[OC-8] asks a name server where it is told to, and judges what it says", async () => {
    await using dns = await startDnsServer({
      "public.example.com": ["93.184.216.34"],
      "private.example.com": ["10.0.0.1"],
      "mixed.example.com": ["93.184.216.34", "::1"],
    });
    const rows = ["public", "private", "mixed", "none"].map((id) => ({ id, url: `https://${id}.example.com/` }));
    const { out } = await check(["--stdin", "--json", "--dns", `127.0.0.1:${dns.port}`], lines(rows));
    expect(parsed(out).map(({ id, effect, rule }) => [id, effect, rule])).toEqual([
      ["public", "allow", undefined],
      ["private", "deny", "net.address"],
      ["mixed", "deny", "net.address"],
      ["none", "deny", "net.unresolved"],
    ]);
    expect(await check(["--dns", "nobody", "https://example.com/"])).toMatchObject({ status: 2 });
  });

  it("[OC-8] goes by the policy of the installation, as long as what it opens is open", async () => {
    const home = tempDir();
    const write = (until: string) =>
      writeFileSync(
        join(home, "config.json5"),
        JSON.stringify({
          net: {
            hosts: ["*.example.com", "intranet.corp"],
            dangerouslyAllowPrivate: { hosts: ["intranet.corp"], reason: "the wiki", until },
          },
        }),
        { mode: 0o600 },
      );
    const urls = ["http://intranet.corp/", "https://a.example.com/", "https://example.org/"];
    const effects = async () => {
      const { out } = await check(["--json", ...urls], "", home);
      return parsed(out).map(({ effect }) => effect);
    };
    write(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    expect(await effects()).toEqual(["allow", "allow", "deny"]);
    write(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    expect(await check(["--json", ...urls], "", home)).toMatchObject({ status: 2 });
  });

  it("[OC-8] is quick with many", async () => {
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id, url: `https://host${id}.example.com/${id}` }));
    const { out, status } = await check(["--stdin", "--json"], lines(rows));
    expect(status).toBe(0);
    expect(parsed(out)).toHaveLength(10_000);
  });
});

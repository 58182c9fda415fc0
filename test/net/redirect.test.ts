import { describe, expect, it } from "vitest";
import { publicOnly } from "../../src/net/index.ts";
import { followRedirect, redirectTarget } from "../../src/net/redirect.ts";
import { fetched, outcome } from "./fetching.ts";
import { startWeb, type Web } from "./web.ts";

/** A server that redirects `/STATUS?LOCATION` and answers `ok` to everything else. */
function startRedirecting(): Promise<Web> {
  return startWeb((asked, answer) => {
    const [, status, location] = /^\/(\d{3})\?(.*)$/.exec(asked.url ?? "") ?? [];
    if (status === undefined) answer.end("ok");
    else answer.writeHead(Number(status), { location: decodeURIComponent(location ?? "") }).end("moved");
  });
}

const to = (location: string, status = 302) => `/${status}?${encodeURIComponent(location)}`;

describe("a redirect", () => {
  it("[OC-8] is followed within the origin, and the way is told", async () => {
    await using web = await startRedirecting();
    const start = web.at(to(to("/end", 307), 301));
    expect(await fetched(start)).toMatchObject({
      ok: true,
      text: "ok",
      url: web.at("/end"),
      hops: [start, web.at(to("/end", 307)), web.at("/end")],
    });
  });

  it.each([
    ["to a metadata service", "http://169.254.169.254/latest/meta-data/", "net.metadata"],
    ["to Azure's public metadata address", "http://168.63.129.16/", "net.metadata"],
    ["to a metadata name", "http://metadata.google.internal/", "net.metadata"],
    ["to a private address", "http://10.0.0.1/", "net.address"],
    ["to another loopback address", "http://127.0.0.2/", "net.address"],
    ["to IPv6 loopback", "http://[::1]/", "net.address"],
    ["to localhost", "http://localhost/", "net.internal"],
    ["relative to the scheme", "//169.254.169.254/", "net.metadata"],
    ["with a backslash", "/\\169.254.169.254/", "net.metadata"],
    ["to a file", "file:///etc/passwd", "net.scheme"],
    ["to a gopher", "gopher://127.0.0.1:6379/_x", "net.scheme"],
    ["to data", "data:text/plain,x", "net.scheme"],
    ["with a password", "http://user:pass@127.0.0.1/", "net.userinfo"],
    ["to another port", "http://127.0.0.1:6379/", "net.redirect"],
    ["to no URL", "http://[", "net.redirect"],
    ["to another host that nobody permitted", "http://other.example.com/", "net.redirect"],
  ])("[OC-8] is refused %s", async (_what, location, rule) => {
    await using web = await startRedirecting();
    for (const status of [301, 302, 303, 307, 308]) expect(await outcome(web.at(to(location, status)))).toBe(rule);
    expect(await outcome(web.at(to(to(location))))).toBe(rule);
    expect(web.seen.length).toBe(7);
  });

  it("[OC-8] to another origin is decided anew, by the URL it leads to; no decision means no", async () => {
    await using web = await startRedirecting();
    await using other = await startRedirecting();
    const url = web.at(to(other.at("/end")));
    const asked: string[] = [];
    const mayRedirect = async (target: string) => asked.push(target) > 0;
    expect(await fetched(url, { mayRedirect })).toMatchObject({ ok: true, url: other.at("/end") });
    expect(asked).toEqual([other.at("/end")]);
    expect(await outcome(url)).toBe("net.redirect");
    expect(await outcome(url, { mayRedirect: async () => false })).toBe("net.redirect");
    expect(await outcome(url, { mayRedirect: () => Promise.reject(new Error("broken")) })).toBe("net.redirect");
    expect(
      await outcome(url, {
        mayRedirect: () => {
          throw new Error("broken");
        },
      }),
    ).toBe("net.redirect");
    expect(await outcome(url, { mayRedirect: (async () => "yes") as never })).toBe("net.redirect");
    expect(other.seen).toHaveLength(1);
    // Leave to follow opens nothing that the policy does not.
    const metadata = web.at(to("http://169.254.169.254/"));
    expect(await outcome(metadata, { mayRedirect: async () => true })).toBe("net.metadata");
    const narrow = { ...publicOnly, privateHosts: ["127.0.0.1"], hosts: ["127.0.0.1"] };
    const elsewhere = web.at(to("http://other.example.com/"));
    expect(await outcome(elsewhere, { policy: narrow, mayRedirect: async () => true })).toBe("net.host");
  });

  it("[OC-8] ends in a circle or after five", async () => {
    await using web = await startWeb((asked, answer) => {
      const step = Number(asked.url?.slice(1));
      if (Number.isNaN(step)) answer.writeHead(302, { location: asked.url === "/a" ? "/b" : "/a" }).end();
      else if (step === 0) answer.end("end");
      else answer.writeHead(302, { location: `/${step - 1}` }).end();
    });
    expect(await outcome(web.at("/a"))).toBe("net.redirect");
    expect(await outcome(web.at("/5"))).toBe(200);
    expect(await outcome(web.at("/6"))).toBe("net.redirect");
  });

  it("is what a status and a location say, not what a page or another header says", async () => {
    await using web = await startWeb((asked, answer) => {
      if (asked.url === "/refresh") answer.setHeader("refresh", "0; url=/elsewhere");
      if (asked.url === "/300") answer.writeHead(300, { location: "/elsewhere" });
      if (asked.url === "/bare") answer.writeHead(302);
      answer.end('<meta http-equiv="refresh" content="0; url=/elsewhere">');
    });
    for (const path of ["/refresh", "/300", "/bare"]) expect((await fetched(web.at(path))).ok, path).toBe(true);
    expect(web.seen.map(({ url }) => url)).toEqual(["/refresh", "/300", "/bare"]);
  });

  it("[OC-8] takes credentials along only within the origin", async () => {
    await using web = await startRedirecting();
    await using other = await startRedirecting();
    const headers = { Authorization: "Bearer x", Cookie: "a=b", "X-Api-Key": "k", "Accept-Language": "de" };
    const mayRedirect = async () => true;
    await fetched(web.at(to("/same")), { headers });
    await fetched(web.at(to(other.at("/other"))), { headers, mayRedirect });
    expect(web.seen[1]?.headers).toMatchObject({ authorization: "Bearer x", cookie: "a=b", "x-api-key": "k" });
    expect(other.seen[0]?.headers).toMatchObject({ "accept-language": "de" });
    for (const name of ["authorization", "cookie", "x-api-key"])
      expect(other.seen[0]?.headers).not.toHaveProperty(name);
  });

  it.each([
    [301, "GET", ""],
    [302, "GET", ""],
    [303, "GET", ""],
    [307, "POST", "text"],
    [308, "POST", "text"],
  ])("turns a POST answered with %i into %s", async (status, method, body) => {
    await using web = await startRedirecting();
    const options = { method: "POST", body: "text", headers: { "content-type": "text/plain" } };
    const sent = await fetched(web.at(to("/end", status)), options, { method: "POST", body: "text" });
    expect(sent.ok).toBe(true);
    expect(web.seen[1]).toMatchObject({ method, body });
    expect("content-type" in (web.seen[1]?.headers ?? {})).toBe(body !== "");
  });

  it("does not carry a body to another origin, and never leads from https to http", () => {
    const hop = { url: new URL("https://a.example.com/"), method: "POST", headers: {}, body: "b" };
    expect(followRedirect(hop, 307, new URL("https://b.example.com/"))).toContain("another origin");
    expect(followRedirect(hop, 303, new URL("https://b.example.com/"))).toMatchObject({ method: "GET" });
    expect(followRedirect(hop, 303, new URL("http://a.example.com/"))).toContain("from https to http");
    expect(followRedirect({ ...hop, method: "HEAD" }, 303, new URL("https://a.example.com/x"))).toMatchObject({
      method: "HEAD",
    });
    expect(redirectTarget(302, "#x", hop.url)).toMatchObject({ href: "https://a.example.com/" });
    expect(redirectTarget(200, "/x", hop.url)).toBeUndefined();
  });
});

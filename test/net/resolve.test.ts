import { describe, expect, it } from "vitest";
import {
  type JudgedUrl,
  judgeUrl,
  type NetPolicy,
  publicOnly,
  type Resolver,
  resolveTarget,
} from "../../src/net/index.ts";

function target(url: string, policy: NetPolicy = publicOnly): JudgedUrl {
  const judged = judgeUrl(url, policy);
  if (!judged.ok) throw new Error(judged.reason.message);
  return judged;
}

const resolved = async (
  addresses: readonly string[],
  policy: NetPolicy = publicOnly,
  url = "https://site.example.com/",
) => {
  const result = await resolveTarget(target(url, policy), policy, async () => addresses);
  return result.ok ? result.addresses : result.reason.rule;
};

describe("resolving a host", () => {
  it("[OC-8] gives every address when all of them are public", async () => {
    expect(await resolved(["1.1.1.1", "2606:4700:4700::1111"])).toEqual(["1.1.1.1", "2606:4700:4700::1111"]);
  });

  it("[OC-8] is refused for one bad address among good ones, wherever it stands", async () => {
    for (const bad of [
      "127.0.0.1",
      "10.0.0.1",
      "::1",
      "fe80::1",
      "::ffff:127.0.0.1",
      "0.0.0.0",
      "::",
      "nonsense",
      "fe80::1%lo",
    ]) {
      expect(await resolved([bad, "1.1.1.1"]), bad).toBe("net.address");
      expect(await resolved(["1.1.1.1", bad]), bad).toBe("net.address");
    }
    for (const bad of ["169.254.169.254", "168.63.129.16", "fd00:ec2::254", "64:ff9b::a9fe:a9fe"])
      expect(await resolved(["1.1.1.1", bad]), bad).toBe("net.metadata");
  });

  it("[OC-8] is refused without an address, with too many, and when it fails, throws or takes too long", async () => {
    expect(await resolved([])).toBe("net.unresolved");
    expect(await resolved(Array.from({ length: 33 }, (_, i) => `1.1.1.${i}`))).toBe("net.unresolved");
    const faulty: Resolver[] = [
      () => Promise.reject(new Error("SERVFAIL")),
      () => {
        throw new Error("broken");
      },
      () => new Promise(() => {}),
    ];
    for (const resolver of faulty) {
      const result = await resolveTarget(
        target("https://x.example.com/"),
        publicOnly,
        resolver,
        AbortSignal.timeout(20),
      );
      expect(result).toMatchObject({ ok: false, reason: { rule: "net.unresolved" } });
    }
  });

  it("[OC-8] asks nobody about an address", async () => {
    const resolver = () => Promise.reject(new Error("asked"));
    expect(await resolveTarget(target("https://1.1.1.1/"), publicOnly, resolver)).toEqual({
      ok: true,
      addresses: ["1.1.1.1"],
    });
  });

  it("[OC-8] lets an opened name be private, and nothing stranger", async () => {
    const policy = { ...publicOnly, privateHosts: ["app.corp"] };
    const at = (address: string) => resolved([address], policy, "http://app.corp/");
    expect(await at("10.0.0.1")).toEqual(["10.0.0.1"]);
    expect(await at("127.0.0.1")).toEqual(["127.0.0.1"]);
    for (const strange of ["0.0.0.0", "169.254.1.1", "224.0.0.1", "2002:a00:1::", "240.0.0.1"])
      expect(await at(strange), strange).toBe("net.address");
    expect(await at("169.254.169.254")).toBe("net.metadata");
  });
});

import { X509Certificate } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type PeerCertificate, type Server } from "node:tls";
import { describe, expect, it } from "vitest";
import { CertificateUnusable } from "../../src/errors.ts";
import { issueAuthority, issueLeaf } from "../../src/transport/certificate.ts";
import {
  type Credentials,
  openCredentials,
  replaceCredentials,
  secureContextOptions,
} from "../../src/transport/index.ts";

const day = 86_400_000;
const home = () => join(mkdtempSync(join(tmpdir(), "sallyport-tls-")), "tls");

describe("the local authority", () => {
  it("[SE-1.2] is made on the first start with a leaf that clients of the authority accept by every name", async () => {
    const credentials = await openCredentials({ directory: home(), names: ["gate.example"] });
    expect(credentials.made).toEqual(["authority", "leaf"]);
    for (const servername of ["localhost", "gate.example"]) {
      expect(await handshake(credentials, { servername })).toMatchObject({ protocol: "TLSv1.3" });
    }
    for (const host of ["127.0.0.1", "::1"]) {
      expect(new X509Certificate(credentials.certificate).checkIP(host)).toBe(host);
    }
    await expect(handshake(credentials, { servername: "other.example" })).rejects.toThrow(/altnames/);
  });

  it("[SE-1.2] cannot certify a name it is not constrained to", async () => {
    const authority = await issueAuthority(["localhost", "127.0.0.1"], Date.now());
    const inside = await issueLeaf(authority, ["localhost", "127.0.0.1"], Date.now());
    const outside = await issueLeaf(authority, ["bank.example"], Date.now());
    const elsewhere = await issueLeaf(authority, ["10.0.0.1"], Date.now());
    const trusting = (leaf: typeof inside) => asCredentials(leaf, authority.certificate);
    expect(await handshake(trusting(inside), { servername: "localhost" })).toMatchObject({ authorized: true });
    await expect(handshake(trusting(outside), { servername: "bank.example" })).rejects.toThrow(/permitted subtree/);
    await expect(handshake(trusting(elsewhere), { servername: "localhost" })).rejects.toThrow(/permitted subtree/);
  });

  it("keeps its files to the owner and leaves no temporary ones", async () => {
    const directory = home();
    await openCredentials({ directory });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory).sort()).toEqual(["authority.key", "authority.pem", "gateway.key"]);
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  });

  it("[SE-1.2] keeps a leaf for two thirds of its life of at most 90 days and then has another made", async () => {
    const directory = home();
    const first = await openCredentials({ directory });
    expect(first.expires - Date.now()).toBeLessThanOrEqual(90 * day);
    const before = await openCredentials({ directory, now: () => first.renewAt - 1_000 });
    expect(before).toMatchObject({ made: [], certificate: first.certificate });
    const after = await openCredentials({ directory, now: () => first.renewAt });
    expect(after).toMatchObject({ made: ["leaf"], authority: first.authority });
    expect(after.certificate).not.toBe(first.certificate);
  });

  it("makes another authority only for a name that the constraints of the first one lack", async () => {
    const directory = home();
    const first = await openCredentials({ directory, names: ["one.example", "two.example"] });
    expect((await openCredentials({ directory, names: ["two.example"] })).made).toEqual([]);
    const more = await openCredentials({ directory, names: ["three.example"] });
    expect(more.made).toEqual(["authority", "leaf"]);
    expect(more.authority).not.toBe(first.authority);
  });

  it("replaces a damaged leaf, and refuses a damaged authority with the fix", async () => {
    const directory = home();
    const first = await openCredentials({ directory });
    writeFileSync(join(directory, "gateway.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    expect(await openCredentials({ directory })).toMatchObject({ made: ["leaf"], authority: first.authority });
    writeFileSync(
      join(directory, "authority.key"),
      readFileSync(join(directory, "authority.key"), "utf8").slice(0, 90),
    );
    await expect(openCredentials({ directory })).rejects.toThrow(CertificateUnusable);
  });

  it("refuses a key that others may read", async () => {
    const directory = home();
    await openCredentials({ directory });
    chmodSync(join(directory, "gateway.key"), 0o644);
    await expect(openCredentials({ directory })).rejects.toThrow(/others may read/);
  });
});

describe("a certificate from elsewhere", () => {
  it("[SE-1.2] is used as it is, and refused without its key, with another's, or when it expired", async () => {
    const directory = mkdtempSync(join(tmpdir(), "sallyport-tls-"));
    const authority = await issueAuthority(["localhost"], Date.now());
    const [leaf, other] = [await issueLeaf(authority, ["localhost"], Date.now()), await issueLeaf(authority, [], 0)];
    const write = (name: string, text: string) => {
      writeFileSync(join(directory, name), text, { mode: 0o600 });
      return join(directory, name);
    };
    const custom = { certificate: write("leaf.pem", leaf.certificate), key: write("leaf.key", leaf.key) };
    expect(await openCredentials({ directory, custom })).toMatchObject({ source: "custom", ...leaf });
    const wrong = { ...custom, key: write("other.key", other.key) };
    await expect(openCredentials({ directory, custom: wrong })).rejects.toThrow(/does not belong/);
    const missing = { ...custom, key: join(directory, "missing.key") };
    await expect(openCredentials({ directory, custom: missing })).rejects.toThrow(/no private key/);
    const expired = { certificate: write("other.pem", other.certificate), key: wrong.key };
    await expect(openCredentials({ directory, custom: expired })).rejects.toThrow(/expired/);
  });
});

describe("the secure context", () => {
  it("[SE-1.1] refuses TLS 1.2 before and after the credentials were replaced, and live connections survive that", async () => {
    const directory = home();
    const first = await openCredentials({ directory, now: () => Date.now() - 21 * day });
    const second = await openCredentials({ directory });
    expect(second.made).toEqual(["leaf"]);
    const server = await listen(first);
    const live = await dial(server, first);
    await expect(dial(server, first, { maxVersion: "TLSv1.2" })).rejects.toThrow();
    replaceCredentials(server, second);
    await expect(dial(server, first, { maxVersion: "TLSv1.2" })).rejects.toThrow();
    const fresh = await dial(server, first);
    expect(serial(fresh.getPeerCertificate())).not.toBe(serial(live.getPeerCertificate()));
    const echoed = new Promise((resolve) => live.once("data", (data) => resolve(String(data))));
    live.write("still here");
    expect(await echoed).toBe("still here");
    live.destroy();
    fresh.destroy();
    server.close();
  });

  it("[SE-1.1] agrees on keys by the hybrid post-quantum group", async () => {
    const credentials = await openCredentials({ directory: home() });
    const server = await listen(credentials);
    const socket = await dial(server, credentials);
    expect(socket.getEphemeralKeyInfo()).toMatchObject({ name: "X25519MLKEM768" });
    socket.destroy();
    server.close();
  });
});

function asCredentials(leaf: { certificate: string; key: string }, authority: string): Credentials {
  return { source: "local", ...leaf, authority, expires: 0, renewAt: 0, made: [] };
}

function serial(certificate: PeerCertificate): string {
  return certificate.serialNumber;
}

async function listen(credentials: Credentials): Promise<Server> {
  const server = createServer(secureContextOptions(credentials), (socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function dial(
  server: Server,
  { authority }: Credentials,
  options: { maxVersion?: "TLSv1.2"; servername?: string } = {},
): Promise<ReturnType<typeof connect>> {
  const { port } = server.address() as { port: number };
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca: authority as string, ...options });
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function handshake(credentials: Credentials, options: { servername: string }): Promise<object> {
  const server = await listen(credentials);
  try {
    const socket = await dial(server, credentials, options);
    socket.destroy();
    return { protocol: socket.getProtocol() ?? "TLSv1.3", authorized: socket.authorized };
  } finally {
    server.close();
  }
}

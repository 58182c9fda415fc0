import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { GatewayUnbound, GatewayUnsafeBind } from "../../src/errors.ts";
import { OidcVerifier, Tokens } from "../../src/session/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { startGateway } from "../fixtures/gateway.ts";

const withProvider = `{
  identity: { oidc: { corp: { issuer: "https://id.example.test", tokens: { id: { audience: ["web"] } } } } },
}`;

describe("binding", () => {
  const without = (entries: Awaited<ReturnType<Tokens["list"]>>) => {
    const tokens = Object.create(Tokens.prototype) as Tokens;
    return Object.assign(tokens, {
      list: async () => entries,
      issue: async () => ({ text: "", entry: {} }),
      onRevoked: () => () => {},
    });
  };

  it("[CC-2.1] [OC-13] refuses a public address while no token exists or all have expired", async () => {
    await expect(startGateway({ host: "0.0.0.0", tokens: without([]) })).rejects.toThrow(GatewayUnsafeBind);
    const expired = [{ expires: 1 }] as never;
    await expect(startGateway({ host: "::", tokens: without(expired) })).rejects.toMatchObject({
      fix: expect.stringContaining("sallyport token"),
    });
  });

  it("takes a loopback address, and a public one once a token exists", async () => {
    const local = await startGateway({ tokens: without([]) });
    await local.close();
    const open = await startGateway({ host: "0.0.0.0" });
    expect(open.gateway.url).toBe(`https://localhost:${open.gateway.port}`);
    expect((await open.fetch("/v1/models")).status).toBe(401);
    expect((await open.fetch("/v1/models", { token: open.user })).status).toBe(200);
    await open.close();
  });

  it("[SP-15] takes a public address without any token where an OpenID provider lets people in", async () => {
    const store = openSqliteStore(join(mkdtempSync(join(tmpdir(), "sallyport-")), "state.db"));
    const fetchKeys = async () => ({ keys: [] });
    const providers = (await parseConfig(withProvider)).config.identity.oidc;
    const identities = new OidcVerifier(providers, { store, fetchKeys });
    const open = await startGateway({ host: "0.0.0.0", tokens: without([]), identities });
    await open.close();
    const nobody = new OidcVerifier({}, { store, fetchKeys });
    await expect(startGateway({ host: "0.0.0.0", tokens: without([]), identities: nobody })).rejects.toThrow(
      GatewayUnsafeBind,
    );
    await store.close();
  });

  it("says that a port is taken, and what to do", async () => {
    const first = await startGateway();
    const second = startGateway({ port: first.gateway.port });
    await expect(second).rejects.toThrow(GatewayUnbound);
    await expect(second).rejects.toMatchObject({ code: "ERR_GATEWAY_UNBOUND", fix: expect.stringContaining("--port") });
    await first.close();
  });
});

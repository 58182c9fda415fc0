import { describe, expect, it } from "vitest";
import type { Request } from "../../src/decision/index.ts";
import { asked, cedarOf } from "../fixtures/cedar.ts";
import { request } from "../fixtures/request.ts";

const decided = async (inline: string, asks: Request) => (await asked(await cedarOf(inline), asks)).effect;

describe("a Cedar policy", () => {
  it("[SP-1] permits what it names, and everything else is denied", async () => {
    const policies = `permit (principal, action == Sallyport::Action::"read", resource in Sallyport::Path::"/ws");`;
    expect(await decided(policies, request())).toBe("allow");
    expect(await decided(policies, request({ action: { name: "write" } }))).toBe("deny");
    expect(await decided(policies, request({ resource: { id: "/wsx/notes.txt" } }))).toBe("deny");
    expect(await asked(await cedarOf("forbid (principal, action, resource);"), request())).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "cedar.security.providers.cedar.inline:1" }],
    });
  });
});

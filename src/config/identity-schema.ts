import { z } from "zod";
import type { IdentityConfig } from "./config.ts";
import { count, httpUrl, identifier, text } from "./schema-parts.ts";

const claimValues = (about: string) =>
  z
    .record(
      text("claim"),
      z.union([text("value").transform((value) => [value]), z.array(text("value")).min(1).max(1_000)]),
    )
    .describe(about);
const audience = z.array(text("audience")).min(1);
const oidcProvider = z.strictObject({
  issuer: httpUrl("issuer, exactly as its tokens say (iss)"),
  jwksUri: httpUrl("address of its keys; default: where its discovery document says").exactOptional(),
  tokens: z
    .strictObject({
      access: z
        .strictObject({
          audience: audience.describe("what stands for this gateway in access tokens (aud)"),
          typ: z.enum(["at+jwt", "JWT"]).default("at+jwt").describe("type in their header; RFC 9068 says at+jwt"),
        })
        .describe("access tokens are taken")
        .exactOptional(),
      id: z
        .strictObject({ audience: audience.describe("client ids that ID tokens are issued to (aud)") })
        .describe("ID tokens are taken")
        .exactOptional(),
    })
    .describe("which of its tokens are taken"),
  algorithms: z
    .array(
      z.enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]),
    )
    .min(1)
    .default(["RS256", "PS256", "ES256", "EdDSA", "Ed25519"])
    .describe("algorithms its tokens may be signed with"),
  clockSkewSeconds: z.int().min(0).max(300).default(30).describe("seconds its clock may be from ours"),
  maxAgeSeconds: count(31 * 86_400, "seconds after which a token counts no more, whatever its own expiry").default(
    86_400,
  ),
  require: claimValues("claims every token must have, with one of the values").default({}),
  keys: z
    .strictObject({
      refreshSeconds: count(86_400, "seconds between two looks at its keys").min(10).default(600),
      outageSeconds: count(31 * 86_400, "seconds that known keys count while it gives none").default(86_400),
    })
    .prefault({}),
  map: z
    .array(
      z.strictObject({
        subject: text("subject, exactly as tokens say (sub)").exactOptional(),
        claims: claimValues("what claims must say or list; each by one of the values").default({}),
        service: z.boolean().default(false).describe("whether it is for services (client credentials) and not people"),
        role: z.enum(["operator", "user"]).default("user").describe("what they may ask of the gateway"),
        tier: z.enum(["A", "B", "C"]).default("C").describe("best trust tier of their turns"),
        agent: text("only agent they may talk to").exactOptional(),
      }),
    )
    .max(1_000)
    .default([])
    .describe("what is granted to whom; the first that fits counts, and nothing else grants anything"),
});

/** The section `identity`: who besides the holders of tokens of our own may come in. */
export const identity: z.ZodType<IdentityConfig> = z
  .strictObject({
    oidc: z
      .record(identifier("name that stands in its principals"), oidcProvider)
      .default({})
      .describe("OpenID providers whose tokens are taken"),
  })
  .prefault({});

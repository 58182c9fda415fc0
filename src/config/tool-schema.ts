import { z } from "zod";
import type { JsonObject } from "../decision/index.ts";
import type { IntentConfig, SkillsConfig } from "./config.ts";
import { count, text } from "./schema-parts.ts";

const jwk = z.looseObject({ kty: z.enum(["EC", "OKP"]).describe("kind of key") }) as unknown as z.ZodType<JsonObject>;

/** The section `intent`: whom chains of SD-JWTs are believed from. */
export const intent: z.ZodType<IntentConfig> = z
  .strictObject({
    issuers: z
      .record(
        text("issuer, exactly as its credentials say (iss)"),
        z
          .strictObject({
            jwks: z.array(jwk).max(32).default([]).describe("its public keys: ES256 on P-256, or EdDSA on Ed25519"),
            file: text("JSON Web Key Set, beside this file or absolute").exactOptional(),
          })
          .refine(({ jwks, file }) => jwks.length > 0 || file !== undefined, "expected its keys: jwks, or a file"),
      )
      .describe("who may say which key is a user's"),
    audience: text("what stands for this installation in presentations (aud)"),
    clockSkewSeconds: z.int().min(0).max(300).default(30).describe("seconds that clocks may be apart"),
    maxAgeSeconds: count(86_400, "seconds for which a presentation is good").default(300),
  })
  .describe("who can allow acts by a chain of SD-JWTs; without it there is no verifiable_intent");

/** The section `skills`. */
export const skills: z.ZodType<SkillsConfig> = z
  .strictObject({
    directory: text("directory of the skills; default: skills in the home")
      .startsWith("/", "expected an absolute path")
      .exactOptional(),
  })
  .prefault({});

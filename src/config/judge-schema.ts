import { z } from "zod";
import type { Config, JudgeConfig } from "./config.ts";
import { defaults as preset } from "./defaults.ts";
import { count, httpUrl, identifier, text } from "./schema-parts.ts";

const guarded = (about: string) => z.enum(["confirm", "block"]).describe(about);
const judgeActions = z.strictObject({
  suspicious: z.enum(["run", "confirm", "block"]).describe("what is done with what is suspicious"),
  dangerous: guarded("what is done with what is dangerous"),
  unknown: guarded("what is done with what could not be judged"),
});
const judgeActionsAt = (place: keyof Config["judge"]["actions"], about: string) =>
  z
    .strictObject({
      suspicious: judgeActions.shape.suspicious.default(preset.judge.actions[place].suspicious),
      dangerous: judgeActions.shape.dangerous.default(preset.judge.actions[place].dangerous),
      unknown: judgeActions.shape.unknown.default(preset.judge.actions[place].unknown),
    })
    .prefault({})
    .describe(about);

const judgeCondition = z
  .strictObject({
    points: z
      .array(z.enum(["ingress", "arguments", "commands", "results", "egress"]))
      .min(1)
      .describe("where the text is judged")
      .exactOptional(),
    directions: z
      .array(z.enum(["user", "content"]))
      .min(1)
      .describe("whose words it is: the user's own, or of content that an agent reads")
      .exactOptional(),
    agents: z.array(text("agent")).min(1).describe("agents it is meant for or comes from").exactOptional(),
    principals: z.array(text("principal")).min(1).describe("principals the agent acts for").exactOptional(),
    ingresses: z.array(text("ingress")).min(1).describe("ways the message came by").exactOptional(),
    tiers: z
      .array(z.enum(["A", "B", "C"]))
      .min(1)
      .describe("trust tiers of the turn")
      .exactOptional(),
    tools: z.array(text("tool")).min(1).describe("tools it is handed to or comes from").exactOptional(),
    longerThan: count(1e9, "UTF-16 units that the text has more than").exactOptional(),
  })
  .describe("what must hold; each list is met by any of its items");

const judgeModel = z
  .strictObject({
    type: z.enum(["ollama", "openai"]).default("ollama").describe("what it speaks"),
    url: httpUrl("address of the server; for openai with its version path").default("http://localhost:11434"),
    model: text("name of the model, as in ollama list"),
    format: z
      .enum([
        "auto",
        "word",
        "json",
        "llama-guard",
        "granite-guardian",
        "granite-guardian-4",
        "shieldgemma",
        "gpt-oss-safeguard",
        "qwen3guard",
      ])
      .default("auto")
      .describe("how the model is asked; auto goes by its name, and is word for a model that is no guard"),
    deadlineMs: count(60_000, "milliseconds after which it has not answered").default(1_000),
    contextTokens: count(1 << 20, "tokens of prompt and answer together")
      .min(4_096)
      .default(4_096),
    digest: z
      .string()
      .regex(/^[0-9a-f]{12,64}$/, "expected 12 hex digits or more, as ollama list shows them")
      .describe("the beginning of the digest that the weights must have")
      .exactOptional(),
    cloud: z.boolean().default(false).describe("whether Ollama may have the model answered elsewhere"),
    apiKeyEnv: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]*$/, "expected the name of an environment variable, not a key")
      .describe("name of the environment variable that holds the key of the server")
      .exactOptional(),
    pins: z
      .array(z.string().regex(/^(?:sha256\/)?[A-Za-z0-9+/]{43}=$/, "expected a base64 SHA-256 of a public key"))
      .min(1)
      .describe("base64 SHA-256 of the keys (SPKI) that the server or an authority above it may have")
      .exactOptional(),
    docker: text("socket of the container engine that knows where Ollama is, in place of url")
      .startsWith("/", "expected an absolute path")
      .exactOptional(),
  })
  .describe("the model that is asked about what rules and classifier leave uncertain");

/** The section `judge`. */
export const judge: z.ZodType<JudgeConfig> = z
  .strictObject({
    model: judgeModel.exactOptional(),
    actions: z
      .strictObject({
        operator: judgeActionsAt("operator", "messages of tier A"),
        ingress: judgeActionsAt("ingress", "all other messages"),
        arguments: judgeActionsAt("arguments", "what a turn that has read untrusted text writes or sends"),
        commands: judgeActionsAt(
          "commands",
          "commands that would be asked about, where a model is there to judge them",
        ),
        results: judgeActionsAt("results", "what others wrote and a tool gave back"),
        egress: judgeActionsAt("egress", "answers of a turn that has read untrusted text"),
      })
      .prefault({}),
    policies: z
      .array(
        z.strictObject({
          when: judgeCondition,
          suspicious: judgeActions.shape.suspicious.exactOptional(),
          dangerous: judgeActions.shape.dangerous.exactOptional(),
          unknown: judgeActions.shape.unknown.exactOptional(),
        }),
      )
      .max(1_000)
      .default([])
      .describe("other actions where a condition holds; the first that names the class is followed"),
    rules: z
      .array(
        z.strictObject({
          id: identifier("name of the rule"),
          pattern: z
            .string()
            .min(1)
            .max(1_024)
            .describe("literals, classes, (?:a|b), ? and {n,m}; absent, whatever meets the condition")
            .exactOptional(),
          when: judgeCondition.default({}),
          class: z.enum(["suspicious", "dangerous"]).describe("what the text is then"),
          reason: text("why, in a few words"),
        }),
      )
      .max(1_000)
      .default([])
      .describe("rules of your own"),
    cache: z
      .strictObject({
        hours: count(8_760, "hours that a judgement is remembered").default(preset.judge.cache.hours),
        entries: count(1_000_000, "judgements that are remembered").default(preset.judge.cache.entries),
      })
      .prefault({}),
  })
  .prefault({});

import { z } from "zod";
import type { Config, ModelConfig, ProviderLink } from "./config.ts";
import { cron } from "./cron-schema.ts";
import { defaults as preset } from "./defaults.ts";
import { identity } from "./identity-schema.ts";
import { incidents } from "./incident-schema.ts";
import { judge } from "./judge-schema.ts";
import { count, httpUrl, identifier, text } from "./schema-parts.ts";
import { intent, skills } from "./tool-schema.ts";

const names = (about: string) =>
  z.union([z.literal("*"), z.array(text("name"))], { error: 'expected "*" or a list of names' }).describe(about);
const roots = z.array(text("path").startsWith("/", "expected an absolute path"));

const budgets = z.strictObject({
  turns: count(1e6, "turns of one session"),
  toolCalls: count(1e6, "tool calls of one turn"),
  tokens: count(1e9, "tokens of the model in one turn"),
  seconds: count(86_400, "wall-clock seconds of one turn"),
});

const scope = z
  .strictObject({
    tools: names("tools the agent may call").exactOptional(),
    commands: names("programs its commands may run").exactOptional(),
    roots: z
      .strictObject({
        read: roots.describe("directories beneath which it may read").exactOptional(),
        write: roots.describe("directories beneath which it may write").exactOptional(),
      })
      .exactOptional(),
    hosts: names("hosts it may reach").exactOptional(),
    credentials: names("credentials it may use").exactOptional(),
    models: names("models it may use").exactOptional(),
    sandbox: z.enum(["required"]).describe("commands run in a sandbox or not at all").exactOptional(),
    approvals: z.boolean().describe("whether an ask is put to a person; false makes it a denial").exactOptional(),
    budgets: z
      .strictObject({
        turns: budgets.shape.turns.exactOptional(),
        toolCalls: budgets.shape.toolCalls.exactOptional(),
        tokens: budgets.shape.tokens.exactOptional(),
        seconds: budgets.shape.seconds.exactOptional(),
      })
      .describe("what it may use up")
      .exactOptional(),
    delegationDepth: z.int().min(0).max(16).describe("further levels of delegation").exactOptional(),
  })
  .describe("what the agent may do at most; it can only narrow the profile");

const model: z.ZodType<ModelConfig> = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("demo") }),
    z.strictObject({
      type: z.literal("ollama"),
      url: httpUrl("address of Ollama").default("http://127.0.0.1:11434"),
      model: text("name of the model, as in ollama list"),
    }),
    z.strictObject({
      type: z.literal("openai"),
      url: httpUrl("base URL of the API, with its version path").default("https://api.openai.com/v1"),
      model: text("name of the model"),
      apiKeyEnv: z
        .string()
        .regex(/^[A-Z_][A-Z0-9_]*$/, "expected the name of an environment variable, not a key")
        .describe("name of the environment variable that holds the API key")
        .exactOptional(),
    }),
  ],
  { error: 'expected a model: type is "demo", "ollama" or "openai"' },
);

const providerName = identifier("name of a security provider (see sallyport providers)");
const providerLink = z.union([
  providerName,
  z.strictObject({
    name: providerName,
    owns: z.array(text("action")).default([]).describe("actions it decides in the default decider's place"),
  }),
]);
/** One provider or several whose opinions are met; `inherited` stands for those of the level above. */
const providerChain = z
  .union([providerLink, z.array(providerLink).max(16)])
  .transform((given) =>
    [given].flat().map((link): ProviderLink => (typeof link === "string" ? { name: link, owns: [] } : link)),
  );

/** The modes of commands. */
export const execMode: z.ZodEnum<{ deny: "deny"; allowlist: "allowlist"; full: "full" }> = z
  .enum(["deny", "allowlist", "full"])
  .describe("which commands run: none, what policy allows, or also what policy would ask about");
/** When a person is asked about a command. */
export const execAsk: z.ZodEnum<{ off: "off"; "on-miss": "on-miss"; always: "always" }> = z
  .enum(["off", "on-miss", "always"])
  .describe("when a person is asked: never (it is denied), where policy asks, or about every command");

const agent = z.strictObject({
  id: identifier("name of the agent"),
  profile: z
    .enum(["reader", "minimal", "coding", "messaging", "full"])
    .default("minimal")
    .describe("bundle of tools and rules the agent starts from"),
  model: text("key into models").default("default"),
  instructions: z.string().min(1).max(65_536).describe("what the model is told first").exactOptional(),
  workspace: text("directory the agent works in; default: one of its own in the home").exactOptional(),
  tier: z
    .enum(["A", "B", "C"])
    .default("A")
    .describe("best trust tier its turns can have: A operator, B verified system, C public"),
  provider: providerChain
    .describe("security providers of this agent; inherited stands for those of security.provider")
    .exactOptional(),
  providerByPrincipal: z
    .record(text("principal"), providerChain)
    .default({})
    .describe("other providers when the agent acts for one of these principals"),
  scope: scope.default({}),
  exec: z
    .strictObject({ mode: execMode.default("allowlist"), ask: execAsk.default("on-miss") })
    .prefault({})
    .describe("how its commands are taken; host.json5 can make it stricter"),
  delegatesTo: z
    .array(text("agent"))
    .default([])
    .describe("other agents it may hand tasks to, which then may do only what both may"),
});

const risk = {
  until: z.iso.date("expected a date as YYYY-MM-DD").describe("last day on which this is accepted (UTC)"),
  reason: z.string().min(8, "say in a sentence why this is accepted").max(4096).describe("why this is accepted"),
};

const sections = z.strictObject({
  $schema: z.string().describe("where an editor finds the schema of this file").exactOptional(),
  version: z
    .int()
    .min(1)
    .default(preset.version)
    .describe("your own revision number of this file; recorded with its hash"),
  gateway: z
    .strictObject({
      host: text("address to listen on; 127.0.0.1 is reachable from this machine only").default(preset.gateway.host),
      port: z
        .int()
        .min(0)
        .max(65_535)
        .default(preset.gateway.port)
        .describe("TCP port to listen on; 0 takes a free one"),
      names: z
        .array(
          z
            .string()
            .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "expected a host name in lower case, without a port"),
        )
        .default([])
        .describe("host names that clients use, besides the loopback ones"),
      certificate: z
        .strictObject({
          chain: text("path of the PEM file with the certificate and what is above it"),
          key: text("path of the PEM file with the private key"),
        })
        .describe("a certificate from elsewhere in place of the local authority's")
        .exactOptional(),
      origins: z
        .array(httpUrl("origin").refine((url) => URL.parse(url)?.origin === url, "expected an origin: https://host"))
        .default([])
        .describe("web origins whose pages may open a WebSocket, besides the gateway's own"),
      limits: z
        .strictObject({
          bodyBytes: count(64 << 20, "bytes of a request body or a WebSocket message").default(
            preset.gateway.limits.bodyBytes,
          ),
          headerBytes: count(1 << 20, "bytes of all header lines of a request").default(
            preset.gateway.limits.headerBytes,
          ),
          connections: count(65_536, "connections at a time").default(preset.gateway.limits.connections),
          requestSeconds: count(3_600, "seconds a caller may take to send a request").default(
            preset.gateway.limits.requestSeconds,
          ),
        })
        .prefault({}),
    })
    .prefault({}),
  agents: z
    .array(agent)
    .min(1, "expected at least one agent")
    .prefault([{ id: "main" }]),
  models: z
    .record(identifier("name of the model in this file"), model)
    .default({})
    .transform((models) => ({ default: { type: "demo" as const }, ...models }))
    .describe("where the words come from; agents use the one called default"),
  policy: z
    .strictObject({
      rules: z.array(z.looseObject({})).default([]).describe("rules; each with justification, match and not_match"),
      files: z.array(text("path")).default([]).describe("further rule files, beside this file or absolute"),
      layers: z
        .array(z.strictObject({ name: identifier("name of the layer"), agents: names("agents").default("*"), scope }))
        .default([])
        .describe("narrowings, applied in order"),
    })
    .prefault({}),
  security: z
    .strictObject({
      provider: providerChain
        .default([...preset.security.provider])
        .describe("security providers besides the default one, whose opinions are met"),
      providers: z
        .record(
          identifier("name under which it is selected"),
          z.looseObject({ kind: identifier("an implementation (see sallyport providers)") }),
        )
        .default({})
        .describe("providers that need settings; docs/guide/providers.md has those of each kind"),
      deadlineMs: count(60_000, "milliseconds a decider has before its silence is a denial").default(
        preset.security.deadlineMs,
      ),
    })
    .prefault({}),
  sandbox: z
    .strictObject({
      mode: z
        .enum(["required", "preferred", "off"])
        .default(preset.sandbox.mode)
        .describe("required: in the named sandbox or not at all; preferred: in the next one that holds; off: in none"),
      backend: z
        .enum(["auto", "bubblewrap", "docker", "podman", "firejail", "landlock", "seatbelt"])
        .default(preset.sandbox.backend)
        .describe("what makes the sandbox; auto takes the first that holds"),
      scope: z
        .enum(["session", "agent", "shared"])
        .default(preset.sandbox.scope)
        .describe("who shares a container that is kept between commands"),
      workspace: z
        .enum(["none", "ro", "rw"])
        .default(preset.sandbox.workspace)
        .describe("how the workspace is shown to commands, before roots narrow it"),
      containers: z
        .strictObject({
          image: text("an image that the engine already has; the programs of the host when absent").exactOptional(),
          idleHours: count(8_760, "hours without use after which a container is removed").default(
            preset.sandbox.containers.idleHours,
          ),
          maxAgeDays: count(365, "days after which a container is removed").default(
            preset.sandbox.containers.maxAgeDays,
          ),
          max: count(1_024, "containers that are kept at one time").default(preset.sandbox.containers.max),
        })
        .prefault({}),
      egress: z
        .strictObject({
          hosts: z.array(text("host")).min(1).describe("hosts that commands may reach, such as registry.npmjs.org"),
          ports: z.array(count(65_535, "port")).min(1).default([443, 80]).describe("ports they may be reached on"),
          methods: z
            .array(text("method"))
            .min(1)
            .default(["GET", "HEAD", "CONNECT"])
            .describe("HTTP methods; CONNECT is what TLS and SOCKS need"),
          maxBytes: count(2 ** 40, "bytes in both directions of one command").default(64 << 20),
          maxSeconds: count(86_400, "seconds that one connection may last").default(120),
        })
        .describe("the only way out of the sandbox; no network when absent")
        .exactOptional(),
      dangerouslyUnconfined: z.strictObject(risk).describe("commands may run without a sandbox").exactOptional(),
      limits: z
        .strictObject({
          memoryBytes: count(2 ** 40, "bytes of memory").default(preset.sandbox.limits.memoryBytes),
          cpuSeconds: count(86_400, "seconds of processor time").default(preset.sandbox.limits.cpuSeconds),
          cpus: z
            .number()
            .min(0.01)
            .max(1_024)
            .describe("processors kept busy, such as 0.5")
            .default(preset.sandbox.limits.cpus),
          processes: count(65_536, "processes and threads").default(preset.sandbox.limits.processes),
          wallSeconds: count(86_400, "seconds from start to end").default(preset.sandbox.limits.wallSeconds),
          outputBytes: count(1 << 30, "bytes of output that are kept").default(preset.sandbox.limits.outputBytes),
          fileBytes: count(2 ** 40, "bytes of the largest file").default(preset.sandbox.limits.fileBytes),
          tmpBytes: count(2 ** 40, "bytes of the temporary directory").default(preset.sandbox.limits.tmpBytes),
          openFiles: count(1 << 20, "descriptors of each process").default(preset.sandbox.limits.openFiles),
          growthBytes: count(2 ** 40, "bytes by which the workspace may grow").default(
            preset.sandbox.limits.growthBytes,
          ),
        })
        .prefault({})
        .describe("what one command may use"),
    })
    .prefault({}),
  approvals: z
    .strictObject({
      timeoutSeconds: count(86_400, "seconds until an unanswered request is denied").default(
        preset.approvals.timeoutSeconds,
      ),
      approvers: z
        .array(text("principal"))
        .default([...preset.approvals.approvers])
        .describe("principals who may answer"),
      fourEyes: z
        .boolean()
        .default(preset.approvals.fourEyes)
        .describe("whether the one who asked may not be the one who answers"),
      quorum: z
        .strictObject({
          high: count(16, "how many different approvers must allow what is of high risk").default(
            preset.approvals.quorum.high,
          ),
          critical: count(16, "how many different approvers must allow what is of critical risk").default(
            preset.approvals.quorum.critical,
          ),
        })
        .prefault({}),
      learned: z
        .strictObject({
          days: count(365, "days until a rule learned by allow-always ends").default(preset.approvals.learned.days),
          uses: count(100_000, "how often such a rule may be used").default(preset.approvals.learned.uses),
        })
        .prefault({}),
      socket: z
        .strictObject({
          enabled: z
            .boolean()
            .default(preset.approvals.socket.enabled)
            .describe("whether an approver process may answer over a socket in the home"),
          principal: text("principal as whom it answers").default(preset.approvals.socket.principal),
        })
        .prefault({}),
    })
    .prefault({}),
  identity,
  intent: intent.exactOptional(),
  skills,
  cron,
  net: z
    .strictObject({
      hosts: names("hosts agents may reach at all, before profile and scope narrow them").default("*"),
      dangerouslyAllowPrivate: z
        .strictObject({
          ...risk,
          hosts: z
            .array(text("host"))
            .min(1)
            .describe("names or addresses, with or without a port, or ranges such as 10.1.0.0/16"),
        })
        .describe("private hosts that may be reached although their addresses are not public")
        .exactOptional(),
    })
    .prefault({}),
  dlp: z
    .strictObject({
      personal: z
        .array(z.enum(["email", "phone", "card", "iban", "national-id"]))
        .default([...preset.dlp.personal])
        .describe("groups of personal data that are redacted like secrets"),
      patterns: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "expected lower-case words with hyphens between them")
              .describe("family under which it is found"),
            pattern: z.string().min(3).max(1_024).describe("literals, classes, (?:a|b), ? and {n,m}"),
            ignoreCase: z.boolean().default(false).describe("whether the case of letters does not matter"),
          }),
        )
        .max(10_000)
        .default([])
        .describe("secrets of your own, by their form; the form begins with at least three fixed characters"),
      secrets: z
        .array(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "expected the name of an environment variable"))
        .default([])
        .describe("names of environment variables whose values are secrets"),
      modes: z
        .strictObject({
          egress: z
            .enum(["block", "ask", "alert"])
            .default(preset.dlp.modes.egress)
            .describe(
              "what happens to a request to the outside that carries a secret; alert lets it go and records it",
            ),
          results: z
            .enum(["redact", "tokenise", "alert", "block"])
            .default(preset.dlp.modes.results)
            .describe(
              "how a secret in the result of a tool is shown to the model; tokenise: as a name that stays the same",
            ),
          files: z
            .enum(["alert", "ask", "block", "redact"])
            .default(preset.dlp.modes.files)
            .describe(
              "what happens when an agent writes a secret into a file; alert records it, redact writes a placeholder",
            ),
        })
        .prefault({})
        .describe("what is done where a secret is found; replies, logs and records are always redacted"),
      reveal: z
        .strictObject({
          hosts: z
            .array(z.string().regex(/^[a-z0-9.-]+$/, "expected a host in lower case"))
            .default([])
            .describe("hosts to which web_fetch sends, by https, the secret that a name in the URL stands for"),
        })
        .prefault({})
        .describe("where names of tokenised secrets are replaced by the secrets, after all is decided and recorded"),
      links: z
        .strictObject({
          mode: z
            .enum(["withhold", "off"])
            .default(preset.dlp.links.mode)
            .describe("whether links of replies that can carry data out are withheld"),
          hosts: z
            .array(z.string().regex(/^(?:\*\.)?[a-z0-9.-]+$/, "expected a host in lower case, or *. and a host"))
            .default([])
            .describe("hosts that images may come from and links may go to with any content"),
        })
        .prefault({}),
    })
    .prefault({}),
  judge,
  budgets: budgets
    .extend({
      turns: budgets.shape.turns.default(preset.budgets.turns),
      toolCalls: budgets.shape.toolCalls.default(preset.budgets.toolCalls),
      tokens: budgets.shape.tokens.default(preset.budgets.tokens),
      seconds: budgets.shape.seconds.default(preset.budgets.seconds),
    })
    .prefault({})
    .describe("what any agent may use up; scopes narrow it"),
  audit: z
    .strictObject({
      origin: z
        .string()
        .regex(/^[^\s+]{1,255}$/, "expected a name without spaces or + (C2SP tlog-checkpoint)")
        .default(preset.audit.origin)
        .describe("identity of the log, the first line of its checkpoints"),
    })
    .prefault({}),
  logging: z
    .strictObject({
      level: z
        .enum(["debug", "info", "warn", "error"])
        .default(preset.logging.level)
        .describe("least severe line to write"),
      format: z.enum(["json", "text"]).default(preset.logging.format).describe("form of the lines on stderr"),
    })
    .prefault({}),
  incidents,
});

/** The schema of `config.json5`; an empty document is a safe configuration that works. */
export const configSchema: z.ZodType<Config> = sections.transform(({ $schema: _, ...config }) => config);

/** The same schema before defaults, as editors know it (JSON Schema 2020-12). */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(sections, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
}

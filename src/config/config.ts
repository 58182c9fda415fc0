import type { Budgets, JsonObject, Names, ScopeRequest, Tier } from "../decision/index.ts";
import type { Playbook } from "../incident/index.ts";
import type { ProfileName } from "../policy/index.ts";

/** The effective configuration: every default filled in, every reference checked, nothing unknown in it. */
export interface Config {
  /** The operator's own revision number of this file; it is recorded with the hash. */
  readonly version: number;
  readonly gateway: GatewayConfig;
  readonly agents: readonly AgentConfig[];
  readonly models: Readonly<Record<string, ModelConfig>>;
  readonly policy: PolicyConfig;
  readonly security: SecurityConfig;
  readonly sandbox: SandboxConfig;
  readonly approvals: ApprovalsConfig;
  readonly identity: IdentityConfig;
  readonly intent?: IntentConfig;
  readonly skills: SkillsConfig;
  readonly cron: CronConfig;
  readonly net: NetConfig;
  readonly dlp: DlpConfig;
  readonly judge: JudgeConfig;
  readonly budgets: Budgets;
  readonly audit: AuditConfig;
  readonly logging: LoggingConfig;
  readonly incidents: IncidentsConfig;
}

/** What is done about incidents. */
export interface IncidentsConfig {
  /** Playbooks by name, asked before those that ship; `false` leaves a shipped one out. */
  readonly playbooks: Readonly<Record<string, Playbook | false>>;
}

/** Where the gateway listens and how much a caller may ask of it. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  /** Host names that clients use, besides the loopback ones: for the certificate and the check of the Host header. */
  readonly names: readonly string[];
  /** Web origins whose pages may open a WebSocket, besides the gateway's own. */
  readonly origins: readonly string[];
  /** A certificate from elsewhere in place of the local authority's; paths of PEM files. */
  readonly certificate?: { readonly chain: string; readonly key: string };
  readonly limits: GatewayLimits;
}

/** Bounds on every caller of the gateway. */
export interface GatewayLimits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly connections: number;
  /** How long a caller may take to send a request. */
  readonly requestSeconds: number;
}

/** Who besides the holders of tokens of our own may come in. */
export interface IdentityConfig {
  /** OpenID providers by the name that stands in their principals. */
  readonly oidc: Readonly<Record<string, OidcProviderConfig>>;
}

/** One OpenID provider: whose tokens are taken, and what is granted to whom they speak for. */
export interface OidcProviderConfig {
  readonly issuer: string;
  /** Absent, where the discovery document says. */
  readonly jwksUri?: string;
  /** A kind without an audience is not taken. */
  readonly tokens: {
    readonly access?: { readonly audience: readonly string[]; readonly typ: "at+jwt" | "JWT" };
    readonly id?: { readonly audience: readonly string[] };
  };
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  /** Since a token was issued. */
  readonly maxAgeSeconds: number;
  readonly require: Readonly<Record<string, readonly string[]>>;
  readonly keys: {
    readonly refreshSeconds: number;
    /** How long known keys are good for while the provider gives none. */
    readonly outageSeconds: number;
  };
  readonly map: readonly OidcGrantConfig[];
}

/** What is granted to whom; the first that fits counts. */
export interface OidcGrantConfig {
  readonly subject?: string;
  readonly claims: Readonly<Record<string, readonly string[]>>;
  readonly service: boolean;
  readonly role: "operator" | "user";
  readonly tier: Tier;
  readonly agent?: string;
}

/** Whom chains of SD-JWTs are believed from; without it there is no `verifiable_intent`. */
export interface IntentConfig {
  /** By what their credentials say as `iss`. */
  readonly issuers: Readonly<Record<string, IntentIssuerConfig>>;
  readonly audience: string;
  readonly clockSkewSeconds: number;
  /** Since the agent signed its presentation. */
  readonly maxAgeSeconds: number;
}

/** The public keys of an issuer (JWK), here or in a JSON Web Key Set beside the configuration. */
export interface IntentIssuerConfig {
  readonly jwks: readonly JsonObject[];
  readonly file?: string;
}

/** What agents may plan for later. */
export interface CronConfig {
  /** Whether there are such tools, and what was planned is run. */
  readonly enabled: boolean;
  /** Of one agent for one principal. */
  readonly maxJobs: number;
  /** Runs at one time. */
  readonly parallel: number;
  /** After which a time that was missed is not made up for. */
  readonly missedHours: number;
}

/** Where skills lie. */
export interface SkillsConfig {
  /** Absent, `skills` in the home. */
  readonly directory?: string;
}

/** What is taken for a secret besides what ships, and what is done where one is found. */
export interface DlpConfig {
  /** Groups of personal data that count as secrets. */
  readonly personal: readonly ("email" | "phone" | "card" | "iban" | "national-id")[];
  readonly patterns: readonly { readonly name: string; readonly pattern: string; readonly ignoreCase: boolean }[];
  /** Names of environment variables whose values are secrets, whatever they look like. */
  readonly secrets: readonly string[];
  /** What is done where a secret is found; replies, logs and records are always redacted. */
  readonly modes: {
    readonly egress: "block" | "ask" | "alert";
    readonly results: "redact" | "tokenise" | "alert" | "block";
    readonly files: "alert" | "ask" | "block" | "redact";
  };
  /** Hosts to which `web_fetch` sends the secret that a token in its URL stands for. */
  readonly reveal: { readonly hosts: readonly string[] };
  /** Whether links in replies that can carry data out are withheld, and hosts that may be linked to with anything. */
  readonly links: { readonly mode: "withhold" | "off"; readonly hosts: readonly string[] };
}

/** How texts are judged, and what is done by the verdict. */
export interface JudgeConfig {
  /** Asked about what rules and classifier leave uncertain; nobody is when absent. */
  readonly model?: JudgeModelConfig;
  readonly actions: Readonly<Record<JudgePlace, JudgeActions>>;
  /** The first whose condition holds and that names the class is followed, before `actions`. */
  readonly policies: readonly (Partial<JudgeActions> & { readonly when: JudgeCondition })[];
  readonly rules: readonly JudgeRule[];
  readonly cache: { readonly hours: number; readonly entries: number };
}

/** Where a text is judged; `operator` is for messages of tier A, `ingress` for all others. */
type JudgePlace = "operator" | "ingress" | "arguments" | "commands" | "results" | "egress";

/** What is done with a text of each class that is not safe. */
export interface JudgeActions {
  readonly suspicious: "run" | "confirm" | "block";
  readonly dangerous: "confirm" | "block";
  readonly unknown: "confirm" | "block";
}

/** What must hold; each list is met by any of its items. */
export interface JudgeCondition {
  readonly points?: readonly ("ingress" | "arguments" | "commands" | "results" | "egress")[];
  readonly directions?: readonly ("user" | "content")[];
  readonly agents?: readonly string[];
  readonly principals?: readonly string[];
  readonly ingresses?: readonly string[];
  readonly tiers?: readonly Tier[];
  readonly tools?: readonly string[];
  /** UTF-16 units. */
  readonly longerThan?: number;
}

/** A rule of the operator's own; without a pattern it is about whatever meets its condition. */
export interface JudgeRule {
  readonly id: string;
  readonly pattern?: string;
  readonly when: JudgeCondition;
  readonly class: "suspicious" | "dangerous";
  readonly reason: string;
}

/** The model that judges. */
export interface JudgeModelConfig {
  readonly type: "ollama" | "openai";
  readonly url: string;
  readonly model: string;
  readonly format:
    | "auto"
    | "word"
    | "json"
    | "llama-guard"
    | "granite-guardian"
    | "granite-guardian-4"
    | "shieldgemma"
    | "gpt-oss-safeguard"
    | "qwen3guard";
  readonly deadlineMs: number;
  readonly contextTokens: number;
  /** The beginning of the digest that the weights must have. */
  readonly digest?: string;
  /** Whether Ollama may have the model answered elsewhere. */
  readonly cloud: boolean;
  /** Name of the environment variable with the key. */
  readonly apiKeyEnv?: string;
  readonly pins?: readonly string[];
  /** Socket of the container engine that knows where Ollama is, in place of `url`. */
  readonly docker?: string;
}

/** One agent: what it is for, who decides for it, and how far it is narrowed. */
export interface AgentConfig {
  /** Also the first part of the ids of its children. */
  readonly id: string;
  readonly profile: ProfileName;
  /** Key into `models`. */
  readonly model: string;
  /** What the model is told first; absent, the runtime's own text. */
  readonly instructions?: string;
  /** Directory the agent works in; absent, one of its own in the home. */
  readonly workspace?: string;
  /** The best trust tier its turns can have. */
  readonly tier: Tier;
  /** The security providers that speak for it; absent, those of `security.provider`. */
  readonly provider?: readonly ProviderLink[];
  readonly providerByPrincipal: Readonly<Record<string, readonly ProviderLink[]>>;
  readonly scope: ScopeRequest;
  /** How its commands are taken; what the host says can only make it stricter. */
  readonly exec: ExecConfig;
  /** Other agents that it may hand tasks to. */
  readonly delegatesTo: readonly string[];
}

/** How commands are taken: which of them run, and when a person is asked. */
export interface ExecConfig {
  readonly mode: "deny" | "allowlist" | "full";
  readonly ask: "off" | "on-miss" | "always";
}

/** A security provider in a chain, by name, and the actions it decides in the default decider's place. */
export interface ProviderLink {
  readonly name: string;
  readonly owns: readonly string[];
}

/** Where the words of an agent come from. */
export type ModelConfig = DemoModel | OllamaModel | OpenAiModel;

/** The embedded scripted model: no network, no key, no intelligence. */
export interface DemoModel {
  readonly type: "demo";
}

/** A model served by Ollama. */
export interface OllamaModel {
  readonly type: "ollama";
  readonly url: string;
  readonly model: string;
}

/** A model behind any endpoint that speaks the OpenAI chat completions protocol. */
export interface OpenAiModel {
  readonly type: "openai";
  readonly url: string;
  readonly model: string;
  /** Name of the environment variable with the key; the key itself never stands in a configuration. */
  readonly apiKeyEnv?: string;
}

/** The operator's own rules and narrowings. */
export interface PolicyConfig {
  /** Rules as the policy loader reads them. */
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  /** Further rule files, beside the configuration or absolute. */
  readonly files: readonly string[];
  /** Narrowings, applied in order to the agents they name. */
  readonly layers: readonly PolicyLayer[];
}

/** One narrowing of some agents, or of all. */
export interface PolicyLayer {
  readonly name: string;
  readonly agents: Names;
  readonly scope: ScopeRequest;
}

/** Who decides where an agent does not say, and how long a decider may take. */
export interface SecurityConfig {
  readonly provider: readonly ProviderLink[];
  /** Providers that need settings, by the name under which they are selected; the kind is one of the registry. */
  readonly providers: Readonly<Record<string, { readonly kind: string; readonly [setting: string]: unknown }>>;
  readonly deadlineMs: number;
}

/** How commands are confined. */
export interface SandboxConfig {
  /** Required: commands run in a verified back end or not at all; preferred: in the next one that is verified. */
  readonly mode: "required" | "preferred" | "off";
  readonly backend: "auto" | "bubblewrap" | "docker" | "podman" | "firejail" | "landlock" | "seatbelt";
  /** Who shares what a back end keeps warm. */
  readonly scope: "session" | "agent" | "shared";
  readonly workspace: "none" | "ro" | "rw";
  readonly limits: SandboxLimits;
  readonly containers: ContainersConfig;
  /** The only way out; none when absent. */
  readonly egress?: EgressConfig;
  /** Without it, `off` is refused. */
  readonly dangerouslyUnconfined?: AcceptedRisk;
}

/** How container engines are used. */
export interface ContainersConfig {
  /** An image that is already there; one of the host's own programs when absent. Never pulled. */
  readonly image?: string;
  readonly idleHours: number;
  readonly maxAgeDays: number;
  readonly max: number;
}

/** What one command may reach through the proxy, before agent and policy narrow it. */
export interface EgressConfig {
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  readonly methods: readonly string[];
  readonly maxBytes: number;
  readonly maxSeconds: number;
}

/** What one sandboxed command may use. */
export interface SandboxLimits {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  readonly cpus: number;
  readonly processes: number;
  readonly wallSeconds: number;
  readonly outputBytes: number;
  readonly fileBytes: number;
  readonly tmpBytes: number;
  readonly openFiles: number;
  readonly growthBytes: number;
}

/** How an `ask` is put to people. */
export interface ApprovalsConfig {
  /** An unanswered request is a denial after this long. */
  readonly timeoutSeconds: number;
  /** Principals who may answer. */
  readonly approvers: readonly string[];
  /** Whether the one who asked may not be the one who answers. */
  readonly fourEyes: boolean;
  /** How many different approvers must allow what has this risk. */
  readonly quorum: { readonly high: number; readonly critical: number };
  /** What allow-always is worth. */
  readonly learned: { readonly days: number; readonly uses: number };
  /** The socket in the home for an approver process, and as whom it answers. */
  readonly socket: { readonly enabled: boolean; readonly principal: string };
}

/** Where requests may go. */
export interface NetConfig {
  /** Hosts that agents may reach at all, before profile and scope narrow them. */
  readonly hosts: Names;
  /** Private hosts that may be reached although their addresses are not public, until the end date. */
  readonly dangerouslyAllowPrivate?: AcceptedRisk & { readonly hosts: readonly string[] };
}

/** A risk that somebody took on, for a stated reason and until the end of a day (UTC). */
export interface AcceptedRisk {
  /** `YYYY-MM-DD` */
  readonly until: string;
  readonly reason: string;
}

/** The identity of the log. */
export interface AuditConfig {
  /** First line of every checkpoint (C2SP tlog-checkpoint). */
  readonly origin: string;
}

/** What the process says about itself on stderr. */
export interface LoggingConfig {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly format: "json" | "text";
}

/** The base of every error Sallyport throws: a stable code, and where there is one, the fix in one sentence. */
export abstract class SallyportError extends Error {
  abstract readonly code: `ERR_${string}`;
  readonly fix: string | undefined;

  constructor(message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.fix = options.fix;
  }
}

/** A permit was spent twice. */
export class PermitSpent extends SallyportError {
  readonly code = "ERR_PERMIT_SPENT";
}

/** A permit was spent after it expired. */
export class PermitExpired extends SallyportError {
  readonly code = "ERR_PERMIT_EXPIRED";
}

/** A permit was spent on another request than the one it was minted for. */
export class PermitMismatch extends SallyportError {
  readonly code = "ERR_PERMIT_MISMATCH";
}

/** An enforcement point cannot fulfil an obligation of the permit it was given. */
export class ObligationUnmet extends SallyportError {
  readonly code = "ERR_OBLIGATION_UNMET";
}

/** The configuration selects a security provider that is not in the registry. */
export class ProviderUnknown extends SallyportError {
  readonly code = "ERR_PROVIDER_UNKNOWN";
}

/** The configuration selects a security provider that cannot work here or speaks another version of the interface. */
export class ProviderUnavailable extends SallyportError {
  readonly code = "ERR_PROVIDER_UNAVAILABLE";
}

/** The settings of a security provider have not the form that it takes. */
export class ProviderSettingsInvalid extends SallyportError {
  readonly code = "ERR_PROVIDER_SETTINGS_INVALID";
}

/** The package of a security provider, or what it imports, is not what the configuration pins. */
export class ProviderNotPinned extends SallyportError {
  readonly code = "ERR_PROVIDER_NOT_PINNED";
}

/** One thing that is wrong with the configuration: where it is, what is wrong, what to do. */
export interface ConfigProblem {
  /** `agents[0].profile`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The configuration cannot be used; every problem is listed, not only the first. */
export class ConfigInvalid extends SallyportError {
  readonly code = "ERR_CONFIG_INVALID";
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, message, fix, line, column }) => {
      const place = line === undefined ? "" : `:${line}:${column}`;
      return `  ${source}${place} ${path === "" ? "" : `${path}: `}${message}${fix === undefined ? "" : ` — ${fix}`}`;
    });
    super(
      `${problems.length === 1 ? "a problem" : `${problems.length} problems`} in the configuration\n${lines.join("\n")}`,
      {
        fix: "correct the configuration, then run sallyport config validate",
      },
    );
    this.problems = problems;
  }
}

/** A command line that cannot be understood. */
export class UsageInvalid extends SallyportError {
  readonly code = "ERR_USAGE";
}

/** The egress proxy cannot listen on its socket. */
export class EgressUnusable extends SallyportError {
  readonly code = "ERR_EGRESS_UNUSABLE";
}

/** The state file cannot be opened or is damaged. */
export class StoreUnusable extends SallyportError {
  readonly code = "ERR_STORE_UNUSABLE";
}

/** Another process writes this audit log. */
export class AuditLocked extends SallyportError {
  readonly code = "ERR_AUDIT_LOCKED";
}

/** The audit log does not verify: something other than a torn tail is wrong with it. */
export class AuditTampered extends SallyportError {
  readonly code = "ERR_AUDIT_TAMPERED";
}

/** A record could not be made durable; the log takes no more until it is opened again. */
export class AuditUnwritable extends SallyportError {
  readonly code = "ERR_AUDIT_UNWRITABLE";
}

/** A proof, note or checkpoint is not in its published format. */
export class ProofMalformed extends SallyportError {
  readonly code = "ERR_PROOF_MALFORMED";
}

/** One thing that is wrong with a policy: the file and line, the part of it, what is wrong, what to do. */
export interface PolicyProblem {
  readonly file: string;
  readonly line?: number;
  /** `rules[3].when.tier`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix?: string;
}

/** A policy cannot be used; every problem is listed, not only the first. */
export class PolicyInvalid extends SallyportError {
  readonly code = "ERR_POLICY_INVALID";
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[], fix = "correct the policy, then run sallyport policy test") {
    const lines = problems.map(({ file, line, path, message, fix }) => {
      const place = line === undefined ? file : `${file}:${line}`;
      return `  ${place} ${path === "" ? "" : `${path}: `}${message}${fix === undefined ? "" : ` — ${fix}`}`;
    });
    super(`${problems.length === 1 ? "a problem" : `${problems.length} problems`} in the policy\n${lines.join("\n")}`, {
      fix,
    });
    this.problems = problems;
  }
}

/** A model gave no whole answer: it could not be reached, refused, broke off, or said what is not its protocol. */
export class ModelFailed extends SallyportError {
  readonly code = "ERR_MODEL_FAILED";
  /** HTTP status, when the server answered with one that is no success. */
  readonly status: number | undefined;
  /** True when the same question may get an answer later. */
  readonly retryable: boolean;

  constructor(message: string, options: { status?: number; retryable?: boolean; fix?: string } = {}) {
    super(message, options.fix === undefined ? {} : { fix: options.fix });
    this.status = options.status;
    this.retryable = options.retryable ?? false;
  }
}

/** The configuration names a sandbox that is not in the registry. */
export class SandboxUnknown extends SallyportError {
  readonly code = "ERR_SANDBOX_UNKNOWN";
}

/** Commands would run without a sandbox, and nobody accepts that, or no longer. */
export class SandboxNotAccepted extends SallyportError {
  readonly code = "ERR_SANDBOX_NOT_ACCEPTED";
}

/** A command could not be started in its sandbox; nothing was run. */
export class SandboxFailed extends SallyportError {
  readonly code = "ERR_SANDBOX_FAILED";
}

/** A sandbox was described in a way that contradicts itself or would open the host; nothing was run. */
export class SandboxSpecInvalid extends SallyportError {
  readonly code = "ERR_SANDBOX_SPEC_INVALID";
}

/** A detector of secrets is not linear, does not find its own examples, or finds what it must not. */
export class DetectorInvalid extends SallyportError {
  readonly code = "ERR_DETECTOR_INVALID";
}

/** A screening rule is not linear, does not match its own examples, or matches what it must not. */
export class ScreenRuleInvalid extends SallyportError {
  readonly code = "ERR_SCREEN_RULE_INVALID";
}

/** The source of randomness gave the same bytes again and again. */
export class RandomnessBroken extends SallyportError {
  readonly code = "ERR_RANDOMNESS_BROKEN";
}

/** Approval was sought for a decision that does not ask for one. */
export class ApprovalNotAsked extends SallyportError {
  readonly code = "ERR_APPROVAL_NOT_ASKED";
}

/** A certificate or its key cannot be used: missing, damaged, expired, or readable by others. */
export class CertificateUnusable extends SallyportError {
  readonly code = "ERR_CERTIFICATE_UNUSABLE";
}

/** The gateway would listen where other machines reach it, and nobody could prove who they are. */
export class GatewayUnsafeBind extends SallyportError {
  readonly code = "ERR_GATEWAY_UNSAFE_BIND";
}

/** The gateway cannot listen on the address it was given. */
export class GatewayUnbound extends SallyportError {
  readonly code = "ERR_GATEWAY_UNBOUND";
}

/** A configured endpoint answered with a certificate whose key is not pinned. */
export class UpstreamPinMismatch extends SallyportError {
  readonly code = "ERR_UPSTREAM_PIN_MISMATCH";
}

/** The environment variable that should hold the API key of a model is not set. */
export class ModelKeyMissing extends SallyportError {
  readonly code = "ERR_MODEL_KEY_MISSING";
}

/** The command needs a running gateway, and none answers. */
export class GatewayAbsent extends SallyportError {
  readonly code = "ERR_GATEWAY_ABSENT";
}

/** The running gateway refused a call of the command line. */
export class GatewayRefused extends SallyportError {
  readonly code = "ERR_GATEWAY_REFUSED";
}

/** An entry of the network policy is unreadable, or could never open anything. */
export class NetPolicyInvalid extends SallyportError {
  readonly code = "ERR_NET_POLICY_INVALID";
}

/** The socket for approver processes, or the key beside it, is missing or not the operator's alone. */
export class ApproverSocketUnusable extends SallyportError {
  readonly code = "ERR_APPROVER_SOCKET_UNUSABLE";
}

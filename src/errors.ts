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

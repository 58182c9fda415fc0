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

import type { EgressFinding, EgressLimits, EgressRecord, EgressTarget } from "./options.ts";

const maxFindings = 100;

/** The target of who did not come to say one. */
export const unread: EgressTarget = { scheme: "http", host: "-", port: 0, method: "-" };

/** Keeps the budget of one proxy, what goes on in it, and what became of it. */
export class Books {
  readonly limits: EgressLimits;
  readonly #write: (record: EgressRecord) => void;
  readonly #findings = new Map<string, { message: string; target: EgressTarget; rule: string; times: number }>();
  readonly #open = new Set<Account>();
  #bytesLeft: number;
  #refusals = 0;
  /** The rule by which nothing more goes through. */
  #closed: string | undefined;

  constructor(limits: EgressLimits, write: (record: EgressRecord) => void) {
    this.limits = limits;
    this.#write = write;
    this.#bytesLeft = limits.bytes;
  }

  /** The rule that refuses everything from now on; `undefined` as long as there is none. */
  get closed(): string | undefined {
    return this.#closed;
  }

  /** Opens the account of one request or tunnel; `cut` is called when it must end before its time. */
  open(target: EgressTarget, cut: () => void): Account {
    const account = new Account(target, this, cut);
    this.#open.add(account);
    return account;
  }

  /** Writes down a refusal of what could not even be read. */
  refuseUnread(rule: string, message: string): void {
    this.open(unread, () => {}).refuse(rule, message);
  }

  /** Takes bytes from the budget of all; false when there are not so many left. */
  take(bytes: number): boolean {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0) this.close("net.bytes");
    return this.#bytesLeft >= 0;
  }

  /** Lets nothing more through, and cuts off what goes on. */
  close(rule: string): void {
    this.#closed ??= rule;
    for (const account of [...this.#open]) account.cut(rule);
  }

  /** Writes down how one ended; a flood of refusals ends everything, and is not written down drop by drop. */
  settle(account: Account, record: EgressRecord): void {
    this.#open.delete(account);
    if (record.effect === "deny" && ++this.#refusals > this.limits.refusals) {
      this.close("net.refusals");
      return;
    }
    try {
      this.#write(record);
    } catch {
      // INVARIANT: what cannot be recorded does not go on.
      this.close("net.record");
    }
  }

  /** Remembers a refusal, the same one only once. */
  find(target: EgressTarget, rule: string, message: string): void {
    const key = `${rule} ${target.method} ${target.host}:${target.port}`;
    const known = this.#findings.get(key);
    if (known !== undefined) known.times++;
    else if (this.#findings.size < maxFindings) this.#findings.set(key, { message, target, rule, times: 1 });
  }

  findings(): readonly EgressFinding[] {
    return [...this.#findings.values()].map(({ message, target: { host, port, method }, rule, times }) => ({
      rule: "sandbox.net.denied",
      message,
      evidence: { rule, host, port, method, times },
    }));
  }
}

/** One request or tunnel while it lasts: what it may still use, and how it ends. */
export class Account {
  readonly target: EgressTarget;
  /** The address that was connected to. */
  address: string | undefined;
  readonly #books: Books;
  readonly #cut: () => void;
  readonly #at = Date.now();
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;
  #bytesIn = 0;
  #bytesOut = 0;
  #settled = false;

  constructor(target: EgressTarget, books: Books, cut: () => void) {
    this.target = target;
    this.#books = books;
    this.#cut = cut;
    this.#timer = setTimeout(() => this.cut("net.timeout"), books.limits.connectionMs);
  }

  /** Counts bytes from the client; false when they are too many, and it has been cut off. */
  sent(bytes: number): boolean {
    this.#bytesOut += bytes;
    return this.#took(bytes);
  }

  /** Counts bytes from the host; false when they are too many, and it has been cut off. */
  received(bytes: number): boolean {
    this.#bytesIn += bytes;
    return this.#took(bytes);
  }

  /** Ends it before its time. */
  cut(rule: string): void {
    if (this.#settled) return;
    if (rule !== "net.closed") this.#books.find(this.target, rule, `${nameOf(this.target)} was cut off: ${rule}`);
    this.#settle("allow", rule);
    this.#cut();
  }

  /** It was not let through. */
  refuse(rule: string, message: string): void {
    if (this.#settled) return;
    this.#books.find(this.target, rule, message);
    this.#settle("deny", rule);
  }

  /** It is over; with a rule, because it failed. */
  end(rule?: string): void {
    if (!this.#settled) this.#settle("allow", rule);
  }

  #took(bytes: number): boolean {
    if (this.#settled) return false;
    if (this.#bytesIn + this.#bytesOut > this.#books.limits.connectionBytes) this.cut("net.bytes");
    else if (this.#books.take(bytes)) return true;
    return false;
  }

  #settle(effect: "allow" | "deny", rule: string | undefined): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#books.settle(this, {
      at: this.#at,
      ...this.target,
      effect,
      ...(rule !== undefined && { rule }),
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      ms: Math.round(performance.now() - this.#start),
      ...(this.address !== undefined && { address: this.address }),
    });
  }
}

function nameOf({ method, host, port }: EgressTarget): string {
  return `${method} ${host}:${port}`;
}

/** Who allowed a request, and when. */
export interface Allowance {
  readonly approver: string;
  readonly at: number;
}

/** The turn that waits for an answer in this process. */
export class Turn {
  readonly answered: Promise<Allowance | undefined>;
  readonly #resolve: (allowance: Allowance | undefined) => void;
  readonly #cancel: () => void;

  /** `cancel` stops the timer of the request. */
  constructor(cancel: () => void) {
    const { promise, resolve } = Promise.withResolvers<Allowance | undefined>();
    this.answered = promise;
    this.#resolve = resolve;
    this.#cancel = cancel;
  }

  /** Ends the wait; later calls change nothing. */
  settle(allowance: Allowance | undefined): void {
    this.#cancel();
    this.#resolve(allowance);
  }
}

/** How messages reach an agent. */
export type Ingress = "webchat" | "cli" | "api";
/** What must hold whichever way they came. */
export type Expectation = "auth" | "tools" | "sandbox" | "secrets" | "approvals" | "ssrf" | "dlp";

/** One cell: an attack that must have no effect, and its benign twin that must have one. Both throw when it is not so. */
export interface Cell {
  attack(): Promise<void>;
  twin(): Promise<void>;
}

/** Every cell there must be: one left out does not compile. */
export type Matrix = Readonly<Record<Ingress, Readonly<Record<Expectation, Cell>>>>;

export const ingresses: readonly Ingress[] = ["webchat", "cli", "api"];
export const expectations: readonly Expectation[] = ["auth", "tools", "sandbox", "secrets", "approvals", "ssrf", "dlp"];

type Shown = "held" | "FAILED" | "not run";

/** What the cells came to. */
export class Grid {
  readonly #shown = new Map<string, Shown>();

  /** Runs both halves of a cell and notes how it went. */
  async show(matrix: Matrix, ingress: Ingress, expectation: Expectation): Promise<void> {
    const key = `${ingress}-${expectation}`;
    this.#shown.set(key, "FAILED");
    await matrix[ingress][expectation].attack();
    await matrix[ingress][expectation].twin();
    this.#shown.set(key, "held");
  }

  of(ingress: Ingress, expectation: Expectation): Shown {
    return this.#shown.get(`${ingress}-${expectation}`) ?? "not run";
  }

  /** Cells that were not shown to hold. */
  get open(): readonly string[] {
    return ingresses.flatMap((ingress) =>
      expectations.filter((e) => this.of(ingress, e) !== "held").map((e) => `${ingress}-${e}: ${this.of(ingress, e)}`),
    );
  }

  text(): string {
    const row = (head: string, columns: readonly string[]) =>
      [head.padEnd(9), ...columns.map((column) => column.padEnd(9))].join(" ").trimEnd();
    const rows = ingresses.map((ingress) =>
      row(
        ingress,
        expectations.map((e) => this.of(ingress, e)),
      ),
    );
    return [row("", expectations), ...rows].join("\n");
  }
}

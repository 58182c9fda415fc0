/** A text that is searched, and where it comes from. */
export interface Source {
  /** As it was named on the command line, or below what was named; with `/`. */
  readonly path: string;
  /** The commit that added the text, when it comes from history. */
  readonly commit?: string;
  readonly text: string;
  /** The line of the file, from 1, on which line `index` of the text stands. */
  readonly lineAt: (index: number) => number;
}

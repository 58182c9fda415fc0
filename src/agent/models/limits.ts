/** How much, and how slow, one answer may be; a server that exceeds it has failed. */
export const limits = {
  /** Milliseconds without a byte; a local model may first have to be loaded. */
  silenceMs: 600_000,
  /** Bytes of a response body. */
  responseBytes: 16_777_216,
  /** Characters of one line, or of the data of one event. */
  lineCharacters: 1_048_576,
  /** Bytes of the body of an error response that are read. */
  errorBytes: 16_384,
  /** Tool calls of one answer. */
  toolCalls: 64,
  /** Characters of the arguments of one call. */
  argumentCharacters: 1_048_576,
  /** Levels of nesting in the arguments of one call. */
  argumentDepth: 32,
  /** Characters of the name or id of a call. */
  nameCharacters: 128,
} as const;

/** What a line may carry besides its event. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the gateway says what it does. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** How lines are made. */
export interface LogOptions {
  readonly stream: { write(text: string): unknown };
  /** Takes every line, fields and event alike, before it is written. */
  readonly redact: (line: Readonly<Record<string, unknown>>) => unknown;
  readonly level?: "debug" | "info" | "warn" | "error";
  readonly format?: "json" | "text";
  readonly now?: () => number;
}

const levels = ["debug", "info", "warn", "error"] as const;

/** A logger that writes one line an event; redaction lies at this sink, so that no caller can forget it. */
export function createLogger({ stream, redact, level = "info", format = "json", now = Date.now }: LogOptions): Logger {
  const least = levels.indexOf(level);
  const writer =
    (name: (typeof levels)[number]) =>
    (event: string, fields: LogFields = {}) => {
      if (levels.indexOf(name) < least) return;
      const line = { time: new Date(now()).toISOString(), level: name, event, ...fields };
      stream.write(`${format === "json" ? jsonLine(line, redact) : textLine(line, redact)}\n`);
    };
  return { info: writer("info"), warn: writer("warn"), error: writer("error") };
}

type Line = Readonly<Record<string, unknown>> & {
  readonly time: string;
  readonly level: string;
  readonly event: string;
};

function jsonLine(line: Line, redact: LogOptions["redact"]): string {
  try {
    return JSON.stringify(redact(line));
  } catch {
    // INVARIANT: a line that cannot be redacted is not written; that it is missing is.
    return JSON.stringify({ time: line.time, level: line.level, event: "log.unwritable" });
  }
}

function textLine(line: Line, redact: LogOptions["redact"]): string {
  const { time, level, event, ...fields } = JSON.parse(jsonLine(line, redact)) as Line;
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return [time, level.padEnd(5), event, ...pairs].join(" ");
}

import type { AuditRecord } from "../audit/index.ts";
import type { Output } from "./output.ts";
import { printable } from "./printable.ts";

/** One line about a record, for people: place, time, what it is, and the part of it that matters most. */
export function recordText(record: AuditRecord, output: Output): string {
  const time = record.time.slice(0, 19).replace("T", " ");
  return `${String(record.index).padStart(6)}  ${time}  ${summary(record, output)}`;
}

function summary({ kind, body }: AuditRecord, output: Output): string {
  const { effect, request, reasons, disposition, evaluation } = body as RecordBody;
  if (kind === "decision" && effect !== undefined) {
    const what = `${request?.subject?.id ?? "?"}  ${request?.action?.name ?? "?"} ${short(request?.resource?.id ?? "")}`;
    const why = reasons?.[0]?.rule ?? "";
    return `${output.style(colours[effect] ?? "dim", effect.padEnd(8))}  ${printable(what)}  ${printable(why)}`;
  }
  if (kind === "outcome") return `${(disposition ?? "").padEnd(8)}  of ${printable(evaluation ?? "?")}`;
  if (kind === "egress" && effect !== undefined) {
    const { method, host, port, rule } = body as EgressBody;
    const what = `${method} ${host}:${port}`;
    return `${output.style(colours[effect] ?? "dim", effect.padEnd(8))}  ${printable(what)}  ${printable(rule ?? "")}`;
  }
  return `${kind.padEnd(8)}  ${printable(short(JSON.stringify(body)))}`;
}

const colours: Readonly<Record<string, "green" | "yellow" | "red">> = { allow: "green", ask: "yellow", deny: "red" };

const short = (text: string) => (text.length > 100 ? `${text.slice(0, 99)}…` : text);

/** What became of one connection out of a sandbox. */
interface EgressBody {
  readonly method?: string;
  readonly host?: string;
  readonly port?: number;
  readonly rule?: string;
}

/** The parts of a body that are shown; a record may lack any of them. */
interface RecordBody {
  readonly effect?: string;
  readonly evaluation?: string;
  readonly disposition?: string;
  readonly reasons?: readonly { readonly rule?: string }[];
  readonly request?: {
    readonly subject?: { readonly id?: string };
    readonly action?: { readonly name?: string };
    readonly resource?: { readonly id?: string };
  };
}

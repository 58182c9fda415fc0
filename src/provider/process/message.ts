/** What a line from the process says: an answer to a call, or something it says of its own accord. */
export type Message =
  | { readonly id: string; readonly result: unknown }
  | { readonly id: string; readonly refusal: string }
  | { readonly raised: unknown };

/** Characters that are shown of a refusal. */
const longestRefusal = 300;

/** Reads one line of JSON-RPC 2.0. @throws {Error} saying what is wrong: nothing is taken that is not of the form. */
export function messageOf(line: string): Message {
  const said = parsed(line);
  const keys = Object.keys(said).sort().join();
  if (said["jsonrpc"] !== "2.0") throw new Error("sent a line that is not JSON-RPC 2.0");
  if (keys === "jsonrpc,method,params" && said["method"] === "raise") return { raised: said["params"] };
  const id = said["id"];
  if (typeof id === "string") {
    if (keys === "id,jsonrpc,result") return { id, result: said["result"] };
    if (keys === "error,id,jsonrpc") return { id, refusal: refusalOf(said["error"]) };
  }
  throw new Error("sent a message that is neither an answer nor raises a finding");
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    throw new Error("sent a line that is not JSON");
  }
  if (typeof said !== "object" || said === null || Array.isArray(said)) throw new Error("sent JSON that is no object");
  return said as Readonly<Record<string, unknown>>;
}

function refusalOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === "string" ? message.slice(0, longestRefusal).toWellFormed() : "no reason given";
}

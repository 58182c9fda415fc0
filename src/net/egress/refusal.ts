import type { ServerResponse } from "node:http";

/** The answer to a request that does not go through, for a socket: an error status, the rule as a header and as text. */
export function refusalText(rule: string, status: number = statusOfRule(rule)): string {
  const { headers, body } = refusal(rule, status);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Refused\r\n${lines.join("")}\r\n${body}`;
}

/** The same as the answer of a server; the connection goes when something was answered already. */
export function answerRefusal(response: ServerResponse, rule: string): void {
  if (response.destroyed) return;
  const status = statusOfRule(rule);
  const { headers, body } = refusal(rule, status);
  if (response.headersSent) response.destroy();
  else response.writeHead(status, headers).end(body);
}

function statusOfRule(rule: string): number {
  if (rule === "net.malformed") return 400;
  if (rule === "net.failed" || rule === "net.unresolved") return 502;
  return rule === "net.timeout" ? 504 : 403;
}

/** INVARIANT: the rule and nothing else; how to open what is closed is said to the operator alone. */
function refusal(rule: string, status: number): { headers: Readonly<Record<string, string>>; body: string } {
  const body = `${status < 500 ? "blocked" : "not reached"} by Sallyport: ${rule}\n`;
  const headers = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": String(body.length),
    "X-Sallyport-Rule": rule,
    Connection: "close",
  };
  return { headers, body };
}

import OpenAI, { APIError } from "openai";
import { WebSocket } from "ws";
import { runCommand } from "./command-line.ts";
import type { Ingress } from "./grid.ts";

/** What a client was told: the answer, or the code with which it was refused. */
export interface Told {
  readonly text: string;
  readonly refused?: string;
}

/** What is said, to whom, and by which token; no token is no credential. */
export interface Saying {
  readonly token?: string | undefined;
  readonly agent?: string;
  readonly session?: string;
}

/** Says something through one ingress and waits for the whole answer. */
export type Driver = (url: string, text: string, saying: Saying) => Promise<Told>;

/** The real client of each ingress. */
export const drivers: Readonly<Record<Ingress, Driver>> = { webchat, cli, api };

/** Milliseconds that a client gives an answer. */
const patience = 60_000;

function webchat(url: string, text: string, { token, agent, session }: Saying): Promise<Told> {
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(`${url.replace("https", "wss")}/webchat`, { headers, handshakeTimeout: patience });
    const message = { type: "message", id: "1", text, ...(agent && { agent }), ...(session && { session }) };
    let said = "";
    const end = (told: Told) => {
      resolve(told);
      socket.terminate();
    };
    socket.on("error", reject);
    socket.on("unexpected-response", (_, response) => end({ text: "", refused: `HTTP ${response.statusCode}` }));
    // Without a token the socket opens, and whatever is said before one is shown is refused.
    socket.on("open", () => socket.send(JSON.stringify(message)));
    socket.on("message", (data) => {
      const event = JSON.parse(String(data));
      if (event.type === "delta") said += event.text;
      if (event.type === "done") end({ text: said });
      if (event.type === "error") end({ text: said, refused: event.code });
    });
  });
}

/** `message.send` at /rpc is what the command line speaks, here with a token of the test's choosing. */
async function cli(url: string, text: string, { token, agent, session }: Saying): Promise<Told> {
  const params = { text, ...(agent && { agent }), session: session ?? crypto.randomUUID() };
  const response = await fetch(`${url}/rpc`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "message.send", params }),
    signal: AbortSignal.timeout(patience),
  });
  if (!response.ok) return { text: "", refused: `HTTP ${response.status}` };
  const { result, error } = (await response.json()) as {
    result?: { text: string };
    error?: { message: string; data?: { code: string } };
  };
  return result === undefined ? { text: "", refused: error?.data?.code ?? String(error?.message) } : result;
}

/** The command line itself, as the operator of the home: a process of its own, with the token it issues itself. */
export async function commandLine(home: string, text: string, session: string = crypto.randomUUID()): Promise<Told> {
  const { json, stderr } = await runCommand(home, "message", "--json", "--session", session, "--", text);
  if (json === undefined) throw new Error(`the command line said nothing: ${stderr}`);
  if (json.error === undefined) return { text: json.text };
  return { text: json.error.message, refused: json.error.code };
}

async function api(url: string, text: string, { token, agent = "sallyport", session }: Saying): Promise<Told> {
  const client = new OpenAI({ apiKey: token ?? "none", baseURL: `${url}/v1`, maxRetries: 0, timeout: patience });
  const headers = {
    ...(token === undefined && { authorization: null }),
    ...(session !== undefined && { "x-sallyport-session": session }),
  };
  let said = "";
  try {
    const stream = await client.chat.completions.create(
      { model: agent, messages: [{ role: "user", content: text }], stream: true },
      { headers },
    );
    for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? "";
    return { text: said };
  } catch (error) {
    if (error instanceof APIError) return { text: said, refused: error.code ?? `HTTP ${error.status}` };
    throw error;
  }
}

/** What the gateway answered, or the code with which it refused. */
export type Ask = (text: string) => Promise<string>;

/** Milliseconds that an answer may take. */
const patience = 60_000;

/**
 * Clients of a gateway, which need nothing but Node: the certificate's authority is in NODE_EXTRA_CA_CERTS. Each text begins
 * a session, since one that has heard an attack is trusted with less.
 */
export function clientsOf(url: string, token: string): Readonly<Record<string, Ask>> {
  const post = async (path: string, body: object) => {
    const response = await fetch(new URL(path, url), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    return await response.text();
  };
  return {
    api: async (text) => {
      const whole = await post("/v1/chat/completions", {
        model: "main",
        messages: [{ role: "user", content: text }],
        session: crypto.randomUUID(),
      });
      return JSON.parse(whole).choices?.[0]?.message?.content ?? whole;
    },
    cli: async (text) => {
      const params = { text, session: crypto.randomUUID() };
      const whole = await post("/rpc", { jsonrpc: "2.0", id: 1, method: "message.send", params });
      return JSON.parse(whole).result?.text ?? whole;
    },
    webchat: (text) => webchat(url, token, text),
  };
}

function webchat(url: string, token: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL("/webchat", url.replace("https", "wss")));
    const timer = setTimeout(() => reject(new Error("the gateway did not answer")), patience);
    let said = "";
    const end = () => {
      clearTimeout(timer);
      socket.close();
      resolve(said);
    };
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token }));
    socket.onerror = () => reject(new Error("the gateway cannot be reached"));
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(String(data));
      if (event.type === "ready")
        socket.send(JSON.stringify({ type: "message", id: "1", text, session: crypto.randomUUID() }));
      if (event.type === "delta") said += event.text;
      if (event.type === "error") said += event.code;
      if (event.type === "done" || event.type === "error") end();
    };
  });
}

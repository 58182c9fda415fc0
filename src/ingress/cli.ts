import { type Ingress, membersOf, received } from "./received.ts";

/** The command line of the machine itself, over RPC: `{text, session?, agent?}`. */
export const cli: Ingress = {
  name: "cli",
  summary: "sallyport message, through message.send at /rpc",
  receive(body, from) {
    const { text, session = "main", agent } = membersOf(body);
    return received("cli", from, { text, agent, conversation: session });
  },
};

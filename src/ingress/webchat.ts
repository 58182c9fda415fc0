import { type Ingress, membersOf, received } from "./received.ts";

/** Chat in a browser or an app, over a WebSocket: `{text, session?, agent?}`. */
export const webchat: Ingress = {
  name: "webchat",
  summary: "chat over a WebSocket at /webchat",
  receive(body, from) {
    const { text, session = "main", agent } = membersOf(body);
    return received("webchat", from, { text, agent, conversation: session });
  },
};

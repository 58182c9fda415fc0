import { refuse } from "../ingress/index.ts";
import { type RpcServer, rpcRefusal } from "./rpc.ts";
import type { SocketProtocol } from "./socket.ts";

/** JSON-RPC 2.0 over a WebSocket: a message is a request or a batch, and replies come as they are ready. */
export function rpcProtocol(rpc: RpcServer): SocketProtocol {
  return {
    refusal: rpcRefusal,
    async message(body, socket) {
      const { identity, presented, peer, signal } = socket;
      if (identity === undefined)
        return socket.send(rpcRefusal(refuse("unauthenticated", "a bearer token is required")));
      const reply = await rpc.reply(body, { identity, presented, peer, signal });
      if (reply !== undefined) await socket.send(reply);
    },
  };
}

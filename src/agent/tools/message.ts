import type { Outbox } from "../outbox.ts";
import type { Tool } from "../tool.ts";
import { toolRequest } from "./request.ts";

/** Sends a message to a channel of the principal. */
export function messageTool(outbox: Outbox): Tool {
  return {
    name: "message",
    description: "Send a message to a channel.",
    parameters: {
      type: "object",
      properties: {
        channel: { type: "string", description: "Name of the channel", maxLength: 128 },
        text: { type: "string", description: "The message", maxLength: 16_384 },
      },
      required: ["channel", "text"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { channel } = args as { channel: string };
      const request = toolRequest(context, "message", { type: "message", id: channel, access: "send" }, args, {
        targets: [channel],
      });
      return {
        request,
        async run(permit) {
          const { id } = await outbox.send(permit, request);
          return {
            ok: true,
            text: `Sent to ${channel}.`,
            source: "outbox",
            untrusted: false,
            sensitive: false,
            detail: { message: id },
          };
        },
      };
    },
  };
}

import type { Request } from "../../decision/index.ts";
import { guardedFetch, type NetPolicy, type Resolver } from "../../net/index.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { endingWhole } from "./cut.ts";
import { toolRequest } from "./request.ts";

/** What fetching needs. */
export interface FetchServices {
  readonly net: NetPolicy;
  readonly resolver?: Resolver;
  /** Decides, as of any other fetch of the same turn, whether a redirect may be followed. */
  readonly mayFetch: (request: Request, context: ToolContext) => Promise<boolean>;
}

/** Fetches a page of the public web. */
export function webFetchTool({ net, resolver, mayFetch }: FetchServices): Tool {
  return {
    name: "web_fetch",
    description: "Fetch a page or document of the public web with GET.",
    parameters: {
      type: "object",
      properties: { url: { type: "string", description: "An absolute http or https URL", maxLength: 8192 } },
      required: ["url"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { url } = args as { url: string };
      const id = URL.parse(url)?.href ?? url;
      const request = toolRequest(context, "web_fetch", { type: "url", id, access: "connect" }, args);
      return {
        request,
        async run(permit, signal) {
          // A redirect is another request: decided, and on record, like one the model had made itself. The other side
          // named it, so it carries nothing that the other side did not know.
          const elsewhere: ToolContext = {
            ...context,
            namedBy: () => (context.taint.untrusted ? "others" : undefined),
          };
          const mayRedirect = (target: string) =>
            mayFetch(
              toolRequest(elsewhere, "web_fetch", { type: "url", id: target, access: "connect" }, { url: target }),
              context,
            );
          const fetched = await guardedFetch(permit, request, {
            policy: net,
            signal,
            mayRedirect,
            ...(resolver && { resolver }),
          });
          if (!fetched.ok) {
            const { rule, message } = fetched.reason;
            // INVARIANT: a failure may be told in words of the other side: a header, a certificate, a redirect.
            return {
              ok: false,
              text: message,
              source: `url:${id}`,
              untrusted: true,
              sensitive: false,
              detail: { rule },
            };
          }
          const { status, text, truncated, bytes, hops } = fetched;
          return {
            ok: status < 400,
            text: truncated ? endingWhole(text) : text,
            ...(truncated && { note: `\n(only the first ${bytes} bytes)` }),
            source: `url:${hops.at(-1)}`,
            untrusted: true,
            sensitive: false,
            detail: { status, bytes, hops: hops.length },
          };
        },
      };
    },
  };
}

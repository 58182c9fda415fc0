import type { Request } from "../../decision/index.ts";
import { guardedFetch, type NetPolicy, type Resolver } from "../../net/index.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { endingWhole } from "./cut.ts";
import { toolRequest } from "./request.ts";
import { urlParameters } from "./url-parameters.ts";

/** What fetching needs. */
export interface FetchServices {
  readonly net: NetPolicy;
  readonly resolver?: Resolver;
  /** Decides, as of any other fetch of the same turn, whether a redirect may be followed. */
  readonly mayFetch: (request: Request, context: ToolContext) => Promise<boolean>;
  /** The URL as it is sent, where tokens in it stand for secrets that its host may have; absent, none is revealed. */
  readonly reveal?: (url: string, context: ToolContext) => Promise<Revealed | undefined>;
}

/** A URL with secrets in it, and what takes them out of whatever comes back. */
export interface Revealed {
  readonly sent: string;
  readonly conceal: (text: string) => string;
}

/** Fetches a page of the public web. */
export function webFetchTool({ net, resolver, mayFetch, reveal }: FetchServices): Tool {
  return {
    name: "web_fetch",
    description: "Fetch a page or document of the public web with GET.",
    parameters: urlParameters,
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
          // INVARIANT: decided, approved and recorded by the token; what it stands for is in the bytes that are sent alone.
          const revealed = await reveal?.(id, context);
          const conceal = revealed?.conceal ?? ((text: string) => text);
          const fetched = await guardedFetch(permit, request, {
            policy: net,
            signal,
            mayRedirect,
            ...(resolver && { resolver }),
            ...(revealed && { sent: revealed.sent }),
          });
          if (!fetched.ok) {
            const { rule, message } = fetched.reason;
            // INVARIANT: a failure may be told in words of the other side: a header, a certificate, a redirect.
            return {
              ok: false,
              text: conceal(message),
              source: `url:${id}`,
              untrusted: true,
              sensitive: false,
              detail: { rule },
            };
          }
          const { status, truncated, bytes, hops } = fetched;
          const text = conceal(fetched.text);
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

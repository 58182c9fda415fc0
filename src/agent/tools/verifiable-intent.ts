import type { IntendedAct, IntentVerdict } from "../../intent/index.ts";
import type { Tool } from "../tool.ts";
import { toolRequest } from "./request.ts";

/** Verifies a chain for an act and uses up its mandate, once. */
export type VerifyIntent = (
  chain: string,
  act: IntendedAct,
) => Promise<IntentVerdict | { readonly ok: false; readonly fault: "replayed"; readonly message: string }>;

const text = (description: string, maxLength: number) => ({ type: "string", description, maxLength }) as const;

/** Verifies that somebody has allowed an act, by a chain of credentials; it says so, and does nothing of the act. */
export function verifiableIntentTool(verify: VerifyIntent): Tool {
  return {
    name: "verifiable_intent",
    description:
      "Verify a chain of SD-JWT credentials that allows you an act, such as a purchase, before you do it. A mandate can be used once.",
    parameters: {
      type: "object",
      properties: {
        credential: text("The chain: credential, mandate and presentation, joined by ~~", 32_768),
        action: text("The act, such as purchase", 256),
        amount: text("Decimal amount, such as 12.50", 64),
        currency: text("ISO 4217 code, such as EUR", 3),
        payee: text("Who is paid, exactly as the mandate has it", 1_024),
      },
      required: ["credential", "action"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { credential, ...act } = args as unknown as IntendedAct & { credential: string };
      const resource = { type: "tool", id: act.action, access: "read" } as const;
      const request = toolRequest(context, "verifiable_intent", resource, args);
      return {
        request,
        async run(permit) {
          permit.spend(request, []);
          const verdict = await verify(credential, act);
          const facts = { source: "runtime", untrusted: false, sensitive: false } as const;
          if (!verdict.ok) {
            const rule = `intent.${verdict.fault}`;
            return {
              ...facts,
              ok: false,
              text: `Refused (${rule}): ${verdict.message}.`,
              detail: { verified: false, rule },
            };
          }
          const { issuer, user, mandate, expires } = verdict;
          return {
            ...facts,
            ok: true,
            text: `Verified: ${told(act)}, under mandate ${mandate}, until ${new Date(expires * 1_000).toISOString()}. The mandate is now used up.`,
            detail: { verified: true, issuer, user, mandate, expires },
          };
        },
      };
    },
  };
}

function told({ action, amount, currency, payee }: IntendedAct): string {
  return [
    action,
    ...(amount === undefined ? [] : [amount, currency]),
    ...(payee === undefined ? [] : ["to", payee]),
  ].join(" ");
}

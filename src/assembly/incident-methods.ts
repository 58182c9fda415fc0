import { type RpcMethods, rpcMethod } from "../gateway/index.ts";
import { refuse } from "../ingress/index.ts";
import type { Sallyport } from "./sallyport.ts";

const id = { type: "string", max: 64 } as const;
const noSuch = refuse("not_found", "there is no such incident");

/** The RPC methods about incidents and what is held because of them. */
export function incidentMethods({ incidents, containments, log }: Sallyport): RpcMethods {
  const conclude = (state: "resolved" | "false-positive", summary: string) =>
    rpcMethod({
      role: "operator",
      summary,
      params: { id },
      async run(params, { identity }) {
        const concluded = await incidents.conclude(params.id, state, identity.principal);
        if (concluded !== undefined) return concluded;
        return (await incidents.get(params.id)) === undefined
          ? noSuch
          : refuse("invalid_request", "this incident is over; what it came to stays");
      },
    });
  return {
    "incidents.list": rpcMethod({
      role: "operator",
      summary: "incidents, the newest last, without their steps and timelines",
      params: { open: { type: "boolean", optional: true } },
      async run({ open = false }) {
        const found = await incidents.list();
        return found
          .filter(({ state }) => !open || state === "open" || state === "contained")
          .map(({ steps: _, timeline: __, evidence: ___, key: ____, ...incident }) => incident);
      },
    }),
    "incidents.show": rpcMethod({
      role: "operator",
      summary: "one incident with its playbook, its timeline, and what is held because of it",
      params: { id },
      async run(params) {
        const incident = await incidents.get(params.id);
        if (incident === undefined) return noSuch;
        return { ...incident, contained: containments.list().filter((held) => held.incident === incident.id) };
      },
    }),
    "incidents.resolve": conclude(
      "resolved",
      "end an incident that was one; what is held stays held until it is lifted",
    ),
    "incidents.falsePositive": conclude(
      "false-positive",
      "end an incident that was none, and take back what its playbook can take back",
    ),
    "containment.list": rpcMethod({
      role: "operator",
      summary: "agents in quarantine, frozen tools and blocked networks",
      params: {},
      run: async () => containments.list(),
    }),
    "containment.lift": rpcMethod({
      role: "operator",
      summary: "let something go that is held",
      params: { id },
      async run(params, { identity }) {
        const found = containments.list().find((containment) => containment.id === params.id);
        if (found === undefined) return refuse("not_found", "nothing of this id is held");
        const { held, incident } = found;
        const body = { event: "lifted", incident, containment: params.id, held: { ...held }, by: identity.principal };
        await log.append({ kind: "incident", body });
        await containments.lift(params.id);
        return { id: params.id, lifted: true };
      },
    }),
  };
}

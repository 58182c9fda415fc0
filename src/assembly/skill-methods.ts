import { type RpcMethods, rpcMethod } from "../gateway/index.ts";
import { refuse } from "../ingress/index.ts";
import type { Sallyport } from "./sallyport.ts";

const skill = { skill: { type: "string", max: 64 } } as const;

/** The methods by which an operator says which skills are trusted. */
export function skillMethods({ skills, log }: Sallyport): RpcMethods {
  return {
    "skills.list": rpcMethod({
      role: "operator",
      summary: "the skills there are, and whether each is what was pinned",
      params: {},
      run: () => skills.list(),
    }),
    "skills.show": rpcMethod({
      role: "operator",
      summary: "one skill: its hash, what it asks for, its files",
      params: skill,
      run: ({ skill: name }) => skills.show(name),
    }),
    "skills.pin": rpcMethod({
      role: "operator",
      summary: "trust a skill as it is now; with a hash, only if it is still that",
      params: { ...skill, hash: { type: "string", max: 64, optional: true } },
      async run({ skill: name, hash }, { identity: { principal } }) {
        const pinned = await skills.pin(name, hash, (as) =>
          log.append({ kind: "config", body: { event: "skill pinned", skill: name, hash: as, by: principal } }),
        );
        return typeof pinned === "string" ? refuse("invalid_request", `not pinned: ${pinned}`) : pinned;
      },
    }),
    "skills.unpin": rpcMethod({
      role: "operator",
      summary: "trust a skill no more",
      params: skill,
      async run({ skill: name }, { identity: { principal } }) {
        await log.append({ kind: "config", body: { event: "skill unpinned", skill: name, by: principal } });
        return (await skills.unpin(name)) ? skills.show(name) : refuse("not_found", "no skill of that name is pinned");
      },
    }),
  };
}

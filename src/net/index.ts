export { type AddressClass, classifyAddress } from "./address.ts";
export { type Egress, openEgress } from "./egress/egress.ts";
export type {
  EgressFinding,
  EgressLimits,
  EgressOptions,
  EgressPolicy,
  EgressRecord,
  EgressTarget,
} from "./egress/options.ts";
export { type Fetched, type FetchOptions, guardedFetch } from "./fetch.ts";
export { connectLocal, type LocalConnection, requestLocal } from "./local.ts";
export { installedPolicy, type NetPolicy, type NetRefusal, publicOnly, requireNetPolicy } from "./policy.ts";
export { judgeLocation, maxRedirects } from "./redirect.ts";
export { type Resolver, resolveTarget, serverResolver, systemResolver } from "./resolve.ts";
export { isPlainLocal, openUpstream, type UpstreamRequest, type UpstreamResponse } from "./upstream.ts";
export { type JudgedUrl, judgeUrl } from "./url.ts";
export { wholeBody } from "./whole-body.ts";

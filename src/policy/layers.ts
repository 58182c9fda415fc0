import { narrow, type Scope, type ScopeRequest, type ScopeViolation } from "../decision/index.ts";

/** One narrowing, with the name under which its violations are reported: `profile coding`, `tier C`, `channel ops`. */
export interface Layer {
  readonly name: string;
  readonly scope: ScopeRequest;
}

/** A field in which a layer asked for more than the layers before it left. */
export interface LayerViolation extends ScopeViolation {
  readonly layer: string;
}

/** The scope after every layer in order; each can only narrow, and what it asked for beyond that is reported. */
export function applyLayers(
  scope: Scope,
  layers: readonly Layer[],
): { readonly scope: Scope; readonly violations: readonly LayerViolation[] } {
  const violations: LayerViolation[] = [];
  let current = scope;
  for (const layer of layers) {
    const narrowed = narrow(current, layer.scope);
    violations.push(...narrowed.violations.map((violation) => ({ ...violation, layer: layer.name })));
    current = narrowed.scope;
  }
  return { scope: current, violations };
}

import type { Verdict } from "../content/index.ts";
import type { Tier } from "../decision/index.ts";
import type { Direction } from "./classifier/index.ts";

export type { Direction };

/** Where a text is judged: as it arrives, before a tool is called with it, after a tool gave it back, as it leaves. */
export type Point = "ingress" | "arguments" | "commands" | "results" | "egress";

/** What settled a verdict. */
export type Decider = "rules" | "classifier" | "model";

/** Whose text it is and where it is judged; conditions of rules and policies are about this. */
export interface Circumstances {
  readonly point: Point;
  readonly direction: Direction;
  readonly agent?: string;
  readonly principal?: string;
  readonly ingress?: string;
  readonly tier?: Tier;
  readonly tool?: string;
}

/** A verdict with what it rests on. */
export interface Judgement extends Verdict {
  /** Calibrated probability that the text is an attack, 0 to 1. */
  readonly score: number;
  readonly tier: Decider;
  /** The model that was asked, with its digest, whether or not it answered. */
  readonly model?: string;
  /** True when it was judged before. */
  readonly cached?: true;
}

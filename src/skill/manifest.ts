import { z } from "zod";
import type { ObjectSchema, ValueSchema } from "../agent/index.ts";

/** The name of the file in which a skill says what it is. */
export const manifestName = "skill.json";

/** What a skill says of itself, and the most that it asks for. */
export interface Manifest {
  readonly description: string;
  /** Name of the program that runs the script, looked up where commands are. */
  readonly interpreter: string;
  /** Name of a file of the folder. */
  readonly script: string;
  readonly arguments: ObjectSchema;
  /** How it needs the workspace. */
  readonly workspace: "none" | "read" | "write";
  /** Hosts that it needs to reach. */
  readonly hosts: readonly string[];
  /** Seconds from start to end. */
  readonly seconds: number;
}

const description = z.string().max(1_024).exactOptional();
const count = z.int().min(0);
const value: z.ZodType<ValueSchema> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("string"),
      description,
      enum: z.array(z.string()).min(1).exactOptional(),
      maxLength: count.exactOptional(),
    }),
    z.strictObject({
      type: z.enum(["number", "integer"]),
      description,
      minimum: z.number().exactOptional(),
      maximum: z.number().exactOptional(),
    }),
    z.strictObject({ type: z.literal("boolean"), description }),
    z.strictObject({ type: z.literal("array"), description, items: value, maxItems: count.exactOptional() }),
    object,
  ]),
);
const object = z.strictObject({
  type: z.literal("object"),
  description,
  properties: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/), value),
  required: z.array(z.string()).exactOptional(),
  additionalProperties: z.literal(false),
});

const name = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/;

/** The schema of the manifest; an absent need is none. */
export const manifestSchema: z.ZodType<Manifest> = z.strictObject({
  description: z.string().min(1).max(1_024),
  interpreter: z.string().regex(name, "expected the name of a program, such as python3"),
  script: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._+-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._+-]*)*$/, "expected a file of the folder"),
  arguments: object.default({ type: "object", properties: {}, additionalProperties: false }),
  workspace: z.enum(["none", "read", "write"]).default("none"),
  hosts: z.array(z.string().regex(/^(?:\*\.)?[a-z0-9.-]+$/, "expected a host in lower case")).default([]),
  seconds: z.int().min(1).max(3_600).default(60),
});

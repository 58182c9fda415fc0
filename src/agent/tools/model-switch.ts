import { didYouMean } from "../../suggestion.ts";
import type { Tool } from "../tool.ts";
import { toolRequest } from "./request.ts";

/** Has the later turns of the session use another of the configured models. */
export function modelSwitchTool(models: readonly string[]): Tool {
  return {
    name: "model_switch",
    description: `Use another model from the next turn of this session on: ${models.join(", ")}.`,
    parameters: {
      type: "object",
      properties: { model: { type: "string", description: "Name of the model", maxLength: 64 } },
      required: ["model"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { model } = args as { model: string };
      const { useModel } = context;
      const request = toolRequest(context, "model_switch", { type: "model", id: model, access: "use" }, args);
      if (!models.includes(model)) {
        const message = `there is no model "${model}": ${didYouMean(model, models)}`;
        return { request, refusal: { rule: "model.unknown", message } };
      }
      if (useModel === undefined)
        return { request, refusal: { rule: "model.session", message: "this session has no later turns" } };
      return {
        request,
        async run(permit) {
          permit.spend(request, []);
          useModel(model);
          return {
            ok: true,
            text: `From the next turn on this session uses the model ${model}.`,
            source: "model",
            untrusted: false,
            sensitive: false,
          };
        },
      };
    },
  };
}

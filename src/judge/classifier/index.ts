export { type Classification, classifyWith } from "./classify.ts";
export { type Direction, type Model, modelOf, type OperatingPoints } from "./model.ts";

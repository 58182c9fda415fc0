export { gatewayAddress, type OpenGatewayOptions, openGateway } from "./gateway.ts";
export { openIdentities } from "./identity.ts";
export { offlineProvider } from "./offline-provider.ts";
export { type OperatorCommand, runForOperator } from "./operator-command.ts";
export { netPolicy } from "./policies.ts";
export { openSallyport, type Sallyport, type SallyportOptions } from "./sallyport.ts";
export { sandboxChoice, sandboxLimits, warmBounds } from "./sandbox.ts";
export { type Status, statusOf } from "./status.ts";

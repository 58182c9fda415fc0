export { gatewayAddress, type OpenGatewayOptions, openGateway } from "./gateway.ts";
export { offlineProvider } from "./offline-provider.ts";
export { openSallyport, type Sallyport, type SallyportOptions } from "./sallyport.ts";
export { type OperatorCommand, runForOperator } from "./operator-command.ts";
export { sandboxChoice, sandboxLimits } from "./sandbox.ts";
export { type Status, statusOf } from "./status.ts";

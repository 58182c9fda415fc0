/** Bounds on what any caller may take up; each is enforced on its own. */
export interface Limits {
  readonly bodyBytes: number;
  /** Bytes of one WebSocket message. */
  readonly messageBytes: number;
  /** Bytes of all header lines of a request. */
  readonly headerBytes: number;
  readonly headerLines: number;
  readonly connections: number;
  readonly connectionsPerPeer: number;
  /** Milliseconds to finish the TLS handshake. */
  readonly handshakeMs: number;
  /** Milliseconds to send the header lines. */
  readonly headersMs: number;
  /** Milliseconds to send a whole request. */
  readonly requestMs: number;
  /** Milliseconds to authenticate an open WebSocket. */
  readonly authMs: number;
  /** Milliseconds between two looks at each WebSocket: is it alive, is its token still good. */
  readonly pingMs: number;
  /** Milliseconds without a message after which a WebSocket is closed. */
  readonly idleMs: number;
  /** Milliseconds for which a caller may leave what is sent to it, a megabyte at most, unread. */
  readonly stallMs: number;
  /** Messages of one WebSocket that are being handled at a time. */
  readonly messagesInFlight: number;
  /** Turns that wait behind the running one of a session. */
  readonly turnsWaiting: number;
  /** Turns that run or wait in all. */
  readonly turns: number;
  /** Calls in one JSON-RPC batch. */
  readonly batch: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 1 << 20,
  messageBytes: 256 << 10,
  headerBytes: 16 << 10,
  headerLines: 100,
  connections: 256,
  connectionsPerPeer: 64,
  handshakeMs: 10_000,
  headersMs: 10_000,
  requestMs: 30_000,
  authMs: 5_000,
  pingMs: 30_000,
  idleMs: 30 * 60_000,
  stallMs: 30_000,
  messagesInFlight: 16,
  turnsWaiting: 8,
  turns: 256,
  batch: 20,
};

/** An event as its sender wrote it, whatever the protocol; nothing in it is trusted for identity. */
export interface IncomingEvent {
  id: string;
  type: string;
  typeVersion?: string;
  /** RFC 3339; absent: the time of receipt. */
  time?: string;
  /** What the sender calls itself. */
  source?: string;
  dataContentType?: string;
  dataSchema?: string;
  subject?: string;
  /** CloudEvents extension attributes, values in their string form. */
  extensions: Record<string, string>;
  data?: Buffer;
}

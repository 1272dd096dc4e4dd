/** What somebody with bad intentions gets to see. */
export interface HostileAnswer {
  /** Of HTTP, or that there is none because TLS already ends. */
  status: number | 'no TLS';
  /** The text of the error, whole; a pattern where it names a part of what was sent. */
  error?: string | RegExp;
  /** Where a certificate is given all the same: its subject, which is ours and not the one that was asked for. */
  issued?: string;
}

/** One thing that somebody with bad intentions does. */
export interface HostileCase {
  /** Told apart by it. */
  name: string;
  /** For people: who does what. */
  sent: string;
  answer: HostileAnswer;
}

/** Does what a case says, and returns what came back. */
export type Attempt = () => Promise<HostileAnswer>;

/** One attempt for each case: none can be left out, and none can be made up. */
export type Attempts<C extends readonly HostileCase[]> = Record<
  C[number]['name'],
  Attempt
>;

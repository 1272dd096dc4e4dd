/** What an archive or an installation comes to. */
export interface Contents {
  /** Objects by kind. */
  resources: Record<string, number>;
  /** `bytes`: of the documents, copies not counted. */
  documents: { count: number; bytes: number; copies: number };
}

export interface Summary extends Contents {
  /** Id. */
  archive: string;
  archiveBytes: number;
  /** What changed while it was written. */
  changed: string[];
}

/** Told now and then; `done` is how many of them there are by now. */
export type Progress = (what: string, done?: number) => void;

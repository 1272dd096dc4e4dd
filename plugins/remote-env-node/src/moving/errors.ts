/** Base of what moving refuses on purpose; messages are for operators. Check by `name`. */
export class MovingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The archive is not whole, not what was written, or not of a kind that this version reads. Nothing was written. */
export class ArchiveRefusedError extends MovingError {}

/** The passphrase does not open the archive, or is no passphrase to rely on. */
export class PassphraseError extends MovingError {}

/** The source changed while it was read, or has something that cannot be read. No archive was written. */
export class SourceRefusedError extends MovingError {}

/** The target is not empty, not complete, or lacks something. */
export class TargetRefusedError extends MovingError {}

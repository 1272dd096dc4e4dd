/** A document that was taken out of a large definition, as it will be stored: nobody in this process reads it. */
export class SeparateDocument {
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;

  static create(bytes: Buffer, sha256: string): SeparateDocument {
    return new SeparateDocument(bytes, sha256);
  }

  private constructor(bytes: Buffer, sha256: string) {
    this.bytes = bytes;
    this.sha256 = sha256;
  }
}

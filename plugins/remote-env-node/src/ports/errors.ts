/** Base of everything that a port throws on purpose. Check by `name`. */
export class PortError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An object of that kind, namespace and name exists. */
export class ResourceExistsError extends PortError {}

/** No such object, or its uid is another than the precondition says. */
export class ResourceNotFoundError extends PortError {}

/** The object changed since the `resourceVersion` given, or a precondition does not hold. Read again and retry. */
export class ResourceConflictError extends PortError {}

/** The object breaks its schema or a rule of the store (name, labels, size); nothing was written. */
export class ResourceInvalidError extends PortError {}

/** Changes since that version are no longer kept: list again, then watch from the list's version. */
export class ResourceVersionExpiredError extends PortError {}

/** The continue token is malformed or its snapshot is gone: start the list again. */
export class ContinueTokenExpiredError extends PortError {}

/** No document under that key. */
export class DocumentNotFoundError extends PortError {}

/** What was read or written does not have the size or digest that was promised; nothing was kept. */
export class DocumentIntegrityError extends PortError {}

/** The engine behind the port cannot be reached or refuses; the operation may be tried again. */
export class StoreUnavailableError extends PortError {
  /** It refuses for want of rights: trying again helps once somebody has given them. Nothing was read or written. */
  readonly forbidden: boolean;

  constructor(
    message: string,
    {
      forbidden = false,
      ...options
    }: ErrorOptions & { forbidden?: boolean } = {},
  ) {
    super(message, options);
    this.forbidden = forbidden;
  }
}

/** What was read is encrypted with another key, or has been tampered with. Trying again does not help. */
export class EncryptionKeyError extends PortError {}

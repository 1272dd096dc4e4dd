/** Base of what the registry refuses on purpose; `http/` maps each to its wire shape. */
export class RegistryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The definition breaks a rule; the message names the field. Nothing was kept. */
export class ServiceInvalidError extends RegistryError {}

/** No such service in this environment. */
export class ServiceNotFoundError extends RegistryError {}

/** The identifier is taken within the environment. */
export class ServiceExistsError extends RegistryError {}

/** `specificationUrl` could not be fetched; says why without credentials. */
export class SpecificationFetchError extends RegistryError {}

/** The service is no longer the one that the entity tag names. */
export class PreconditionFailedError extends RegistryError {}

/** The environment was deleted, or its name belongs to another one now. */
export class EnvironmentGoneError extends RegistryError {}

/** Too much to do at this moment; the same call may succeed later. */
export class RegistryBusyError extends RegistryError {}

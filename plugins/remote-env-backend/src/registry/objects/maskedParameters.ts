import {
  MASKED_SECRET,
  type RequestParameters,
} from '@remote-env/plugin-remote-env-common';
import { ServiceInvalidError } from '../errors';

type Parameters = Required<RequestParameters>;
type ParameterMap = Parameters['headers'];

/** What a masked value may stand for. */
export interface KeptParameters {
  /** As stored; undefined when there are none. */
  stored: Parameters | undefined;
  /** Where they were sent, and where they would be sent now. */
  before: string | undefined;
  now: string;
}

/** For those who may change parameters but not read them: they may hold keys of an API. */
export function maskedParameters(
  parameters: Parameters | undefined,
): Parameters | undefined {
  const masked = (map: ParameterMap) =>
    Object.fromEntries(
      Object.entries(map).map(([name, values]) => [
        name,
        values.map(() => MASKED_SECRET),
      ]),
    );
  return (
    parameters && {
      headers: masked(parameters.headers),
      queryParameters: masked(parameters.queryParameters),
    }
  );
}

/**
 * Puts stored values where masked ones were sent, as long as they go to the same place as before.
 *
 * @param field - of the definition, for the message
 * @throws ServiceInvalidError
 */
export function unmaskedParameters(
  field: string,
  sent: Parameters | undefined,
  kept: KeptParameters,
): Parameters | undefined {
  const unmasked = (part: keyof Parameters) =>
    Object.fromEntries(
      Object.entries(sent?.[part] ?? {}).map(([name, values]) => [
        name,
        values.map((value, i) => {
          if (value !== MASKED_SECRET) {
            return value;
          }
          const storedValue = kept.stored?.[part][name]?.[i];
          const where = `${field}.${part}.${name}`;
          if (storedValue === undefined) {
            throw new ServiceInvalidError(
              `${where} is masked, and there is no stored value to keep`,
            );
          }
          if (originOf(kept.before) !== originOf(kept.now)) {
            throw new ServiceInvalidError(
              `${where} is masked, but it would be sent elsewhere than before; send the value again`,
            );
          }
          return storedValue;
        }),
      ]),
    );
  return (
    sent && {
      headers: unmasked('headers'),
      queryParameters: unmasked('queryParameters'),
    }
  );
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.origin;
}

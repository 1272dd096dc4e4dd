import { machineIsQuiet } from '../quiet.mts';
import { LargeInstallation } from './LargeInstallation.mts';
import type { Registrant, RegistrationTimes } from './Registrant.mts';

const ROUNDS = 10;
/** Of each kind in a round of one side: what a registration leaves to be done falls to its own side but for the last. */
const IN_A_ROW = 10;

/**
 * Measures registrations among many services and among few, by turns.
 *
 * @param large - a system of an installation with many
 * @param options - `few`: services of the other installation, which is there for so long only; `catalog`: as of the large one
 */
export async function measuredInTurn(
  large: Registrant,
  { few, catalog }: { few: number; catalog: boolean },
): Promise<{ few: RegistrationTimes; many: RegistrationTimes }> {
  const other = await LargeInstallation.start({ environments: 1, catalog });
  try {
    const [small] = other.registrants;
    await small.fillTo(few);
    const sides = [
      { system: small, times: { api: [], events: [] } },
      { system: large, times: { api: [], events: [] } },
    ] satisfies [Side, Side];
    // What is warm makes a difference.
    for (const { system } of sides) {
      await system.registrationTimes(ROUNDS * IN_A_ROW);
    }
    await machineIsQuiet();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const side of sides) {
        await measure(side);
      }
    }
    return { few: sides[0].times, many: sides[1].times };
  } finally {
    await other.stop();
  }
}

interface Side {
  system: Registrant;
  times: RegistrationTimes;
}

async function measure({ system, times }: Side): Promise<void> {
  const { api, events } = await system.registrationTimes(IN_A_ROW);
  times.api.push(...api);
  times.events.push(...events);
}

/** Builds front end, gateway, command line and examples where they are not current. */
import { buildWhatIsNeeded } from './lib/builds.mts';

buildWhatIsNeeded(process.env);

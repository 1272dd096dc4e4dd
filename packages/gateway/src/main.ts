import { run } from './process/run';

run(process.argv.slice(2));

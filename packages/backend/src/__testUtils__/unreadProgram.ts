import { outliveLogReaders } from '../outliveLogReaders';

const LINES = 20;

/**
 * Logs as Backstage does, also what nobody caught, until each line has failed or was taken; then says by its exit code
 * how many were not caught.
 */
outliveLogReaders();
let uncaught = 0;
process.on('uncaughtException', error => {
  uncaught += 1;
  if (uncaught < LINES) {
    process.stderr.write(`uncaught: ${error}\n`);
  }
});

process.stdout.write('up\n');
process.stdin.once('end', async () => {
  for (let line = 0; line < LINES; line += 1) {
    for (const stream of [process.stdout, process.stderr]) {
      await new Promise(resolve => stream.write('a line\n', resolve));
    }
  }
  process.exitCode = uncaught;
});
process.stdin.resume();

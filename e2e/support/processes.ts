import { readdirSync, readFileSync } from 'node:fs';

/** Processes whose command line holds the text, except this one. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(name => {
      try {
        return (
          readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text) ||
          readFileSync(`/proc/${name}/environ`, 'utf8').includes(text)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Processes of one installation: those that were given its data directory. */
export function processesOf(dataDir: string, commandPart = ''): number[] {
  return processesWith(dataDir).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(commandPart);
    } catch {
      return false;
    }
  });
}

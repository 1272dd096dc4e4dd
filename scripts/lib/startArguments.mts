import path from 'node:path';
import { parseArgs } from 'node:util';

interface StartArguments {
  /** Absolute. */
  dataDir: string;
  sample: boolean;
}

/** Flags of `npm start` and `npm run dev`. Ends this process after `--help`, and with code 2 on a flag it does not know. */
export function readStartArguments(usage: string): StartArguments {
  try {
    const { values } = parseArgs({
      options: {
        'no-sample': { type: 'boolean', default: false },
        'data-dir': {
          type: 'string',
          default: process.env.REMOTE_ENV_DATA_DIR ?? 'data',
        },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      return process.exit(0);
    }
    return {
      dataDir: path.resolve(
        // Relative to where the person stands, not to the package that npm runs the script in.
        process.env.INIT_CWD ?? process.cwd(),
        values['data-dir'],
      ),
      sample: !values['no-sample'],
    };
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)}\n\n${usage}`,
    );
    return process.exit(2);
  }
}

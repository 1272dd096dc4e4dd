/** Fields of one log line. Never a secret, a token or a query string. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | undefined>
>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of JSON for each call: `{"time","level","message",…fields}`. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

const ORDER: Record<LogLevel, number> = {
  debug: 10,
  info: 20,
  warn: 30,
  error: 40,
};

interface LoggerOptions {
  /** Lines below it are left out. */
  level: LogLevel;
  /** Gets whole lines, each with its line end. */
  write: (line: string) => void;
  now?: () => Date;
}

class JsonLogger implements Logger {
  readonly #options: LoggerOptions;
  readonly #fields: LogFields;

  constructor(options: LoggerOptions, fields: LogFields) {
    this.#options = options;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields) {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: LogFields) {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: LogFields) {
    this.#log('warn', message, fields);
  }

  error(message: string, fields?: LogFields) {
    this.#log('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new JsonLogger(this.#options, { ...this.#fields, ...fields });
  }

  #log(level: LogLevel, message: string, fields?: LogFields) {
    if (ORDER[level] < ORDER[this.#options.level]) {
      return;
    }
    const now = this.#options.now?.() ?? new Date();
    this.#options.write(
      `${JSON.stringify({
        time: now.toISOString(),
        level,
        message,
        ...this.#fields,
        ...fields,
      })}\n`,
    );
  }
}

export function createLogger(options: LoggerOptions): Logger {
  return new JsonLogger(options, {});
}

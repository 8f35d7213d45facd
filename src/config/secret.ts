import type { Environment } from './environmentLayer.js';

const mask = '***';

/** Text that must not be seen. However it is printed or serialised it reads `***`; `reveal` is the only way to it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it where it is used, and keep the result nowhere. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  /** `util.inspect`, and so the console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}

/** The secret in an environment variable, without surrounding white space; `undefined` when there is none. */
export function readSecret(env: Environment, name: string): Secret | undefined {
  const text = env[name]?.trim() ?? '';
  return text === '' ? undefined : new Secret(text);
}

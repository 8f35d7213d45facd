import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type ConfigSources } from '../../src/config/loadConfig.js';
import { BadInputError } from '../../src/domain/errors.js';

/** A folder for configuration that must not load. */
export class RefusedConfig {
  readonly dir = mkdtempSync(join(tmpdir(), 'candlewick-config-'));

  write(name: string, text: string | Uint8Array): string {
    const path = join(this.dir, name);
    writeFileSync(path, text);
    return path;
  }

  /** The error of a configuration; paths in it are shortened to `my.yaml`. Throws when it loads. */
  refusal(sources: Partial<ConfigSources>): BadInputError {
    try {
      loadConfig({ profile: 'default', env: {}, flags: [], ...sources });
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      error.message = error.message.replaceAll(`${this.dir}/`, '');
      return error;
    }
    throw new Error('this configuration was expected to be refused');
  }

  refusalOfFile(text: string | Uint8Array): string {
    return this.refusal({ configFile: this.write('my.yaml', text) }).message;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true });
  }
}

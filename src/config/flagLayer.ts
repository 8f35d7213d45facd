import { checked } from './check.js';
import { fromText } from './fromText.js';
import { stack, type Layer } from './layer.js';
import type { ConfigPath } from './paths.js';
import { leafAt } from './tree.js';

/** A setting given on the command line. `value` may still be text; `undefined` means the flag was not given. */
export interface ConfigFlag {
  readonly path: ConfigPath;
  readonly value: unknown;
  /** As the user wrote it: `--min-score`. */
  readonly flag: string;
}

/** Reads the flags of the command line, in their order. Throws a `TypeError` for a path that is no setting. */
export function flagLayer(flags: readonly ConfigFlag[]): Layer {
  return stack(flags.map((flag) => (flag.value === undefined ? stack([]) : readFlag(flag))));
}

function readFlag({ path, value, flag }: ConfigFlag): Layer {
  const leaf = leafAt(path);
  if (!leaf) throw new TypeError(`${flag} sets ${path}, which is no setting`);
  const where = `flag ${flag}`;
  // A flag may be in another unit than its setting, as --interval is: the name says which one the error speaks of.
  return checked({
    leaf,
    value: typeof value === 'string' ? fromText(value, leaf) : value,
    place: { origin: where, where, subject: `\`${flag}\` (\`${path}\`)` },
  });
}

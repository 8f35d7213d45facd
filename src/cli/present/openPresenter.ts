import type { Config } from '../../config/schema.js';
import { jsonLog } from './jsonLog.js';
import { jsonPresenter } from './jsonPresenter.js';
import { painter } from './paint.js';
import type { Presenter } from './presenter.js';
import { terminalPresenter } from './terminalPresenter.js';

export interface PresenterOptions {
  readonly config: Pick<Config, 'log'>;
  readonly env: NodeJS.ProcessEnv;
  /** JSON lines, also on a terminal. */
  readonly isJson: boolean;
  /** Called when nobody reads any more. */
  readonly onOutputClosed: () => void;
}

/** A screen for a terminal that can move its cursor; JSON lines for everything else. */
export function openPresenter({ config, env, isJson, onOutputClosed }: PresenterOptions): Presenter {
  const { stdout } = process;
  if (isJson || !stdout.isTTY || env.TERM === 'dumb') return jsonPresenter(jsonLog(config.log.level, onOutputClosed));
  const presenter = terminalPresenter(stdout, painter(env));
  // Also after a second Ctrl-C and after a crash the cursor is there again.
  const restore = (): void => void presenter.close();
  process.once('exit', restore);
  return {
    ...presenter,
    close: async () => {
      await presenter.close();
      process.off('exit', restore);
    },
  };
}

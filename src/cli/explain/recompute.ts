import { scanRules, signalRules } from '../../app/scoringRules.js';
import { scoringSettings } from '../../config/scoringSettings.js';
import { explainSignal, type Explanation } from '../../core/scoring/explainSignal.js';
import type { KeptSignal } from '../../ports/signalRecords.js';
import { loadPlugins } from '../plugins.js';

/**
 * Computes a kept signal again with the settings and the plugins that it was made with. Rejects with a `BadInputError`
 * when one of them cannot be used any more.
 */
export async function recompute(kept: KeptSignal): Promise<Explanation> {
  const settings = scoringSettings(kept.settings, `signal ${kept.signal.id}`);
  const added = await loadPlugins({ plugins: kept.plugins, factors: settings.factors });
  const { configHash } = signalRules(settings, added);
  return explainSignal(kept, { rules: scanRules(settings, added), configHash });
}

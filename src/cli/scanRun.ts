/** What a scan needs once nothing is wrong with its configuration. */
export { isAbort } from './abort.js';
export { openPresenter } from './present/openPresenter.js';
export { greeting } from './present/sentences.js';
export { RunRecorder } from './report/runRecorder.js';
export { runScanner } from './runScanner.js';

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

export interface ScenarioFile {
  /** `marbles/feeds/close-is-an-error.marble` */
  readonly fileName: string;
  /** Folders below `marbles`, joined by ` / `. */
  readonly chapter: string;
  readonly text: string;
}

export const projectPath = (path: string): string => join(projectFolder, path);

export const readProjectFile = (path: string): string => readFileSync(projectPath(path), 'utf8');

/** Every `.marble` file of the project, by name. */
export function scenarioFiles(): ScenarioFile[] {
  const folder = join(projectFolder, 'marbles');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.marble'))
    .toSorted()
    .map((path) => {
      const parts = path.split(sep);
      const fileName = relative(projectFolder, join(folder, path)).split(sep).join('/');
      return { fileName, chapter: parts.slice(0, -1).join(' / '), text: readFileSync(join(folder, path), 'utf8') };
    });
}
